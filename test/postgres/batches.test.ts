import fc from 'fast-check'
import { memoryStore } from 'opd-scheduler'
import { migratePostgres, postgresStore } from 'opd-scheduler/postgres'
import type { Commit } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'
import { property } from '../support/seed'
import { until } from '../support/until'
import { commit, one, statuses, write } from './commits'
import { database } from './database'
import { heardPool } from './heard-pool'

const STREAMS = ['dr-a.2026-01-30', 'dr-b.2026-01-30', 'dr-c.2026-01-30']
const KEYS = ['k1', 'k2', 'k3']

/** Commits that often collide: small versions, few streams, few keys, few command ids. */
const someCommits = fc
  .array(
    fc.record({
      id: fc.nat(30),
      writes: fc.uniqueArray(fc.tuple(fc.nat(2), fc.nat(3), fc.nat(2)), {
        selector: ([stream]) => stream,
        minLength: 1,
        maxLength: 3,
      }),
      claims: fc.uniqueArray(fc.nat(2), { maxLength: 2 }),
      releases: fc.uniqueArray(fc.nat(2), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((list) =>
    list.map(({ id, writes, claims, releases }): Commit => {
      const commandId = `c${id}`
      const [first] = writes
      return commit(
        commandId,
        // At least one event among them.
        writes.map((each) => write(STREAMS[each[0]]!, each[1], commandId, each === first ? each[2] + 1 : each[2])),
        {
          claims: claims.map((key) => ({ key: KEYS[key]!, stream: STREAMS[first![0]]! })),
          releases: releases.map((key) => KEYS[key]!),
        },
      )
    }),
  )

describe('a batch of commits', async () => {
  const { admin, newPool, newSchema, newStore } = await database()

  /** Stores with their own connections, and the codes of the server's errors. */
  function listeningStores(count: number, schema: string) {
    const refused: unknown[] = []
    const stores = Array.from({ length: count }, () => {
      const pool = newPool()
      const heard = heardPool(pool, (_sql, _values, run) =>
        run().catch((thrown: { code?: unknown }) => {
          refused.push(thrown.code)
          throw thrown
        }),
      )
      return postgresStore(heard, { schema })
    })
    return { stores, refused }
  }

  /** Returns true once this many appends of a schema wait for locks. */
  async function appendsWaiting(schema: string, count: number): Promise<true | undefined> {
    const sql = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1`
    return (await admin.query(sql, [`%"${schema}".append%`])).rows.length >= count ? true : undefined
  }

  it('has the same outcome as in memory, however its commits depend on each other', async () => {
    const pool = newPool()
    const schema = newSchema()
    let run = 0
    const seen = new Set<string>()
    await property(
      fc.array(someCommits, { minLength: 1, maxLength: 4 }),
      async (batches) => {
        const store = postgresStore(pool, { schema, facility: `f${++run}` })
        const memory = memoryStore()
        for (const batch of batches) {
          const outcomes = await store.append(batch)
          expect(outcomes).toEqual(await memory.append(batch))
          for (const { status } of outcomes) seen.add(status)
        }
        expect(await store.read(0, 1_000)).toEqual(await memory.read(0, 1_000))
        for (const key of KEYS) expect(await store.locate(key)).toBe(await memory.locate(key))
        for (const stream of STREAMS) expect(await store.load(stream, 1)).toEqual(await memory.load(stream, 1))
        await store.close()
      },
      150,
    )
    expect([...seen].sort()).toEqual(['command-known', 'committed', 'conflict', 'key-taken'])
  })

  it('takes one round trip, and one more after a conflict', async () => {
    const pool = newPool()
    const schema = newSchema()
    await migratePostgres(pool, { schema })
    let trips = 0
    const counted = heardPool(pool, (sql, _values, run) => {
      if (!sql.includes('pg_notify')) trips++
      return run()
    })
    const store = postgresStore(counted, { schema })
    await store.head()
    const during = async (task: () => Promise<unknown>) => {
      const before = trips
      await task()
      return trips - before
    }
    const [a, b, c] = STREAMS as [string, string, string]
    const opening = [
      one('1', a, 0),
      one('2', b, 0),
      one('3', a, 1),
      commit('4', [write(c, 0, '4', 5), write(a, 2, '4')]),
    ]
    expect(await during(() => store.append(opening))).toBe(1)
    expect(await during(() => store.append([one('5', a, 3, { claims: [{ key: 'k', stream: a }] })]))).toBe(1)
    expect(await during(() => store.append([one('6', a, 3)]))).toBe(1)
    expect(await during(() => store.append([one('7', a, 3), one('8', b, 1)]))).toBe(2)
    expect(await during(() => store.append([one('8', b, 2)]))).toBe(1)
    expect(await commandsLogged(store)).toEqual(['1', '2', '3', '4', '4', '4', '4', '4', '4', '5', '8'])
    await store.close()
  })

  it('does not deadlock with batches that have the same streams, keys and commands in another order', async () => {
    const schema = newSchema()
    const { stores, refused } = listeningStores(4, schema)
    const numbers = Array.from({ length: 30 }, (_, i) => i)
    // The names that all of them want, each in its own order.
    const wanted = {
      streams: (s: number, i: number, round: number) => one(`s${round}.${s}.${i}`, `dr-${i}.2026-01-30`, round),
      'new streams': (s: number, i: number, round: number) => one(`n${round}.${s}.${i}`, `n-${round}-${i}`, 0),
      commands: (s: number, i: number, round: number) => one(`c${round}.${i}`, `c-${round}-${i}-${s}`, 0),
      keys: (s: number, i: number, round: number) => {
        const stream = `k-${round}-${i}-${s}`
        return one(`k${round}.${i}.${s}`, stream, 0, { claims: [{ key: `${round}.${i}`, stream }] })
      },
    }
    const rounds = 8
    for (let round = 0; round < rounds; round++)
      for (const [kind, make] of Object.entries(wanted)) {
        const outcomes = await Promise.all(
          stores.map(async (store, s) => {
            const order = s % 2 === 0 ? numbers : numbers.toReversed()
            const found = await statuses(
              store,
              order.map((i) => make(s, i, round)),
            )
            return s % 2 === 0 ? found : found.toReversed()
          }),
        )
        for (const i of numbers) {
          const won = outcomes.filter((each) => each[i] === 'committed')
          expect(won.length, `${kind} ${i} of round ${round}`).toBe(1)
        }
      }
    expect(refused.filter((code) => code === '40P01')).toEqual([])
    const entries = await stores[0]!.read(0, 1_000)
    expect(entries.map(({ position }) => position)).toEqual(Array.from({ length: rounds * 4 * 30 }, (_, i) => i + 1))
    for (const store of stores) await store.close()
  })

  it('locks its commands and keys in one order, wherever it has to wait', async () => {
    for (const kind of ['commands', 'keys']) {
      const schema = newSchema()
      const { stores, refused } = listeningStores(2, schema)
      await stores[0]!.head()
      // The errors so far came from before the tables existed.
      refused.length = 0
      const batch = (s: number) =>
        Array.from({ length: 9 }, (_, n) => (s === 0 ? n : 8 - n)).map((i) => {
          const stream = `${s}-${i}`
          const isKeys = kind === 'keys'
          return one(isKeys ? `c${i}.${s}` : `c${i}`, stream, 0, { claims: isKeys ? [{ key: `k${i}`, stream }] : [] })
        })
      // An append that begins at either end has to wait in the middle.
      const holder = await admin.connect()
      await holder.query('BEGIN')
      await holder.query(
        kind === 'keys'
          ? `INSERT INTO "${schema}".keys VALUES ('main', 'k4', 'x')`
          : `INSERT INTO "${schema}".commits VALUES ('main', 'c4', '{}')`,
      )
      const both = Promise.all(stores.map((store, s) => statuses(store, batch(s))))
      await until('both appends to wait', () => appendsWaiting(schema, 2))
      await holder.query('ROLLBACK')
      holder.release()
      const lost = kind === 'keys' ? 'key-taken' : 'command-known'
      expect((await both).map((each) => [...new Set(each)]).sort()).toEqual([[lost], ['committed']].sort())
      expect(refused).toEqual(['23505'])
      for (const store of stores) await store.close()
    }
  })

  it('locks a version that it only checks until it is committed', async () => {
    const schema = newSchema()
    const [checking, writing] = [newStore({ schema }), newStore({ schema })]
    const [a, b] = STREAMS as [string, string, string]
    await checking.append([one('1', a, 0)])
    await writing.head()
    // Another transaction is about to claim a key, so an append that claims it too waits in the middle.
    const holder = await admin.connect()
    await holder.query('BEGIN')
    await holder.query(`INSERT INTO "${schema}".keys VALUES ('main', 'k', 'x')`)
    const claims = [{ key: 'k', stream: b }]
    const checked = checking.append([commit('2', [write(b, 0, '2'), write(a, 1, '2', 0)], { claims })])
    await until('the checking append to wait', () => appendsWaiting(schema, 1))
    let isWritten = false
    const written = writing.append([one('3', a, 1)]).finally(() => {
      isWritten = true
    })
    await until('the other append to be written or wait', async () => isWritten || (await appendsWaiting(schema, 2)))
    await holder.query('ROLLBACK')
    holder.release()
    expect([...(await checked), ...(await written)]).toEqual([{ status: 'committed' }, { status: 'committed' }])
    expect(await commandsLogged(checking)).toEqual(['1', '2', '3'])
    for (const store of [checking, writing]) await store.close()
  })

  it('refuses keys that an earlier commit of the batch claimed, and accepts keys that it released', async () => {
    const store = postgresStore(newPool(), { schema: newSchema() })
    const [a, b, c] = STREAMS as [string, string, string]
    const claim = (key: string, stream: string) => ({ claims: [{ key, stream }] })
    expect(
      await statuses(store, [
        one('1', a, 0, claim('k', a)),
        one('2', a, 1, { releases: ['k'] }),
        one('3', b, 0, claim('k', b)),
        one('4', c, 0, claim('k', c)),
      ]),
    ).toEqual(['committed', 'committed', 'committed', 'key-taken'])
    expect(await store.locate('k')).toBe(b)
    await store.close()
  })
})

async function commandsLogged(store: { read: ReturnType<typeof memoryStore>['read'] }): Promise<string[]> {
  return (await store.read(0, 100)).map(({ event }) => event.commandId)
}
