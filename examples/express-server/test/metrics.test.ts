import { memoryStore } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { expect, it } from 'vitest'
import { createMetrics } from '../src/running/metrics'

it('a timed store keeps all its methods', async () => {
  const memory = memoryStore()
  const asked: string[] = []
  const store: Required<Store> = {
    ...memory,
    loadAll: async (versions) => {
      asked.push(...versions.keys())
      return new Map()
    },
    watch: () => () => undefined,
    postpone: async () => {},
    whenReplaced: () => undefined,
  }
  const metrics = createMetrics()
  const timed = metrics.timed(store)
  expect(Object.keys(timed).sort()).toEqual(Object.keys(store).sort())
  await timed.loadAll!(new Map([['dr-rao.2026-01-30', 0]]))
  await timed.head()
  expect(asked).toEqual(['dr-rao.2026-01-30'])
  const text = await metrics.text()
  for (const call of ['loadAll', 'head']) expect(text).toContain(`opd_store_seconds_count{call="${call}"} 1`)
  // A method that the store lacks is not added.
  expect(metrics.timed(memory).loadAll).toBeUndefined()
})
