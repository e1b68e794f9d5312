import { messageOf } from '../../core/rules/words'
import { isOpdError, OpdError } from '../../errors'
import type { Store, WriteTurn } from '../../store/store'
import { backOff, monotonicNow, within } from '../time'

/** Returns the store with reads that are retried until the deadline, as a server may be restarting. Appends are not retried here. */
export function retryingStore(store: Store, deadlineMs: number): Store {
  store.giveUpAfter?.(deadlineMs)
  async function ask<T>(question: () => Promise<T>): Promise<T> {
    const giveUp = monotonicNow() + deadlineMs
    for (let attempt = 1; ; attempt++) {
      try {
        return await within(giveUp - monotonicNow(), question())
      } catch (thrown) {
        if (isOpdError(thrown)) throw thrown
        if (monotonicNow() > giveUp) throw storeFailed('The store could not be read', thrown)
        await backOff(attempt)
      }
    }
  }
  return {
    load: (stream, afterVersion) => ask(() => store.load(stream, afterVersion)),
    ...(store.loadAll === undefined
      ? undefined
      : {
          // A turn may be lost for good, so a read in it is not repeated.
          loadAll: (versions, turn) =>
            turn === undefined
              ? ask(() => store.loadAll!(versions))
              : within(deadlineMs, store.loadAll!(versions, turn)),
        }),
    append: (commits, turn) => store.append(commits, turn),
    findCommit: (commandId) => ask(() => store.findCommit(commandId)),
    read: (afterPosition, limit) => ask(() => store.read(afterPosition, limit)),
    head: () => ask(() => store.head()),
    locate: (key) => ask(() => store.locate(key)),
    sessions: (query) => ask(() => store.sessions(query)),
    ...(store.postpone === undefined ? undefined : { postpone: (sessions) => ask(() => store.postpone!(sessions)) }),
    doctors: () => ask(() => store.doctors()),
    checkpoint: (consumer) => ask(() => store.checkpoint(consumer)),
    advance: (consumer, from, to) => {
      let attempts = 0
      return ask(async () => {
        attempts++
        if (await store.advance(consumer, from, to)) return true
        // A failed attempt may have moved the checkpoint, also after it had failed.
        return attempts > 1 && (await store.checkpoint(consumer)) === to
      })
    },
    ...(store.watch === undefined ? undefined : { watch: (wake) => store.watch!(wake) }),
    ...(store.takeTurn === undefined ? undefined : { takeTurn: () => turnWithin(deadlineMs, store.takeTurn!()) }),
    ...(store.whenReplaced === undefined ? undefined : { whenReplaced: (forget) => store.whenReplaced!(forget) }),
    close: () => store.close(),
  }
}

/** Waits for a turn until the deadline. A turn that comes later is ended. */
async function turnWithin(ms: number, asked: Promise<WriteTurn>): Promise<WriteTurn> {
  try {
    return await within(ms, asked)
  } catch (thrown) {
    asked.then((turn) => turn.end()).catch(() => {})
    throw thrown
  }
}

/** An error for reads that failed until the deadline. */
function storeFailed(what: string, cause: unknown): OpdError {
  return new OpdError('store-failed', `${what}: ${messageOf(cause)}. Check the store, then try again.`, {}, cause)
}
