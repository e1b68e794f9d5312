import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { type SqliteDatabase, sqliteStore } from 'opd-scheduler/sqlite'
import { median } from './median'
import { book, openClinic } from './workload'

const IN_FLIGHT = [1, 32, 64] as const
const GOALS: Readonly<Record<number, number>> = { 1: 0.8, 32: 4, 64: 10 }
const DOCTORS = 50
const WARM_UP = 2

/** An event of the usual size. */
const EVENT = JSON.stringify({ type: 'token.confirmed', note: 'x'.repeat(560) })

/** Measures bookings a second on SQLite, in multiples of a bare loop that inserts one durable row each. */
export async function benchSqlite(rounds: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'opd-bench-'))
  try {
    const ratios = new Map<number, number[]>(IN_FLIGHT.map((n) => [n, []]))
    const bare: number[] = []
    const store = sqliteStore(new Libsql(join(folder, 'opd.db')) as SqliteDatabase)
    const insert = bareLoop(join(folder, 'bare.db'))
    let clinics = 0
    for (let round = 0; round < WARM_UP + rounds; round++) {
      for (const inFlight of IN_FLIGHT) {
        const bookings = inFlight === 1 ? 600 : 6_000
        const clinic = await openClinic(store, `dr-${++clinics}`, DOCTORS)
        // Before and after, so that a disk that becomes slower or faster meanwhile does not distort the ratio.
        const before = perSecond(300, () => insert(300))
        const start = performance.now()
        const outcomes = await book(clinic, bookings, inFlight)
        const rate = (bookings / (performance.now() - start)) * 1000
        const after = perSecond(300, () => insert(300))
        if (outcomes.get('confirmed') !== bookings) throw new Error(`not all confirmed: ${[...outcomes].join(' ')}`)
        if (round < WARM_UP) continue
        bare.push(before, after)
        ratios.get(inFlight)!.push(rate / ((before + after) / 2))
      }
    }
    await store.close()
    console.log(`\nSQLite through libsql, WAL, synchronous=FULL; ${DOCTORS} doctors; medians of ${rounds} rounds`)
    console.log(`bare prepared insert loop, one row a commit: ${Math.round(median(bare))} rows/s`)
    console.log('bookings in flight   × bare loop   goal')
    let isMet = true
    for (const [inFlight, measured] of ratios) {
      const ratio = median(measured)
      isMet &&= ratio >= GOALS[inFlight]!
      console.log(`${String(inFlight).padStart(18)}   ${ratio.toFixed(2).padStart(11)}   ≥ ${GOALS[inFlight]}`)
    }
    return isMet
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function bareLoop(path: string): (rows: number) => void {
  const database = new Libsql(path)
  database.prepare('PRAGMA journal_mode = WAL').get()
  database.exec('PRAGMA synchronous = FULL')
  database.exec('CREATE TABLE log (position INTEGER PRIMARY KEY, stream INTEGER, version INTEGER, event TEXT) STRICT')
  const insert = database.prepare('INSERT INTO log (stream, version, event) VALUES (?, ?, ?)')
  let version = 0
  return (rows) => {
    for (let i = 0; i < rows; i++) insert.run(1, ++version, EVENT)
  }
}

function perSecond(count: number, task: () => void): number {
  const start = performance.now()
  task()
  return (count / (performance.now() - start)) * 1000
}
