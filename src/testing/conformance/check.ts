import type { OpdEvent } from '../..'
import type { AppendOutcome, Commit, CommitRecord, Store, StreamEntry, Write } from '../../store/store'

/** A store to check. */
export interface StoreUnderTest {
  /** A new and empty store. */
  readonly store: Store
  /** Opens the same data again, as another process would. Leave it out if no other process can reach the data. */
  readonly again?: () => Promise<Store> | Store
}

/** A check of one thing that every store must do. */
export interface Check {
  /** What the store must do, as a sentence. */
  readonly name: string
  /** Checks it on a new store. Rejects with an `Error` that says what was expected and what was found. */
  readonly run: () => Promise<void>
}

/** How long the checks wait. */
export interface ConformanceOptions {
  /**
   * Longest wait for one answer of the store, in milliseconds. After that the check fails, and says what it waited for.
   *
   * @defaultValue 10,000
   */
  readonly waitMs?: number
}

/** A store to check whose answers have a time limit, and the limit. */
export interface Limited {
  readonly waitMs: number
  readonly again: (() => Promise<Store>) | undefined
}

/** A check, as a function of its store. */
export interface Trial {
  readonly name: string
  readonly of: (store: Store, under: Limited) => Promise<void>
}

export const SESSION = 'dr-rao.2026-01-30'
export const OTHER = 'dr-iyer.2026-01-30'

/** Throws unless both are the same JSON, with keys in the same order. */
export function same(what: string, found: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)]
  if (a !== b) throw new Error(`${what}: expected ${b}, but the store gave ${a}`)
}

/** Returns events of a session's stream with the versions after `version`, one for each text. */
export function events(stream: string, version: number, texts: readonly string[], commandId: string): OpdEvent[] {
  return texts.map((note, index) => ({
    schema: 1,
    eventId: `${stream}.e${version + index + 1}`,
    at: 1_769_745_600_000 + index,
    version: version + index + 1,
    commandId,
    note,
    cause: 'conformance',
    type: 'session.closed',
    sessionId: stream,
    date: '2026-01-30',
  }))
}

export function entryOf(stream: string, open = true, dueAt: number | null = null): StreamEntry {
  const [doctorId = '', date] = stream.split('.')
  return date === undefined ? { kind: 'doctor', doctorId } : { kind: 'session', doctorId, date, open, dueAt }
}

export function write(stream: string, expectedVersion: number, texts: readonly string[], commandId: string): Write {
  return { stream, expectedVersion, events: events(stream, expectedVersion, texts, commandId), entry: entryOf(stream) }
}

/** Returns a commit that writes these texts to one stream. */
export function commit(commandId: string, stream: string, expectedVersion: number, texts: readonly string[]): Commit {
  return commitOf(commandId, [write(stream, expectedVersion, texts, commandId)])
}

export function commitOf(commandId: string, writes: readonly Write[], more: Partial<Commit> = {}): Commit {
  const { fingerprint, answer } = recordOf(commandId)
  return { commandId, fingerprint, answer, writes, claims: [], releases: [], ...more }
}

/** Returns what a store must remember of a commit made here. */
export function recordOf(commandId: string): CommitRecord {
  return { commandId, fingerprint: `fingerprint of ${commandId}`, answer: { z: [1, null, 'ä'], a: commandId } }
}

export async function append(store: Store, ...commits: readonly Commit[]): Promise<AppendOutcome['status'][]> {
  return (await store.append(commits)).map((outcome) => outcome.status)
}

/** Returns the texts of a stream. */
export async function texts(store: Store, stream: string, after = 0): Promise<(string | undefined)[]> {
  return (await store.load(stream, after)).map((event) => event.note)
}

/** Rejects with a sentence about what was awaited, if it takes longer than `waitMs` milliseconds. */
export function within<T>(waitMs: number, sentence: string, awaited: PromiseLike<T> | T): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${sentence} within ${waitMs} ms`)), waitMs)
    Promise.resolve(awaited)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}

/** Returns the answer of a function, or rejects if it takes longer than `waitMs` milliseconds. */
export function answerOf<T>(waitMs: number, name: string, ask: () => PromiseLike<T> | T): Promise<T> {
  return within(waitMs, `${name}() did not answer`, ask())
}

/** Returns the store, each of whose answers has to come within `waitMs` milliseconds. */
export function withTimeLimit(store: Store, waitMs: number): Store {
  const limit = <T>(name: string, ask: () => Promise<T>): Promise<T> => answerOf(waitMs, name, ask)
  return {
    load: (stream, after) => limit('load', () => store.load(stream, after)),
    append: (commits, turn) => limit('append', () => store.append(commits, turn)),
    findCommit: (commandId) => limit('findCommit', () => store.findCommit(commandId)),
    read: (after, count) => limit('read', () => store.read(after, count)),
    head: () => limit('head', () => store.head()),
    locate: (key) => limit('locate', () => store.locate(key)),
    sessions: (query) => limit('sessions', () => store.sessions(query)),
    doctors: () => limit('doctors', () => store.doctors()),
    checkpoint: (consumer) => limit('checkpoint', () => store.checkpoint(consumer)),
    advance: (consumer, from, to) => limit('advance', () => store.advance(consumer, from, to)),
    close: () => limit('close', () => store.close()),
    ...(store.loadAll && { loadAll: (versions, turn) => limit('loadAll', () => store.loadAll!(versions, turn)) }),
    ...(store.postpone && { postpone: (sessions) => limit('postpone', () => store.postpone!(sessions)) }),
    ...(store.takeTurn && { takeTurn: () => limit('takeTurn', () => store.takeTurn!()) }),
    ...(store.watch && { watch: (wake) => store.watch!(wake) }),
  }
}
