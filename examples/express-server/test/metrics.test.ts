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
    giveUpAfter: () => undefined,
    takeTurn: async () => ({ end: () => asked.push('end') }),
  }
  const metrics = createMetrics()
  const timed = metrics.timed(store)
  expect(Object.keys(timed).sort()).toEqual(Object.keys(store).sort())
  await timed.loadAll!(new Map([['dr-rao.2026-01-30', 0]]))
  await timed.head()
  const turn = await timed.takeTurn!()
  await timed.append([], turn)
  turn.end()
  expect(asked).toEqual(['dr-rao.2026-01-30', 'end'])
  const text = await metrics.text()
  for (const [call, count] of Object.entries({ loadAll: 1, head: 1, takeTurn: 1, append: 1 }))
    expect(text).toContain(`opd_store_seconds_count{call="${call}"} ${count}`)
  // A method that the store lacks is not added.
  expect(metrics.timed(memory).loadAll).toBeUndefined()
})
