import type { Store } from '../../store/store'

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
