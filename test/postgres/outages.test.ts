import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { fixed, isOpdError, OpdScheduler, standard } from 'opd-scheduler'
import { migratePostgres, postgresStore } from 'opd-scheduler/postgres'
import type { AppendOutcome, Store } from 'opd-scheduler/store'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, DAY, hourly, SESSION } from '../scheduler/clinic'
import { until } from '../support/until'
import { one } from './commits'
import { type Server, startServer } from './server'

/** Its own server, because these tests would disturb the others. */
let server: Server
let admin: pg.Pool
const pools: pg.Pool[] = []

function newPool(options: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString: server.url, max: 6, ...options })
  // Every host must add a listener; the store does so while it is open.
  pool.on('error', () => {})
  pools.push(pool)
  return pool
}

beforeAll(async () => {
  server = await startServer()
  admin = newPool()
})
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()))
  await server?.stop()
})

let schemas = 0

/** A clinic with one session, and the outcomes of its appends. */
async function clinic(capacity: number) {
  const outcomes: AppendOutcome['status'][] = []
  let broken = 0
  const store = postgresStore(newPool(), { schema: `outage_${++schemas}` })
  const watched: Store = {
    ...store,
    append: async (commits) => {
      try {
        const answers = await store.append(commits)
        outcomes.push(...answers.map(({ status }) => status))
        return answers
      } catch (thrown) {
        broken++
        throw thrown
      }
    },
  }
  const rules = { ...standard(), capacity: fixed(), overflow: [] }
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, store: watched, clock: () => at('06:00') })
  await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
  await opd.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly([capacity]) })
  outcomes.length = 0
  const book = (patientId: string) =>
    opd.book({ doctorId: 'dr-rao', date: DAY, start: '09:00', source: 'online', patientId })
  const booked = async () => (await store.load(SESSION, 1)).map((event) => (event as { patientId?: string }).patientId)
  return { opd, store, outcomes, book, booked, broken: () => broken }
}

/** Returns the process id of the connection that waits for this now, if one does. */
async function waitsFor(event: string): Promise<number | undefined> {
  const sql = `SELECT pid FROM pg_stat_activity WHERE wait_event = $1 AND query LIKE '%append%' AND pid <> pg_backend_pid()`
  return (await admin.query<{ pid: number }>(sql, [event])).rows[0]?.pid
}

