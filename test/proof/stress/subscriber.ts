import { OpdScheduler } from 'opd-scheduler'
import { TIME_ZONE } from './clinic'
import { onEnd, type SubscriberOrders, underOrders } from './orders'
import { persistent } from './persistent'
import { STORES } from './stores/store-under-stress'

await underOrders(async ({ store: kind, address, consumer, after }: SubscriberOrders, journal) => {
  const store = persistent(await STORES[kind]!.open(address))
  const opd = new OpdScheduler({ timeZone: TIME_ZONE, store })
  const abort = new AbortController()
  const { signal } = abort
  let position = consumer === undefined ? after : await store.checkpoint(consumer)
  let end = Number.POSITIVE_INFINITY
  onEnd(async () => {
    // The writers have ended before.
    end = await store.head()
    if (position >= end) abort.abort()
  })
  for await (const entry of opd.subscribe(consumer === undefined ? { after, signal } : { consumer, signal })) {
    position = entry.position
    journal.write({ note: 'event', position, eventId: entry.event.eventId })
    if (position >= end) abort.abort()
  }
  await opd.close()
})
