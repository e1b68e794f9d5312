import { fixed, OpdScheduler, standard } from 'opd-scheduler'
import type { LogEntry } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'
import { at, DAY, hourly, SESSION } from '../scheduler/clinic'
import { until } from '../support/until'
import { commandsOf, commit, one, statuses, write } from './commits'
import { database } from './database'

describe('several processes on one database', async () => {
  const { admin, newPool, newSchema, newStore } = await database()

  it('seat exactly as many tokens as one hot session has seats, and lose none', async () => {
    const schema = newSchema()
    const rules = { ...standard(), capacity: fixed(), overflow: [] }
    const clinics = [0, 1].map(
      () =>
        new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, store: newStore({ schema }), clock: () => at('06:00') }),
    )
    const [first, second] = clinics as [OpdScheduler, OpdScheduler]
    await first.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
    await first.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly([20]) })
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        clinics[i % 2]!.book({ doctorId: 'dr-rao', date: DAY, start: '09:00', source: 'online', patientId: `p${i}` }),
      ),
    )
    const confirmed = answers.flatMap((answer) => (answer.status === 'confirmed' ? answer.token.patientId : []))
    expect(confirmed).toHaveLength(20)
    for (const answer of answers) if (answer.status === 'rejected') expect(answer.code).toBe('slot-full')
    const view = await second.session(SESSION)
    expect(view!.tokens.map(({ patientId }) => patientId).sort()).toEqual(confirmed.sort())
    for (const clinic of clinics) await clinic.close()
  })

  it('write a log without gaps, which every reader sees in full', async () => {
    const schema = newSchema()
    const reader = newStore({ schema })
    const writers = Array.from({ length: 8 }, () => newStore({ schema }))
    const seen: LogEntry[] = []
    let isOver = false
    const follow = async () => {
      for (;;) {
        const wasOver = isOver
        const entries = await reader.read(seen.length, 50)
        for (const entry of entries) expect(entry.position).toBe(seen.push(entry))
        const head = await reader.head()
        expect(head).toBeGreaterThanOrEqual(seen.length)
        if (wasOver && entries.length === 0) return
      }
    }
    const following = follow()
    const outcomes = await Promise.all(
      writers.map(async (writer, w) => {
        const all: string[] = []
        for (let i = 0; i < 25; i++) {
          const [own, shared] = [`dr-${w}.${DAY}`, `dr-${i}.2026-02-01`]
          all.push(
            ...(await statuses(writer, [
              commit(`${w}.${i}`, [write(own, i * 2, `${w}.${i}`, 2)]),
              // All eight want this slot.
              one(`${w}.${i} shared`, shared, 0),
            ])),
          )
        }
        return all
      }),
    )
    isOver = true
    await following
    expect(outcomes.flat().filter((status) => status === 'committed')).toHaveLength(8 * 25 + 25)
    expect(outcomes.flat().filter((status) => status === 'conflict')).toHaveLength(7 * 25)
    expect(seen).toHaveLength(8 * 25 * 2 + 25)
    expect(await reader.head()).toBe(seen.length)
    expect(seen).toEqual(await reader.read(0, 1_000))
    for (const store of [reader, ...writers]) await store.close()
  })

  it('of several facilities do not see each other', async () => {
    const schema = newSchema()
    const [north, south] = [newStore({ schema, facility: 'north' }), newStore({ schema, facility: 'south' })]
    const claims = [{ key: 'host-1', stream: SESSION }]
    expect(await statuses(north, [one('c1', SESSION, 0, { claims })])).toEqual(['committed'])
    expect([
      await south.head(),
      await south.sessions({}),
      await south.locate('host-1'),
      await south.load(SESSION, 0),
    ]).toEqual([0, [], undefined, []])
    expect(await south.findCommit('c1')).toBe(undefined)
    expect(await statuses(south, [one('c1', SESSION, 0, { claims }), one('c2', SESSION, 1)])).toEqual([
      'committed',
      'committed',
    ])
    expect([await north.head(), await south.head()]).toEqual([1, 2])
    expect([await commandsOf(north, SESSION), await commandsOf(south, SESSION)]).toEqual([['c1'], ['c1', 'c2']])
    expect(await north.advance('sms', 0, 1)).toBe(true)
    expect([await north.checkpoint('sms'), await south.checkpoint('sms')]).toEqual([1, 0])
    for (const store of [north, south]) await store.close()
  })

  it('receive hints of each other, also after the listening connection was lost, and only of their own facility', async () => {
    const schema = newSchema()
    const pool = newPool({ application_name: schema })
    const [listener, writer] = [newStore({ schema }), newStore({ schema })]
    const elsewhere = newStore({ schema, facility: 'elsewhere' })
    await writer.head()
    const { postgresStore } = await import('opd-scheduler/postgres')
    const heard = postgresStore(pool, { schema })
    let wakes = 0
    let calls = 0
    const unwatch = heard.watch!(() => wakes++)
    const never = heard.watch!(() => calls++)
    never()
    const listening = async () => {
      const sql = `SELECT pid FROM pg_stat_activity WHERE application_name = $1 AND query LIKE 'LISTEN%'`
      return (await admin.query<{ pid: number }>(sql, [schema])).rows[0]?.pid
    }
    const pid = await until('the store to listen', listening)
    // The store wakes its watchers once when it begins to listen, for earlier commits.
    await until('a watcher to wake', () => wakes)
    wakes = 0
    await elsewhere.append([one('c1', SESSION, 0)])
    await writer.append([one('c1', SESSION, 0)])
    await until('a watcher to wake', () => wakes)
    expect(wakes).toBe(1)

    await admin.query('SELECT pg_terminate_backend($1)', [pid])
    await until('the store to listen again', async () => ((await listening()) ?? pid) !== pid)
    await until(
      'both wakes',
      () => wakes,
      (count) => count > 1,
    )
    wakes = 0
    await writer.append([one('c2', SESSION, 1)])
    await until('a watcher to wake', () => wakes)
    unwatch()
    await until('the connection to be given back', () => pool.totalCount - pool.idleCount === 0)
    await until('the store to listen no more', async () => (await listening()) === undefined)
    expect(calls).toBe(0)
    for (const store of [listener, writer, elsewhere, heard]) await store.close()
  })

  it('work with one connection each', async () => {
    const { postgresStore } = await import('opd-scheduler/postgres')
    const store = postgresStore(newPool({ max: 1 }), { schema: newSchema() })
    const unwatch = store.watch!(() => {})
    expect(await statuses(store, [one('c1', SESSION, 0)])).toEqual(['committed'])
    expect(await store.head()).toBe(1)
    unwatch()
    await store.close()
  })
})