describe('an append whose connection is lost', () => {
  it('after the commit is found by its command id, and not written again', async () => {
    const { opd, store, outcomes, book, booked, broken } = await clinic(100)
    // The server commits, but does not answer, because it waits for a standby that does not exist.
    await admin.query(`ALTER SYSTEM SET synchronous_standby_names = 'nobody'`)
    await admin.query('SELECT pg_reload_conf()')
    // The server's processes learn of the setting one by one: earlier bookings may still get through.
    const patients: string[] = []
    let booking: ReturnType<typeof book> | undefined
    const pid = await until('a booking to wait for the standby', async () => {
      if (booking === undefined) {
        booking = book(`p${patients.push(`p${patients.length + 1}`)}`)
        void booking.then(() => {
          booking = undefined
        })
      }
      return waitsFor('SyncRep')
    })
    const held = booking
    const through = patients.slice(0, -1)
    expect(await booked()).toEqual(through)
    await admin.query('SELECT pg_terminate_backend($1)', [pid])
    await until('the commit that has no answer', booked, (stored) => stored.length === patients.length)
    await admin.query('ALTER SYSTEM RESET synchronous_standby_names')
    await admin.query('SELECT pg_reload_conf()')
    expect(await held).toMatchObject({ status: 'confirmed', token: { patientId: patients.at(-1) } })
    expect([broken(), outcomes]).toEqual([1, [...through.map(() => 'committed'), 'command-known']])
    expect(await booked()).toEqual(patients)
    await opd.close()
    await store.close()
  })

  it('before the commit is written by the next attempt', async () => {
    const { opd, store, outcomes, book, booked, broken } = await clinic(5)
    const other = await admin.connect()
    await other.query('BEGIN')
    await other.query(`SELECT FROM outage_${schemas}.heads FOR UPDATE`)
    const booking = book('p1')
    const pid = await until('the append to wait for the other transaction', () => waitsFor('transactionid'))
    await admin.query('SELECT pg_terminate_backend($1)', [pid])
    await until('the append to break', broken)
    await other.query('ROLLBACK')
    other.release()
    expect(await booking).toMatchObject({ status: 'confirmed' })
    expect([broken(), outcomes]).toEqual([1, ['committed']])
    expect(await booked()).toEqual(['p1'])
    await opd.close()
    await store.close()
  })

  it('by a power cut of the server is either stored or written again: all are seated once', async () => {
    const { opd, store, book, booked, broken } = await clinic(200)
    const answers: string[] = []
    const desks = Array.from({ length: 16 }, async (_, desk) => {
      for (let i = 0; i < 12; i++) {
        const answer = await book(`p${desk}.${i}`)
        if (answer.status === 'confirmed') answers.push(answer.token.patientId)
      }
    })
    await until(
      'some bookings',
      () => answers.length,
      (count) => count > 20,
    )
    await server.restart()
    await Promise.all(desks)
    expect(broken()).toBeGreaterThan(0)
    expect(answers).toHaveLength(16 * 12)
    expect((await booked()).sort()).toEqual(answers.sort())
    expect((await store.read(0, 1_000)).map(({ position }) => position)).toEqual(
      Array.from({ length: 2 + 16 * 12 }, (_, i) => i + 1),
    )
    await opd.close()
    await store.close()
  })

  it('while it is idle has no effect', async () => {
    const pool = new pg.Pool({ connectionString: server.url, application_name: 'idle' })
    pools.push(pool)
    const store = postgresStore(pool, { schema: `outage_${++schemas}` })
    await store.head()
    expect(pool.listenerCount('error')).toBe(1)
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'idle'`)
    await until(
      'the idle connection to be dropped',
      () => pool.totalCount,
      (count) => count === 0,
    )
    expect(await store.head()).toBe(0)
    await store.close()
    expect(pool.listenerCount('error')).toBe(0)
  })
})

describe('an error that a retry cannot mend', () => {
  const failing = async (task: (pool: pg.Pool, schema: string) => Promise<unknown>, options: pg.PoolConfig = {}) => {
    const schema = `outage_${++schemas}`
    const owner = postgresStore(admin, { schema })
    await owner.append([one('c1', SESSION, 0)])
    await owner.close()
    const pool = newPool(options)
    return task(pool, schema).then(
      () => expect.unreachable(),
      (thrown: unknown) => thrown,
    )
  }

  it('is thrown at once, with a code and a hint', async () => {
    await admin.query(`CREATE ROLE stranger LOGIN PASSWORD 'x'`)
    const as = (user: string, password: string) => ({
      connectionString: server.url.replace(/\/\/.*@/, `//${user}:${password}@`),
    })
    const append = (pool: pg.Pool, schema: string) => postgresStore(pool, { schema }).append([one('c2', SESSION, 1)])
    expect(await failing(append, as('stranger', 'x'))).toMatchObject({
      code: 'store-failed',
      details: { sqlState: '42501' },
    })
    expect(await failing(append, as('stranger', 'wrong'))).toMatchObject({
      code: 'store-failed',
      details: { sqlState: '28P01' },
    })
    const readOnly = await failing(append, { options: '-c default_transaction_read_only=on' })
    expect(readOnly).toMatchObject({ code: 'store-failed', details: { sqlState: '25006' } })
    expect(String(readOnly)).toContain('Connect to the primary: this server is read-only.')
    const gone = async (pool: pg.Pool, schema: string) => {
      const store = postgresStore(pool, { schema })
      await store.head()
      await admin.query(`DROP SCHEMA ${schema} CASCADE`)
      await store.head()
    }
    expect(await failing(gone)).toMatchObject({ code: 'store-failed', details: { sqlState: '42P01' } })
  })

  it('unlike others, which are left to the caller; neither repeats values of rows', async () => {
    const secret = async (pool: pg.Pool, schema: string) => {
      const store = postgresStore(pool, { schema })
      await admin.query(`ALTER TABLE ${schema}.commits ADD CHECK (command <> 'secret-17')`)
      await store.append([one('secret-17', SESSION, 1)])
    }
    const thrown = (await failing(secret)) as Error
    expect(isOpdError(thrown)).toBe(false)
    expect(thrown).toMatchObject({ code: '23514' })
    expect(inspect(thrown, { depth: 9, showHidden: true })).not.toContain('secret-17')

    const slow = (pool: pg.Pool, schema: string) => postgresStore(pool, { schema }).append([one('c2', SESSION, 1)])
    const holder = await admin.connect()
    await holder.query('BEGIN')
    const cancelled = await failing(
      async (pool, schema) => {
        await holder.query(`LOCK TABLE ${schema}.heads`)
        await slow(pool, schema)
      },
      { statement_timeout: 100 },
    )
    await holder.query('ROLLBACK')
    holder.release()
    expect(isOpdError(cancelled)).toBe(false)
    expect(cancelled).toMatchObject({ code: '57014' })
  })

  it('is thrown for a damaged event', async () => {
    const damaged = async (pool: pg.Pool, schema: string) => {
      await admin.query(`UPDATE ${schema}.events SET event = '{' WHERE position = 1`)
      await postgresStore(pool, { schema }).load(SESSION, 0)
    }
    expect(await failing(damaged)).toMatchObject({ code: 'store-corrupt' })
  })

  it('is thrown for a closed store', async () => {
    const closed = async (pool: pg.Pool, schema: string) => {
      const store = postgresStore(pool, { schema })
      await store.close()
      await store.close()
      await store.head()
    }
    expect(await failing(closed)).toMatchObject({ code: 'closed' })
  })
})

it('a role that may not change history can run the library', async () => {
  const schema = `outage_${++schemas}`
  await migratePostgres(admin, { schema })
  await admin.query(`CREATE ROLE runner LOGIN PASSWORD 'x'`)
  const page = readFileSync(new URL('../../docs/postgres.md', import.meta.url), 'utf8')
  const grants = /```sql\n([\s\S]*?)```/.exec(page)![1]!
  await admin.query(grants.replace(/\bopd\b/g, schema).replaceAll('opd_runtime', 'runner'))
  const pool = newPool({ connectionString: server.url.replace(/\/\/.*@/, '//runner:x@') })
  const opd = new OpdScheduler({
    timeZone: 'Asia/Kolkata',
    store: postgresStore(pool, { schema }),
    clock: () => at('06:00'),
  })
  await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
  await opd.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly([1]) })
  const booked = await opd.book({ doctorId: 'dr-rao', date: DAY, source: 'online', patientId: 'p1', tokenId: 'host-1' })
  expect(booked.status).toBe('confirmed')
  const seen: string[] = []
  for await (const { event } of opd.subscribe({ consumer: 'sms' })) if (seen.push(event.type) === 3) break
  expect(seen).toEqual(['doctor.registered', 'session.opened', 'token.confirmed'])
  for (const sql of ['UPDATE events SET event = event', 'DELETE FROM events', 'DELETE FROM commits', 'TRUNCATE events'])
    await expect(pool.query(sql.replace(/(events|commits)/, `${schema}.$1`))).rejects.toMatchObject({ code: '42501' })
  await opd.close()
})
