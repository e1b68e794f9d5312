import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { standard } from 'opd-scheduler'
import { postgresStore } from 'opd-scheduler/postgres'
import { sqliteStore } from 'opd-scheduler/sqlite'
import type { Store } from 'opd-scheduler/store'
import pg from 'pg'
import { startServer } from '../../test/postgres/server'
import { median } from './median'
import { book, openClinic } from './workload'

const DOCTORS = 50
const IN_FLIGHT = [1, 32] as const
const SCHEMA = 'opd_bench_one_live'
const WARM_UP = 1

const OFF = standard()
const ON = { ...standard(), admission: { ...standard().admission, oneLive: { in: 'day' } } } as const

/** Prints the time of a booking under one live token a day, in multiples of that without the rule, which is measured before and after. */
export async function benchOneLive(rounds: number): Promise<boolean> {
  console.log(`\ntime of a booking with oneLive in 'day' × without it; ${DOCTORS} doctors; medians of ${rounds} rounds`)
  await onSqlite((store) => measure('SQLite', store, rounds))
  await onPostgres((store) => measure('PostgreSQL', store, rounds))
  return true
}

async function measure(name: string, store: Store, rounds: number): Promise<void> {
  let clinics = 0
  const timed = async (rules: typeof OFF, bookings: number, inFlight: number): Promise<number> => {
    const clinic = await openClinic(store, `one-${++clinics}`, DOCTORS, rules)
    const start = performance.now()
    const outcomes = await book(clinic, bookings, inFlight)
    const ms = performance.now() - start
    if (outcomes.get('confirmed') !== bookings) throw new Error(`not all confirmed: ${[...outcomes].join(' ')}`)
    const owner = await store.locate(`~day/2026-01-30/${clinic.patients}0`)
    if ((owner === undefined) !== (rules === OFF)) throw new Error(`the key of the first patient belongs to ${owner}`)
    return ms
  }
  for (const inFlight of IN_FLIGHT) {
    const bookings = inFlight === 1 ? 400 : 4_000
    const ratios: number[] = []
    for (let round = 0; round < WARM_UP + rounds; round++) {
      const before = await timed(OFF, bookings, inFlight)
      const on = await timed(ON, bookings, inFlight)
      const after = await timed(OFF, bookings, inFlight)
      if (round >= WARM_UP) ratios.push(on / ((before + after) / 2))
    }
    const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2))
    console.log(`${name}, ${inFlight} in flight: ${median(ratios).toFixed(2)} (${least} to ${most})`)
  }
}

async function onSqlite(task: (store: Store) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'opd-bench-'))
  const store = sqliteStore(join(folder, 'opd.db'))
  try {
    await task(store)
  } finally {
    await store.close()
    rmSync(folder, { recursive: true })
  }
}

async function onPostgres(task: (store: Store) => Promise<void>): Promise<void> {
  const given = process.env.TEST_POSTGRES_URL
  const server = given ? undefined : await startServer()
  const pool = new pg.Pool({ connectionString: given || server!.url, max: 8 })
  const drop = `DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`
  try {
    await pool.query(drop)
    await task(postgresStore(pool, { schema: SCHEMA }))
    await pool.query(drop)
  } finally {
    await pool.end()
    await server?.stop()
  }
}
