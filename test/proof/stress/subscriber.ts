import { isOpdError, OpdScheduler } from 'opd-scheduler'
import { TIME_ZONE } from './clinic'
import { listen, type SubscriberOrders, underOrders } from './orders'
import { PATIENCE_MS, persistent } from './persistent'
import { STORES } from './stores/store-under-stress'

/** Errors of a subscription whose events, or whose checkpoint, got lost. */
const LOST: readonly string[] = ['log-rewound', 'checkpoint-moved']

await underOrders(async ({ store: kind, address, consumer, after }: SubscriberOrders, journal) => {
  const store = persistent(await STORES[kind]!.open(address))
  const opd = new OpdScheduler({ timeZone: TIME_ZONE, store, deadlineMs: PATIENCE_MS })
  const abort = new AbortController()
  const { signal } = abort
  let position = consumer === undefined ? after : await store.checkpoint(consumer)
  let end = Number.POSITIVE_INFINITY
  listen({
    end: async () => {
      // The writers have ended before.
      end = await store.head()
      if (position >= end) abort.abort()
    },
  })
  const follow = async (from: number) => {
    for await (const entry of opd.subscribe(consumer === undefined ? { after: from, signal } : { consumer, signal })) {
      position = entry.position
      journal.write({ note: 'event', position, eventId: entry.event.eventId })
      if (position >= end) abort.abort()
    }
  }
  /** Begins again each time that the database has lost what was read, if it may. */
  const persist = async (from: number): Promise<void> => {
    try {
      await follow(from)
    } catch (thrown) {
      if (!STORES[kind]!.losesCommits || !isOpdError(thrown) || !LOST.includes(thrown.code)) throw thrown
      if (thrown.code === 'log-rewound') journal.write({ note: 'rewound', position })
      position = consumer === undefined ? 0 : await store.checkpoint(consumer)
      if (position < end) await persist(0)
    }
  }
  await persist(after)
  await opd.close()
})
