import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OpdScheduler } from 'opd-scheduler'
import { sqliteStore } from 'opd-scheduler/sqlite'
import type { Store } from 'opd-scheduler/store'

const DOCTORS = 60
const DAYS = 45
const TODAY = '2026-01-30'
const DAY_MS = 86_400_000

/**
 * Prints what a sweep and a patient's tokens cost in a hospital of 60 doctors and 45 days in one SQLite file, and for how long they keep
 * the event loop. The sweep of all open sessions is the one before the store listed when sessions are due.
 */
export async function benchHospital(perSession: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'opd-bench-'))
  const store = sqliteStore(join(folder, 'hospital.db'))
  try {
    await fill(store, perSession)
    const everyOpen: Store = {
      ...store,
      sessions: ({ dueBy: _, ...query }) => store.sessions({ ...query, open: true }),
    }
    const { postpone: _, ...before } = everyOpen
    const opd = (on: Store, sessionsInMemory = 2_000) =>
      new OpdScheduler({
        timeZone: 'Asia/Kolkata',
        store: on,
        sessionsInMemory,
        clock: () => noonOf(TODAY) + 1.5 * 3_600_000,
      })
    const rows = [
      ['sweep of all open sessions, as before', opd(before), (on: OpdScheduler) => on.sweep()],
      ['sweep of the sessions that are due', opd(store), (on: OpdScheduler) => on.sweep()],
      ["a patient's tokens of 30 days, not in memory", opd(store), monthOf],
      ["a patient's tokens of 30 days, in memory", opd(store, 10_000), monthOf],
    ] as const
    console.log(`${DOCTORS} doctors, ${DAYS} days, ${perSession} tokens in each of ${DOCTORS * DAYS} sessions, SQLite`)
    for (const [name, on, task] of rows) {
      const first = await timed(() => task(on))
      const again = await timed(() => task(on))
      console.log(`${name}: ${text(first)} the first time, ${text(again)} after that`)
    }
  } finally {
    await store.close()
    rmSync(folder, { recursive: true })
  }
  return true
}

const monthOf = (opd: OpdScheduler) => opd.tokens({ patientId: 'p-7', from: TODAY, to: dateAfter(29) })

async function fill(store: Store, perSession: number): Promise<void> {
  const opd = new OpdScheduler({
    timeZone: 'Asia/Kolkata',
    store,
    sessionsInMemory: 10_000,
    clock: () => noonOf(TODAY) - DAY_MS,
  })
  const slots = ['13', '14', '15', '16'].map((hour) => ({
    start: `${hour}:00`,
    end: `${Number(hour) + 1}:00`,
    capacity: perSession,
  }))
  for (let doctor = 0; doctor < DOCTORS; doctor++) {
    const doctorId = `dr-${doctor}`
    await opd.registerDoctor({ id: doctorId, name: doctorId })
    await Promise.all(
      Array.from({ length: DAYS }, async (_, day) => {
        const date = dateAfter(day)
        await opd.openSession({ doctorId, date, slots })
        for (let n = 0; n < perSession; n++)
          await opd.book({ doctorId, date, source: 'online', patientId: `p-${doctor * DAYS + day + n * 100}` })
      }),
    )
  }
}

interface Timing {
  readonly ms: number
  /** Longest time for which the event loop did nothing else, on the processor. */
  readonly blockedMs: number
}

async function timed(task: () => Promise<unknown>): Promise<Timing> {
  let isRunning = true
  let blockedMs = 0
  let last = cpuMs()
  const turn = (): void => {
    blockedMs = Math.max(blockedMs, cpuMs() - last)
    last = cpuMs()
    if (isRunning) setImmediate(turn)
  }
  setImmediate(turn)
  const start = performance.now()
  await task()
  isRunning = false
  const ms = performance.now() - start
  turn()
  return { ms, blockedMs }
}

/** Time on the processor, so that other processes of the machine do not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function text({ ms, blockedMs }: Timing): string {
  return `${ms.toFixed(0)} ms (${blockedMs.toFixed(0)} ms at a time)`
}

function dateAfter(days: number): string {
  return new Date(Date.parse(TODAY) + days * DAY_MS).toISOString().slice(0, 10)
}

function noonOf(date: string): number {
  return Date.parse(`${date}T12:00+05:30`)
}
