import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OpdScheduler } from 'opd-scheduler'
import { postgresStore } from 'opd-scheduler/postgres'
import { sqliteStore } from 'opd-scheduler/sqlite'
import type { Store } from 'opd-scheduler/store'
import pg from 'pg'
import { startServer } from '../../test/postgres/server'
import { BUSY, BUSY_DAYS, DAYS, DOCTORS, dateAfter, fill, schedulerOn, TODAY } from './full-hospital'

/** The longest time for which one step of a walk may keep the event loop. */
const BLOCKED_MS = 50

/** How many tokens a session has: few, and as many as a doctor sees in a long day. */
const SIZES = [5, 40] as const

/**
 * Prints what sweeps, queries and a booking over many days cost in a hospital of 60 doctors and 45 days, and for how long they keep the
 * event loop. Returns whether none kept it for too long.
 */
export async function benchHospital(isQuick: boolean): Promise<boolean> {
  let isMet = true
  for (const perSession of SIZES) isMet = (await inFile(perSession)) && isMet
  for (const perSession of isQuick ? SIZES.slice(0, 1) : SIZES) isMet = (await onServer(perSession)) && isMet
  return isMet
}

async function inFile(perSession: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'opd-bench-'))
  const store = sqliteStore(join(folder, 'hospital.db'))
  try {
    return await measure(store, 'SQLite', perSession)
  } finally {
    await store.close()
    rmSync(folder, { recursive: true })
  }
}

async function onServer(perSession: number): Promise<boolean> {
  const given = process.env.TEST_POSTGRES_URL
  const server = given ? undefined : await startServer()
  const pool = new pg.Pool({ connectionString: given || server!.url, max: 4 })
  const schema = 'opd_bench_hospital'
  try {
    await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    return await measure(postgresStore(pool, { schema }), 'PostgreSQL', perSession)
  } finally {
    await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    await pool.end()
    await server?.stop()
  }
}

type Task = (on: OpdScheduler) => Promise<unknown>

async function measure(store: Store, name: string, perSession: number): Promise<boolean> {
  await fill(store, perSession)
  const everyOpen: Store = {
    ...store,
    sessions: ({ dueBy: _, ...query }) => store.sessions({ ...query, open: true }),
  }
  const { postpone: _, ...before } = everyOpen
  let streams = 0
  const counting: Store = {
    ...store,
    append: (commits) => {
      streams = Math.max(streams, ...commits.map(({ writes }) => writes.length))
      return store.append(commits)
    },
  }
  const rows: readonly (readonly [name: string, newOn: () => OpdScheduler, task: Task])[] = [
    ['sweep of all open sessions, as before', () => schedulerOn(before), (on) => on.sweep()],
    ['sweep of the sessions that are due', () => schedulerOn(store), (on) => on.sweep()],
    ['statistics of everything, room for 100 sessions', () => schedulerOn(store, 100), (on) => on.stats()],
    ['a page of 50 sessions in the middle', () => schedulerOn(store, 100), pageOfSessions],
    ['a page of 50 tokens in the middle', () => schedulerOn(store, 100), pageOfTokens],
    ['all confirmed tokens of 30 days', () => schedulerOn(store), confirmed],
    ["a patient's tokens of 30 days", () => schedulerOn(store), monthOf],
    ['a booking, 90 full days looked at, as before', () => schedulerOn(counting), bookWithin(BUSY_DAYS)],
    ['a booking, 30 full days looked at', () => schedulerOn(counting), bookWithin(undefined)],
  ]
  const size = `${DOCTORS} doctors, ${DAYS} days, ${perSession} tokens in each of ${DOCTORS * DAYS} sessions`
  console.log(`\n${size}, ${name}`)
  let isMet = true
  for (const [what, newOn, task] of rows) {
    streams = 0
    const [first, again] = await best(newOn, task)
    const isWritten = streams > 0 ? `, ${streams} streams in the commit` : ''
    const isGood = what.endsWith('as before') || Math.max(first.blockedMs, again.blockedMs) <= BLOCKED_MS
    isMet &&= isGood
    const tooLong = isGood ? '' : `   more than ${BLOCKED_MS} ms at a time`
    console.log(`${what.padEnd(50)} ${text(first)} the first time, ${text(again)} after that${isWritten}${tooLong}`)
  }
  return isMet
}

/** The best of two runs, since a busy machine makes collections of garbage longer; each with a scheduler that has nothing in memory. */
async function best(newOn: () => OpdScheduler, task: Task): Promise<readonly [first: Timing, again: Timing]> {
  const runs: (readonly [Timing, Timing])[] = []
  for (let run = 0; run < 2; run++) {
    const on = newOn()
    runs.push([await timed(() => task(on)), await timed(() => task(on))])
  }
  const least = (of: (run: readonly [Timing, Timing]) => Timing): Timing => ({
    ms: Math.min(...runs.map((run) => of(run).ms)),
    blockedMs: Math.min(...runs.map((run) => of(run).blockedMs)),
  })
  return [least(([first]) => first), least(([, again]) => again)]
}

const MIDDLE = `dr-30.${dateAfter(20)}`

const pageOfSessions: Task = (on) => on.sessions({ limit: 50, after: MIDDLE })

const pageOfTokens: Task = (on) => on.tokens({ status: 'confirmed', limit: 50, after: `${MIDDLE}.t1` })

const confirmed: Task = (on) => on.tokens({ status: 'confirmed', from: TODAY, to: dateAfter(29) })

const monthOf: Task = (on) => on.tokens({ patientId: 'p-7', from: TODAY, to: dateAfter(29) })

let patients = 0

function bookWithin(withinDays: number | undefined): Task {
  return (on) => on.book({ doctorId: BUSY, withinDays, source: 'online', patientId: `late-${++patients}` })
}

interface Timing {
  readonly ms: number
  /** Longest time for which the event loop did nothing else: on the clock or on the processor, whichever is less. */
  readonly blockedMs: number
}

async function timed(task: () => Promise<unknown>): Promise<Timing> {
  let isRunning = true
  let blockedMs = 0
  const start = performance.now()
  let [lastWall, lastCpu] = [start, cpuMs()]
  const turn = (): void => {
    const [wall, cpu] = [performance.now(), cpuMs()]
    // Other processes of the machine add to the one, and other threads of this process, such as the garbage collector's, to the other.
    blockedMs = Math.max(blockedMs, Math.min(wall - lastWall, cpu - lastCpu))
    lastWall = wall
    lastCpu = cpu
    if (isRunning) setImmediate(turn)
  }
  setImmediate(turn)
  await task()
  isRunning = false
  const ms = performance.now() - start
  turn()
  return { ms, blockedMs }
}

/** Time on the processor, of all threads. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function text({ ms, blockedMs }: Timing): string {
  return `${ms.toFixed(0)} ms (${blockedMs.toFixed(0)} ms at a time)`
}
