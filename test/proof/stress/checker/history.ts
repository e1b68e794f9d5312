import type { Command, OpdEvent } from 'opd-scheduler'
import { type Answer, type Note, readJournal } from '../journal'

/** A row of the log, read with plain SQL. */
export interface StoredEvent {
  readonly position: number
  readonly stream: string
  readonly version: number
  /** Command id, on the first event of a commit. */
  readonly command: string | null
  /** The event, as JSON. */
  readonly event: string
}

/** An event of the log, with the fields that the checks need. */
export interface Entry {
  readonly position: number
  readonly stream: string
  readonly version: number
  readonly command: string | null
  readonly event: OpdEvent
}

/** One execution of a command. */
export interface Execution {
  readonly id: string
  readonly command: Command
  /** Microseconds. `endedAt` is absent if the process was killed, or if the outcome was unknown. */
  readonly invokedAt: number
  readonly endedAt: number | undefined
  /** Last position of the log before the command was given, and, for a refusal, after the answer. */
  readonly headBefore: number
  readonly headAfter: number | undefined
  readonly outcome: 'ok' | 'refused' | 'failed' | 'unknown'
  readonly answer: Answer | undefined
  /** Code of a refusal or a failure. */
  readonly code: string | undefined
}

/** The entries that one subscriber got, process after process. */
export interface Subscriber {
  readonly name: string
  /** Whether it starts from a checkpoint, and so may get some events twice. */
  readonly named: boolean
  readonly runs: readonly (readonly { readonly position: number; readonly eventId: string }[])[]
}

/** Everything that was recorded during a run. */
export interface History {
  /** The entries that `read` returns, from the beginning. */
  readonly log: readonly { readonly position: number; readonly event: OpdEvent }[]
  /** The rows of the tables. */
  readonly entries: readonly Entry[]
  readonly versions: ReadonlyMap<string, number> | undefined
  /** Ids in the table of commits, if there is one. */
  readonly commits: readonly string[] | undefined
  /** The stream of each key in the tables. */
  readonly keys: ReadonlyMap<string, string>
  readonly executions: readonly Execution[]
  readonly queries: readonly (Note & { readonly note: 'query' })[]
  readonly subscribers: readonly Subscriber[]
  /** The place of every token according to a scheduler started after the run: `confirmed in dr-rao.2026-01-30.0900`. */
  readonly places: ReadonlyMap<string, string>
  /** Unexpected errors of processes. */
  readonly broken: readonly string[]
}

/** A violation of a rule for histories. */
export interface Violation {
  readonly rule: Rule
  readonly message: string
}

export type Rule =
  | 'holes'
  | 'lost'
  | 'duplicated'
  | 'overbooked'
  | 'key leaked'
  | 'key lost'
  | 'doubled'
  | 'misplaced'
  | 'unasked'
  | 'wrong answer'
  | 'false refusal'
  | 'out of order'
  | 'stale query'
  | 'subscriber'
  | 'broken'

/** Returns the commands in the journal of a process. */
export function executionsIn(notes: readonly Note[]): Execution[] {
  const open = new Map<string, Note & { note: 'invoke' }>()
  const done: Execution[] = []
  for (const note of notes) {
    if (note.note === 'invoke') open.set(note.id, note)
    if (note.note !== 'ok' && note.note !== 'refused' && note.note !== 'failed' && note.note !== 'unknown') continue
    done.push(execution(open.get(note.id)!, note))
    open.delete(note.id)
  }
  // The process was killed before the answer.
  return [...done, ...[...open.values()].map((note) => execution(note, undefined))]
}

function execution(
  { id, command, at, head }: Note & { note: 'invoke' },
  end: (Note & { note: 'ok' | 'refused' | 'failed' | 'unknown' }) | undefined,
): Execution {
  const outcome = end?.note ?? 'unknown'
  return {
    id,
    command,
    invokedAt: at,
    headBefore: head,
    outcome,
    endedAt: outcome === 'unknown' ? undefined : end?.at,
    headAfter: end?.note === 'refused' ? end.head : undefined,
    answer: end?.note === 'ok' ? end.answer : undefined,
    code: end === undefined || end.note === 'ok' ? undefined : end.code,
  }
}

/** Returns the entries in the journals of a subscriber's processes. */
export function subscriberIn(name: string, named: boolean, journals: readonly string[]): Subscriber {
  const runs = journals.map((path) => readJournal(path).flatMap((note) => (note.note === 'event' ? [note] : [])))
  return { name, named, runs }
}
