import { migratePostgres, postgresMigrations, postgresStore } from 'opd-scheduler/postgres'
import { describe, expect, it } from 'vitest'
import { SESSION } from '../scheduler/clinic'
import { one, statuses } from './commits'
import { database } from './database'
import { heardPool } from './heard-pool'

describe('migrations', async () => {
  const { admin, newPool, newSchema, newStore } = await database()

  it('may be run by eight processes at once, which can all work afterwards', async () => {
    for (let round = 0; round < 5; round++) {
      const schema = newSchema()
      const pools = Array.from({ length: 8 }, () => newPool({ max: 2 }))
      // Connects them first, so that none is late.
      await Promise.all(pools.map((pool) => pool.query('SELECT 1')))
      await Promise.all(pools.map((pool) => migratePostgres(pool, { schema })))
      const stores = pools.map((pool) => postgresStore(pool, { schema }))
      const outcomes = await Promise.all(
        stores.map((store, i) => statuses(store, [one(`c${i}`, `dr-${i}.2026-01-30`, 0)])),
      )
      expect(outcomes.flat()).toEqual(Array(8).fill('committed'))
      expect(await stores[0]!.head()).toBe(8)
      const { rows } = await admin.query(`SELECT step FROM "${schema}".migrations ORDER BY step`)
      expect(rows).toEqual(postgresMigrations({ schema }).map((_, index) => ({ step: index + 1 })))
    }
  })

  it('do nothing if they were run before, and keep the data', async () => {
    const schema = newSchema()
    const store = newStore({ schema })
    await store.append([one('c1', SESSION, 0)])
    for (const statement of postgresMigrations({ schema })) await admin.query(statement)
    await migratePostgres(admin, { schema })
    expect(await store.head()).toBe(1)
    await store.close()
  })

  it('are available as the SQL that creates a schema', async () => {
    const schema = newSchema()
    for (const statement of postgresMigrations({ schema })) await admin.query(statement)
    const asked: string[] = []
    const pool = newPool()
    const heard = heardPool(pool, (sql, _values, run) => {
      asked.push(sql)
      return run()
    })
    const store = postgresStore(heard, { schema })
    expect(await statuses(store, [one('c1', SESSION, 0)])).toEqual(['committed'])
    expect(asked).not.toEqual([])
    expect(asked.filter((sql) => /\b(CREATE|ALTER)\b/.test(sql))).toEqual([])
    expect(postgresMigrations()[0]).toContain('"opd".events')
    await store.close()
  })

  it('of a later version of the library are not touched', async () => {
    const schema = newSchema()
    await migratePostgres(admin, { schema })
    await admin.query(`INSERT INTO "${schema}".migrations (step) VALUES (99)`)
    const store = newStore({ schema })
    const known = postgresMigrations().length
    await expect(store.head()).rejects.toMatchObject({
      code: 'store-failed',
      details: { schema, step: 99 },
      message: `The schema '${schema}' was made by a later version of this library (step 99, this version has ${known}). Update the library.`,
    })
    await store.close()
  })

  it('are tried again by the next call if the first one failed', async () => {
    const schema = newSchema()
    const pool = newPool()
    let isDown = true
    const reachable = heardPool(pool, (_sql, _values, run) =>
      isDown ? Promise.reject(new Error('no route to host')) : run(),
    )
    const store = postgresStore(reachable, { schema })
    await expect(store.head()).rejects.toThrow('no route to host')
    isDown = false
    expect(await store.head()).toBe(0)
    await store.close()
  })

  it('refuse a bad name', () => {
    for (const schema of ['', 'Opd', 'a"b', 'x'.repeat(41), '1a', 7])
      expect(() => postgresStore(admin, { schema: schema as string })).toThrow(
        expect.objectContaining({ code: 'invalid-input', details: { field: 'schema', value: schema } }),
      )
    for (const facility of ['', 'a b', 'x'.repeat(65), 7])
      expect(() => postgresStore(admin, { facility: facility as string })).toThrow(
        expect.objectContaining({ code: 'invalid-input', details: { field: 'facility', value: facility } }),
      )
  })
})
