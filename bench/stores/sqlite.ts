import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { type SqliteDatabase, sqliteStore } from 'opd-scheduler/sqlite'
import type { Ratio } from '../ratios'
import { median } from './median'
import { book, openClinic } from './workload'

const IN_FLIGHT = [1, 32, 64] as const
type Goals = Readonly<Record<(typeof IN_FLIGHT)[number], number>>

/** For a disk that takes about 2 ms a flush, like a cloud disk: many bookings share a flush, and each of the bare loop's rows waits for one. */
const SLOW_DISK: Goals = { 1: 0.8, 32: 4, 64: 10 }
/** For a disk that flushes faster than a processor decides and writes a booking: there a shared flush saves little. */
const FAST_DISK: Goals = { 1: 0.6, 32: 3, 64: 4 }
/** From this time a flush the goals of a slow disk apply. */
const SLOW_FLUSH_MS = 1

const DOCTORS = 50
const WARM_UP = 2

/** An event of the usual size. */
const EVENT = JSON.stringify({ type: 'token.confirmed', note: 'x'.repeat(560) })

/** Measures bookings a second on SQLite, in multiples of a bare loop that inserts one durable row each. */
export async function benchSqlite(rounds: number, noted: Ratio[]): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'opd-bench-'))
  try {
    const ratios = new Map(IN_FLIGHT.map((n) => [n, [] as number[]]))
    const bare: number[] = []
    const flushes: number[] = []
    const store = sqliteStore(new Libsql(join(folder, 'opd.db')) as SqliteDatabase)
    const insert = bareLoop(join(folder, 'bare.db'))
    let clinics = 0
    for (let round = 0; round < WARM_UP + rounds; round++) {
      flushes.push(flushMs(join(folder, 'flushed')))
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
    const flush = median(flushes)
    const isSlow = flush >= SLOW_FLUSH_MS
    const goals = isSlow ? SLOW_DISK : FAST_DISK
    console.log(`a flush takes ${flush.toFixed(2)} ms, so the goals are those of a ${isSlow ? 'slow' : 'fast'} disk`)
    console.log('bookings in flight   × bare loop   goal')
    let isMet = true
    for (const [inFlight, measured] of ratios) {
      const ratio = median(measured)
      const isGood = ratio >= goals[inFlight]
      isMet &&= isGood
      noted.push({ name: `SQLite, ${inFlight} in flight`, measured: ratio, least: goals[inFlight] })
      const figures = `${String(inFlight).padStart(18)}   ${ratio.toFixed(2).padStart(11)}   ≥ ${goals[inFlight]}`
      console.log(`${figures}${isGood ? '' : '   missed'}`)
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

/** How long the disk takes to keep one page that was written. */
function flushMs(path: string): number {
  const file = openSync(path, 'w')
  const page = Buffer.alloc(4096, 'x')
  const times: number[] = []
  for (let i = 0; i < 50; i++) {
    writeSync(file, page, 0, page.length, 0)
    const start = performance.now()
    fdatasyncSync(file)
    times.push(performance.now() - start)
  }
  closeSync(file)
  return median(times)
}

function perSecond(count: number, task: () => void): number {
  const start = performance.now()
  task()
  return (count / (performance.now() - start)) * 1000
}
