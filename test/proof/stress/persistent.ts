import { setTimeout as pause } from 'node:timers/promises'
import { isOpdError } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'

/** How long a server may leave a question unanswered. */
export const PATIENCE_MS = 60_000

/**
 * Returns the same store with reads that wait for a server that restarts, as a host's subscriber would. Appends are not changed.
 */
export function persistent(store: Store): Store {
  return {
    ...store,
    head: () => insisting(() => store.head()),
    load: (stream, afterVersion) => insisting(() => store.load(stream, afterVersion)),
    read: (afterPosition, limit) => insisting(() => store.read(afterPosition, limit)),
    checkpoint: (consumer) => insisting(() => store.checkpoint(consumer)),
    locate: (key) => insisting(() => store.locate(key)),
    findCommit: (commandId) => insisting(() => store.findCommit(commandId)),
    sessions: (query) => insisting(() => store.sessions(query)),
    doctors: () => insisting(() => store.doctors()),
    advance: async (consumer, from, to) => {
      let isLost = false
      return insisting(async () => {
        // The answer to an earlier try may have been lost.
        if (isLost && (await store.checkpoint(consumer)) === to) return true
        isLost = true
        return store.advance(consumer, from, to)
      })
    },
  }
}

async function insisting<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  const giveUp = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      return await ask()
    } catch (thrown) {
      if (isOpdError(thrown) || Date.now() > giveUp) throw thrown
      await pause(50)
    }
  }
}
