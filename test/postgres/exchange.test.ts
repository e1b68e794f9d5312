import { type Exchange, OpdScheduler, type Store } from 'opd-scheduler'
import { postgresStore } from 'opd-scheduler/postgres'
import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { at, DAY, hourly, SESSION } from '../scheduler/clinic'
import { database } from './database'
import { until } from './until'

const { admin, newPool, newSchema, newStore } = await database()

/** A store whose commits are counted, and its process's place in the exchange. */
function counted(schema: string) {
  const inner = newStore({ schema })
  const seen = { commits: 0, conflicts: 0, heard: [] as string[], exchange: undefined as Exchange | undefined }
  const store: Store = {
    ...inner,
    append: async (commits) => {
      const outcomes = await inner.append(commits)
      seen.commits += outcomes.filter(({ status }) => status === 'committed').length
      seen.conflicts += outcomes.filter(({ status }) => status === 'conflict').length
      return outcomes
    },
    meet: async (receive) => {
      seen.exchange = await inner.meet!((text, exchange) => {
        seen.heard.push(text)
        receive(text, exchange)
      })
      return seen.exchange
    },
  }
  return { store, seen }
}

/** Ends a connection and waits until it is known to be gone. */
async function terminate(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid')
  const broken = new Promise<unknown>((resolve) => client.once('error', resolve))
  await admin.query('SELECT pg_terminate_backend($1)', [rows[0].pid])
  await broken
}

async function processes(count: number) {
  const schema = newSchema()
  const stores = Array.from({ length: count }, () => counted(schema))
  const desks = stores.map(
    ({ store }) => new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => at('06:00'), affinity: true }),
  )
  await desks[0]!.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
  await desks[0]!.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly([60, 60]) })
  const book = (desk: number, patientId: string) =>
    desks[desk]!.book({ doctorId: 'dr-rao', date: DAY, source: 'online', patientId, note: `für ${patientId}'s "\\"` })
  return { desks, book, seen: stores.map((each) => each.seen) }
}

describe('commands, on PostgreSQL', () => {
  it('meet in the process that came first, whichever is asked', async () => {
    const { desks, book, seen } = await processes(3)
    const results = await Promise.all(Array.from({ length: 90 }, (_, i) => book(i % 3, `p${i}`)))
    expect(results.map((result) => result.status)).toEqual(Array(90).fill('confirmed'))
    expect(seen.map(({ commits }) => commits > 80)).toEqual([true, false, false])
    expect(seen.map(({ conflicts }) => conflicts)).toEqual([0, 0, 0])
    expect(seen[0]!.heard.length).toBeGreaterThan(0)
    for (const desk of desks) expect((await desk.session(SESSION))?.tokens).toHaveLength(90)
    await Promise.all(desks.map((desk) => desk.close()))
  })

  it('go on when the owner has lost its connection, and when it has gone', async () => {
    const { desks, book, seen } = await processes(2)
    await book(0, 'a')
    await book(1, 'b')
    const first = seen[0]!.exchange!.address
    await admin.query('SELECT pg_terminate_backend($1)', [Number(first)])
    const results = await Promise.all([book(0, 'c'), book(1, 'd'), book(0, 'e'), book(1, 'f')])
    expect(results.map((result) => result.status)).toEqual(Array(4).fill('confirmed'))
    // It comes back with another connection, and has to ask for what it owned.
    await until(() => seen[0]!.exchange!.address !== first || undefined)
    await desks[0]!.close()
    const owner = seen[1]!.exchange!
    await until(async () => (await owner.owner().catch(() => '')) === owner.address || undefined)
    expect(await book(1, 'g')).toMatchObject({ status: 'confirmed', token: { number: '007' } })
    expect((await desks[1]!.session(SESSION))?.tokens).toHaveLength(7)
    await desks[1]!.close()
  })
})

describe('the exchange', () => {
  it('carries texts of many at once in their order, whatever is in them, and refuses one that is too long', async () => {
    const schema = newSchema()
    const heard: string[] = []
    // A role may have been told to take backslashes for escapes.
    const a = postgresStore(newPool({ options: '-c standard_conforming_strings=off' }), { schema })
    const b = newStore({ schema })
    await b.head()
    const from = await a.meet!(() => {})
    const to = await b.meet!((text) => heard.push(text))
    const texts = Array.from({ length: 500 }, (_, i) => `${i} '\\'' ${'ä'.repeat(i % 60)}`)
    for (const text of texts) expect(from.send(to.address, text)).toBe(true)
    expect(from.send(to.address, 'x'.repeat(8_000))).toBe(false)
    await until(() => heard.length === 500 || undefined)
    expect(heard).toEqual(texts)
    await Promise.all([from.close(), to.close()])
    expect(from.send(to.address, 'x')).toBe(false)
  })

  it('keeps one connection, also when that breaks again and again, and none after it is closed', async () => {
    const pool = newPool()
    let joins = 0
    let held: Promise<void> | undefined
    const store = postgresStore(
      {
        query: (sql, values) => pool.query(sql, values),
        on: (event, listener) => pool.on(event, listener),
        removeListener: (event, listener) => pool.removeListener(event, listener),
        connect: async () => {
          const client = await pool.connect()
          // The second is broken before it is used, the fourth is lent after the end.
          if (++joins === 2) await terminate(client)
          if (joins === 4) await held
          return client
        },
      },
      { schema: newSchema() },
    )
    const exchange = await store.meet!(() => {})
    await admin.query('SELECT pg_terminate_backend($1)', [Number(exchange.address)])
    await until(() => joins >= 3 || undefined)
    await until(() => exchange.send(exchange.address, 'x') || undefined)
    expect([joins, pool.totalCount]).toEqual([3, 1])
    let lend = () => {}
    held = new Promise((resolve) => {
      lend = resolve
    })
    await admin.query('SELECT pg_terminate_backend($1)', [Number(exchange.address)])
    await until(() => joins === 4 || undefined)
    await exchange.close()
    lend()
    await until(() => pool.totalCount === 0 || undefined)
  })

  it('has one owner, and the next one when that is gone', async () => {
    const schema = newSchema()
    const [first, second] = await Promise.all([0, 1].map(() => newStore({ schema }).meet!(() => {})))
    expect(await first!.owner()).toBe(first!.address)
    expect(await second!.owner()).toBe(first!.address)
    expect(await first!.owner()).toBe(first!.address)
    await first!.close()
    await until(async () => (await second!.owner().catch(() => '')) === second!.address || undefined)
    await second!.close()
  })

  it('knows facilities apart: their owners, and messages for a connection that was another facility’s before', async () => {
    const schema = newSchema()
    const heard: string[] = []
    const join = (facility: string) => newStore({ schema, facility }).meet!((text) => heard.push(text))
    const [main, north, other] = await Promise.all([join('main'), join('north'), join('main')])
    expect(await main.owner()).toBe(main.address)
    expect(await north.owner()).toBe(north.address)
    // Both go into one statement, so that the first had to come first.
    north.send(main.address, 'strange')
    north.send(north.address, 'own')
    await until(() => heard.includes('own') || undefined)
    other.send(main.address, 'last')
    await until(() => heard.includes('last') || undefined)
    expect(heard).toEqual(['own', 'last'])
    await Promise.all([main.close(), north.close(), other.close()])
  })
})
