import type { OpdScheduler } from 'opd-scheduler'
import { postgresStore } from 'opd-scheduler/postgres'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { one } from '../../postgres/commits'
import { Pair } from '../../postgres/pair'
import { survivorOn } from '../../postgres/survivor'
import { DAY, hourly, SESSION } from '../../scheduler/clinic'
import { until } from '../../support/until'
import { CuttingProxy } from '../stress/stores/cutting-proxy'

let pair: Pair
let proxy: CuttingProxy
const pools: pg.Pool[] = []
const processes: OpdScheduler[] = []

beforeAll(async () => {
  pair = await Pair.start(false)
  proxy = await CuttingProxy.start('127.0.0.1', Number(new URL(pair.url).port))
})
afterAll(async () => {
  await Promise.all(processes.map((opd) => opd.close()))
  await Promise.all(pools.map((pool) => pool.end()))
  proxy?.close()
  await pair?.stop()
})

function newStore(schema: string) {
  const url = new URL(pair.url)
  url.port = String(proxy.port)
  const pool = new pg.Pool({ connectionString: url.href, max: 4 })
  pool.on('error', () => {})
  pools.push(pool)
  return postgresStore(pool, { schema })
}

function clinic(schema: string) {
  const survivor = survivorOn(newStore(schema))
  processes.push(survivor.opd)
  return survivor
}

/** The standby takes over without what is done `meanwhile`. */
async function failOver(meanwhile: () => Promise<unknown>): Promise<void> {
  await pair.caughtUp()
  await pair.failOver(meanwhile)
  proxy.redirect(Number(new URL(pair.url).port))
}

describe('an asynchronous standby that takes over', () => {
  it('is noticed by a process that has what was lost in memory', async () => {
    const { opd, book, seated } = clinic('survived')
    const other = clinic('survived')
    await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
    await opd.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly([2]) })
    const booked = await book('a')
    const tokenId = booked.status === 'confirmed' ? booked.token.id : ''
    const seen: string[] = []
    const following = (async () => {
      for await (const { event } of opd.subscribe()) seen.push(event.type)
    })()
    following.catch(() => {})
    await failOver(async () => {
      expect(await opd.cancel({ tokenId })).toMatchObject({ status: 'cancelled' })
      await until(
        'the cancellation to be heard of',
        () => seen.at(-1),
        (type) => type === 'token.cancelled',
      )
    })
    // At the version that the first process has in memory.
    expect(await other.book('b')).toMatchObject({ status: 'confirmed' })
    expect(await book('c')).toMatchObject({ status: 'rejected', code: 'slot-full' })
    expect(await seated()).toEqual(['a', 'b'])
    expect(await other.seated()).toEqual(['a', 'b'])
    await expect(following).rejects.toMatchObject({ code: 'log-rewound', details: { position: 4 } })
    await pair.attach()
  })

  it('gets nothing that was decided on the server before it, and says what it has', async () => {
    const store = newStore('appended')
    let forgotten = 0
    store.whenReplaced!(() => forgotten++)
    expect(await store.load(SESSION, 0)).toEqual([])
    const reader = newStore('appended')
    const noticed: string[] = []
    reader.whenReplaced!(() => noticed.push('replaced'))
    expect(await reader.load(SESSION, 0)).toEqual([])
    expect(await store.append([one('c1', SESSION, 0)])).toEqual([{ status: 'committed' }])
    await failOver(async () => {
      expect(await store.append([one('c2', SESSION, 1)])).toEqual([{ status: 'committed' }])
    })
    const outcomes = await retried(() => store.append([one('c1', SESSION, 0), one('c3', SESSION, 1)]))
    expect([forgotten, outcomes]).toMatchObject([1, [{ status: 'command-known' }, { status: 'conflict' }]])
    expect(await retried(() => reader.load(SESSION, 1))).toEqual([])
    expect(noticed).toEqual(['replaced'])
    expect(await store.load(SESSION, 1)).toEqual([])
    // Decided anew, it fits.
    expect(await store.append([one('c3', SESSION, 1)])).toEqual([{ status: 'committed' }])
    expect(forgotten).toBe(1)
    await store.close()
    await reader.close()
  })
})

/** The connections of the pool to the dead server break one by one. */
async function retried<T>(ask: () => Promise<T>): Promise<T> {
  const tried = () =>
    ask().then(
      (answer) => ({ answer }),
      (failure: unknown) => ({ failure }),
    )
  const seen = await until('an answer of the new primary', tried, (outcome) => 'answer' in outcome)
  return (seen as { answer: T }).answer
}
