import { memoryStore } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { expect, it } from 'vitest'
import { createMetrics } from '../src/running/metrics'

it('a store that is timed can do all that it could before', async () => {
  const memory = memoryStore()
  const asked: string[] = []
  const store: Required<Store> = {
    ...memory,
    loadAll: async (versions) => {
      asked.push(...versions.keys())
      return new Map()
    },
    watch: () => () => undefined,
  }
  const metrics = createMetrics()
  const timed = metrics.timed(store)
  expect(Object.keys(timed).sort()).toEqual(Object.keys(store).sort())
  await timed.loadAll!(new Map([['dr-rao.2026-01-30', 0]]))
  await timed.head()
  expect(asked).toEqual(['dr-rao.2026-01-30'])
  const text = await metrics.text()
  for (const call of ['loadAll', 'head']) expect(text).toContain(`opd_store_seconds_count{call="${call}"} 1`)
  // What a store cannot do is not pretended.
  expect(metrics.timed(memory).loadAll).toBeUndefined()
})
