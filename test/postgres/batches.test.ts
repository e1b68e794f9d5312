import fc from 'fast-check'
import { type Commit, memoryStore } from 'opd-scheduler'
import { migratePostgres, type PostgresPool, postgresStore } from 'opd-scheduler/postgres'
import { describe, expect, it } from 'vitest'
import { property } from '../seed'
import { commit, one, statuses, write } from './commits'
import { database } from './database'

const STREAMS = ['dr-a.2026-01-30', 'dr-b.2026-01-30', 'dr-c.2026-01-30']
const KEYS = ['k1', 'k2', 'k3']

/** A few commits that often collide: small versions, few streams, few keys, few command ids. */
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
  const { newPool, newSchema } = await database()

  it('turns out as in memory, whatever its commits have to do with each other', async () => {
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

  it('takes one round trip, and one more where something is in its way', async () => {
    const pool = newPool()
    const schema = newSchema()
    await migratePostgres(pool, { schema })
    let trips = 0
    const counted: PostgresPool = {
      query: (sql, values) => {
        if (!sql.includes('pg_notify')) trips++
        return pool.query(sql, values)
      },
      connect: () => pool.connect(),
      on: (name, listener) => pool.on(name, listener),
      removeListener: (name, listener) => pool.removeListener(name, listener),
    }
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
    expect(await commandsLogged(store)).toEqual(['1', '2', '3', '4', '4', '4', '4', '4', '4', '5', '8'])
    await store.close()
  })

  it('does not deadlock with others that have its streams, keys and commands in another order', async () => {
    const schema = newSchema()
    const pools = [newPool(), newPool(), newPool(), newPool()]
    const stores = pools.map((pool) => postgresStore(pool, { schema }))
    const names = Array.from({ length: 12 }, (_, i) => `dr-${i}.2026-01-30`)
    const versions = new Map(names.map((name) => [name, 0]))
    const { rows: before } = await pools[0]!.query<{ deadlocks: string }>(DEADLOCKS)
    for (let round = 0; round < 15; round++) {
      const outcomes = await Promise.all(
        stores.map((store, s) => {
          const order = s % 2 === 0 ? names : names.toReversed()
          // Each has a command of its own and one that all of them bring.
          return statuses(store, [
            ...order.map((name, i) =>
              one(`${round}.${s}.${i}`, name, versions.get(name)!, {
                claims: [{ key: `k${round}.${name}`, stream: name }],
              }),
            ),
            ...order.map((name) =>
              one(`${round}.${name}`, `new-${round}-${name}`, 0, { releases: [`k${round - 1}.${name}`] }),
            ),
          ])
        }),
      )
      for (let i = 0; i < names.length * 2; i++) {
        const won = outcomes.filter((each, s) => {
          const place = s % 2 === 0 ? i : i < names.length ? names.length - 1 - i : 3 * names.length - 1 - i
          return each[place] === 'committed'
        })
        expect(won.length, `commit ${i} of round ${round}`).toBe(1)
      }
      for (const name of names) versions.set(name, versions.get(name)! + 1)
    }
    const { rows: after } = await pools[0]!.query<{ deadlocks: string }>(DEADLOCKS)
    expect(after).toEqual(before)
    const entries = await stores[0]!.read(0, 1_000)
    expect(entries.map(({ position }) => position)).toEqual(Array.from({ length: 15 * 24 }, (_, i) => i + 1))
    for (const store of stores) await store.close()
  })

  it('keeps what comes last in a batch away from keys that came first, and gives released ones to the next', async () => {
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

const DEADLOCKS = 'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()'

async function commandsLogged(store: { read: ReturnType<typeof memoryStore>['read'] }): Promise<string[]> {
  return (await store.read(0, 100)).map(({ event }) => event.commandId)
}
