import { OpdError } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'

/** Returns the store, with an event at this position of its log that cannot be read. */
export function damagedAt(damaged: number, store: Store): Store {
  return {
    ...store,
    async read(after, limit) {
      const entries = await store.read(after, limit)
      const isDamaged = entries.some(({ position }) => position === damaged)
      if (isDamaged) throw new OpdError('store-corrupt', 'An event is damaged.')
      return entries
    },
  }
}
