import { migratePostgres, postgresMigrations } from 'opd-scheduler/postgres'
import type pg from 'pg'
import { expect, it } from 'vitest'
import { DAY, hourly } from '../scheduler/clinic'
import { until } from '../support/until'
import { database } from './database'
import { survivorOn } from './survivor'

const { admin, newStore, newSchema } = await database()

const processOn = (schema: string) => survivorOn(newStore({ schema }))

async function tablesOf(schema: string): Promise<string[]> {
  const { rows } = await admin.query('SELECT tablename FROM pg_tables WHERE schemaname = $1', [schema])
  return rows.map(({ tablename }) => tablename)
}

/** Copies all rows of one schema into the tables of another. */
async function fill(client: pg.ClientBase | pg.Pool, schema: string, from: string): Promise<void> {
  for (const table of await tablesOf(from)) {
    await client.query(`DELETE FROM "${schema}".${table}`)
    await client.query(`INSERT INTO "${schema}".${table} OVERRIDING SYSTEM VALUE SELECT * FROM "${from}".${table}`)
  }
}

/** Restores in one transaction, and waits for something before the end of it. */
type Restore = (schema: string, backup: string, meanwhile?: () => Promise<void>) => Promise<void>

function inTransaction(restore: (client: pg.PoolClient, schema: string, backup: string) => Promise<void>): Restore {
  return async (schema, backup, meanwhile = async () => {}) => {
    const client = await admin.connect()
    await client.query('BEGIN')
    await restore(client, schema, backup)
    await meanwhile()
    await client.query('COMMIT')
    client.release()
  }
}

const RESTORES: Readonly<Record<string, Restore>> = {
  'that is dropped and restored': inTransaction(async (client, schema, backup) => {
    await client.query(`DROP SCHEMA "${schema}" CASCADE`)
    for (const statement of postgresMigrations({ schema })) await client.query(statement)
    await fill(client, schema, backup)
  }),
  'whose tables are emptied and filled again': inTransaction(async (client, schema, backup) => {
    await client.query(`TRUNCATE ${(await tablesOf(schema)).map((table) => `"${schema}".${table}`).join(', ')}`)
    await fill(client, schema, backup)
  }),
}

/** A process that has cancelled a booking, and a backup without the cancellation. */
async function cancelledSince() {
  const [schema, backup] = [newSchema(), newSchema()]
  const survivor = processOn(schema)
  const { opd, book } = survivor
  await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
  await opd.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly([2]) })
  const booked = await book('a')
  await migratePostgres(admin, { schema: backup })
  await fill(admin, backup, schema)
  await opd.cancel({ tokenId: booked.status === 'confirmed' ? booked.token.id : '' })
  expect(await survivor.seated()).toEqual([])
  return { schema, backup, survivor }
}

it.each(Object.keys(RESTORES))('a process notices a schema %s while the server runs', async (how) => {
  const { schema, backup, survivor } = await cancelledSince()
  const other = processOn(schema)
  await RESTORES[how]!(schema, backup)
  // At the version that the first process has in memory.
  expect(await other.book('b')).toMatchObject({ status: 'confirmed' })
  expect(await survivor.book('c')).toMatchObject({ status: 'rejected', code: 'slot-full' })
  const both = ['a', 'b']
  expect([await survivor.seated(), await other.seated()]).toEqual([both, both])
  await Promise.all([survivor.opd.close(), other.opd.close()])
})

it.each(Object.keys(RESTORES))('a booking that waits for the restore of a schema %s is decided on it', async (how) => {
  const { schema, backup, survivor } = await cancelledSince()
  // The backup gets the version that the process has in memory.
  const inBackup = processOn(backup)
  expect(await inBackup.book('b')).toMatchObject({ status: 'confirmed' })
  let booking: ReturnType<typeof survivor.book> | undefined
  await RESTORES[how]!(schema, backup, async () => {
    booking = survivor.book('c')
    await until('the booking to wait for the restore', async () => {
      const waiting = `SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND query LIKE '%"${schema}"%'`
      return (await admin.query(waiting)).rows[0]
    })
  })
  expect(await booking).toMatchObject({ status: 'rejected', code: 'slot-full' })
  expect(await survivor.seated()).toEqual(['a', 'b'])
  await Promise.all([survivor.opd.close(), inBackup.opd.close()])
})
