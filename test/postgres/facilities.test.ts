import { readFileSync } from 'node:fs'
import { fixed, OpdScheduler, standard } from 'opd-scheduler'
import { migratePostgres, postgresStore } from 'opd-scheduler/postgres'
import type { LogEntry } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'
import { at, DAY, hourly, SESSION } from '../scheduler/clinic'
import { until } from '../support/until'
import { database } from './database'

const FACILITIES = ['north', 'south', 'east'] as const
const SEATS = 40

const { admin, newPool, newSchema, newStore } = await database()

/** The block of docs/scaling.md that divides a table. */
function partitioning(schema: string): string {
  const page = readFileSync(new URL('../../docs/scaling.md', import.meta.url), 'utf8')
  return /```sql\n([\s\S]*?)```/.exec(page)![1]!.replace(/\bopd\./g, `${schema}.`)
}

/** Clinics that share a database, with the same ids for doctors, patients and tokens. */
async function clinics(schema: string) {
  const rules = { ...standard(), capacity: fixed(), overflow: [] }
  const all = FACILITIES.map((facility) => {
    const store = postgresStore(newPool({ application_name: `${schema} ${facility}` }), { schema, facility })
    return {
      facility,
      store,
      opd: new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, store, clock: () => at('06:00') }),
    }
  })
  for (const { facility, opd } of all) {
    await opd.registerDoctor({ id: 'dr-rao', name: `Dr. Rao of ${facility}` })
    await opd.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly([SEATS]) })
  }
  const book = (opd: OpdScheduler, n: number) =>
    opd.book({
      doctorId: 'dr-rao',
      date: DAY,
      start: '09:00',
      source: 'online',
      patientId: `p${n}`,
      tokenId: `host-${n}`,
    })
  return { all, book }
}

describe.each(['as created', 'divided by facility'])('a database of several facilities, %s', (how) => {
  const prepared = async () => {
    const schema = newSchema()
    await migratePostgres(admin, { schema })
    if (how !== 'as created') await admin.query(partitioning(schema))
    return schema
  }

  it('separates their doctors, token ids and logs while all are busy', async () => {
    const schema = await prepared()
    const { all, book } = await clinics(schema)
    // More bookings than seats, all at once, with the same ids everywhere.
    const answers = await Promise.all(
      all.map(({ opd }) => Promise.all(Array.from({ length: SEATS + 5 }, (_, n) => book(opd, n)))),
    )
    for (const own of answers) {
      expect(own.filter(({ status }) => status === 'confirmed')).toHaveLength(SEATS)
      for (const answer of own) if (answer.status === 'rejected') expect(answer.code).toBe('slot-full')
    }
    await all[0]!.opd.cancel({ tokenId: 'host-0' })

    for (const [index, { facility, opd }] of all.entries()) {
      const reader = newStore({ schema, facility })
      const log: readonly LogEntry[] = await reader.read(0, 1_000)
      expect(log.map(({ position }) => position)).toEqual(log.map((_, n) => n + 1))
      expect(log).toHaveLength(2 + SEATS + (index === 0 ? 1 : 0))
      expect(await reader.head()).toBe(log.length)
      expect(await reader.locate('host-0')).toBe(SESSION)
      expect((await opd.token('host-0'))!.status).toBe(index === 0 ? 'cancelled' : 'confirmed')
      const names = log.flatMap(({ event }) => (event.type === 'doctor.registered' ? [event.doctor.name] : []))
      expect(names).toEqual([`Dr. Rao of ${facility}`])
      await reader.close()
      await opd.close()
    }
  })

  it('lets one facility go on while the log of another is locked', async () => {
    const schema = await prepared()
    const { all, book } = await clinics(schema)
    const [north, south] = all.map(({ opd }) => opd) as [OpdScheduler, OpdScheduler]
    const holder = await admin.connect()
    await holder.query('BEGIN')
    await holder.query(`SELECT FROM ${schema}.heads WHERE facility = 'north' FOR UPDATE`)
    let isOver = false
    const held = book(north, 1).finally(() => {
      isOver = true
    })
    await until('the booking of the north to wait for a lock', async () => {
      const sql = `SELECT FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock'`
      return (await admin.query(sql, [`${schema} north`])).rowCount! > 0
    })
    for (let n = 1; n <= 5; n++) expect((await book(south, n)).status).toBe('confirmed')
    expect(isOver).toBe(false)
    await holder.query('ROLLBACK')
    holder.release()
    expect((await held).status).toBe('confirmed')
    for (const { opd } of all) await opd.close()
  })
})
