import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Command } from 'opd-scheduler'

/** A note of a process about a command: before it gives the command, and as soon as it has the answer. */
export type Note =
  | {
      readonly note: 'invoke'
      readonly at: number
      readonly id: string
      readonly head: number
      readonly command: Command
    }
  | { readonly note: 'ok'; readonly at: number; readonly id: string; readonly answer: Answer }
  | { readonly note: 'refused'; readonly at: number; readonly id: string; readonly code: string; readonly head: number }
  /** Thrown: `outcome-unknown`, or a failure that promises that nothing was written. */
  | { readonly note: 'unknown' | 'failed'; readonly at: number; readonly id: string; readonly code: string }
  /** A session was asked for at this moment, when the log ended at `head`, and this version of it was returned. */
  | {
      readonly note: 'query'
      readonly at: number
      readonly head: number
      readonly session: string
      readonly version: number
    }
  /** The store's outcome of an append, if it was not plain success. */
  | {
      readonly note: 'append'
      readonly conflicts: number
      readonly known: number
      readonly lost: number
      /** Commits that failed because of a key. */
      readonly taken: number
      /** An error of the store itself. */
      readonly thrown?: string
    }
  /** A subscriber has handled an event. */
  | { readonly note: 'event'; readonly position: number; readonly eventId: string }
  /** The log no longer has what a subscriber got, up to this position. It goes on from an earlier one. */
  | { readonly note: 'rewound'; readonly position: number }
  /** The process ended by itself and in order. */
  | { readonly note: 'end' }
  /** Something was thrown that is no answer to a command. */
  | { readonly note: 'broken'; readonly message: string }

/** The part of an answer that can be compared with the log. */
export interface Answer {
  readonly status: string
  readonly tokenId: string | null
  readonly slotId: string | null
  readonly moved: readonly string[]
  /** Digest of the whole answer. */
  readonly digest: string
}

/** A file to which one process appends. Its notes survive a kill of the process. */
export class Journal {
  private readonly file: number

  constructor(path: string) {
    this.file = openSync(path, 'a')
  }

  write(note: Note): void {
    writeSync(this.file, `${JSON.stringify(note)}\n`)
  }

  close(): void {
    closeSync(this.file)
  }
}

/** Returns all notes of a journal, without an incomplete last line. */
export function readJournal(path: string): Note[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Note)
}

/** Returns the last lines of a journal, shortened, for people. */
export function lastLines(path: string, count: number): string[] {
  if (!existsSync(path)) return ['not begun']
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  return lines.slice(-count).map((line) => line.slice(0, 200))
}

/** Returns a monotonic time in microseconds, with the same origin for all processes of this machine. */
export function instant(): number {
  return Number(process.hrtime.bigint() / 1000n)
}
