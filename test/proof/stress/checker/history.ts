import type { Command, OpdEvent } from 'opd-scheduler'
import { type Answer, type Note, readJournal } from '../journal'

/** A row of the log as plain SQL answers it. */
export interface StoredEvent {
  readonly position: number
  readonly stream: string
  readonly version: number
  /** On the first event of a commit: its command id. */
  readonly command: string | null
  /** As JSON. */
  readonly event: string
}

/** An event of the log with everything that the checks ask of it. */
export interface Entry {
  readonly position: number
  readonly stream: string
  readonly version: number
  readonly command: string | null
  readonly event: OpdEvent
}

/** One time that a command was given. */
export interface Execution {
  readonly id: string
  readonly command: Command
  /** Microseconds; `endedAt` is absent where the process was killed, or the answer was that the outcome is unknown. */
  readonly invokedAt: number
  readonly endedAt: number | undefined
  /** Last position of the log before it was given, and, of a refusal, after it was answered. */
  readonly headBefore: number
  readonly headAfter: number | undefined
  readonly outcome: 'ok' | 'refused' | 'failed' | 'unknown'
  readonly answer: Answer | undefined
  /** Of a refusal or a failure. */
  readonly code: string | undefined
}

/** What one subscriber was handed, process after process. */
export interface Subscriber {
  readonly name: string
  /** Whether it goes on at a checkpoint, and so may see some events twice. */
  readonly named: boolean
  readonly runs: readonly (readonly { readonly position: number; readonly eventId: string }[])[]
}

/** Everything that is known after a run. */
export interface History {
  /** What `read` answers, from the beginning. */
  readonly log: readonly { readonly position: number; readonly event: OpdEvent }[]
  /** What the tables hold. */
  readonly entries: readonly Entry[]
  readonly versions: ReadonlyMap<string, number> | undefined
  /** Ids in the table of the commits, where there is one. */
  readonly commits: readonly string[] | undefined
  readonly executions: readonly Execution[]
  readonly queries: readonly (Note & { readonly note: 'query' })[]
  readonly subscribers: readonly Subscriber[]
  /** What a scheduler that was started after the run says of every token: `confirmed in dr-rao.2026-01-30.0900`. */
  readonly places: ReadonlyMap<string, string>
  /** What processes met that they should not have met. */
  readonly broken: readonly string[]
}

/** A violation of one of the rules by which a history is judged. */
export interface Violation {
  readonly rule: Rule
  readonly message: string
}

export type Rule =
  | 'holes'
  | 'lost'
  | 'duplicated'
  | 'overbooked'
  | 'misplaced'
  | 'unasked'
  | 'wrong answer'
  | 'false refusal'
  | 'out of order'
  | 'stale query'
  | 'subscriber'
  | 'broken'

/** What the journal of a process says about its commands. */
export function executionsIn(notes: readonly Note[]): Execution[] {
  const open = new Map<string, Note & { note: 'invoke' }>()
  const done: Execution[] = []
  for (const note of notes) {
    if (note.note === 'invoke') open.set(note.id, note)
    if (note.note !== 'ok' && note.note !== 'refused' && note.note !== 'failed' && note.note !== 'unknown') continue
    done.push(execution(open.get(note.id)!, note))
    open.delete(note.id)
  }
  // Killed before it knew.
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

/** What the journals of a subscriber's processes say. */
export function subscriberIn(name: string, named: boolean, journals: readonly string[]): Subscriber {
  const runs = journals.map((path) => readJournal(path).flatMap((note) => (note.note === 'event' ? [note] : [])))
  return { name, named, runs }
}
