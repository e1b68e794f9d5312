import { OpdScheduler } from 'opd-scheduler'
import { postgresStore } from 'opd-scheduler/postgres'
import type pg from 'pg'
import { ClassicClinic, doctorLock, slotLock } from './classic'
import { type Book, dateOf, doctorId, NOW, rulesOfBench, SEATS, SLOTS, startOf, TIME_ZONE } from './orders'

export type DesignName = 'opd' | 'slot lock' | 'doctor lock'

/** Conditions of one run. */
export interface Trial {
  readonly design: DesignName
  readonly doctors: number
  readonly processes: number
  /** Whether all commands for a doctor go to the same process, as from a load balancer; otherwise any process gets any. */
  readonly isRouted: boolean
}

/** One process's part in a trial. */
export interface Desk {
  readonly book: Book
  close(): Promise<void>
}

export const SCHEMA = 'opd_bench'

/** Each run has its own facility, and so its own log. */
export function facilityOf(run: number): string {
  return `run-${run}`
}

export function schedulerOn(pool: pg.Pool, run: number): OpdScheduler {
  const store = postgresStore(pool, { schema: SCHEMA, facility: facilityOf(run) })
  return new OpdScheduler({
    timeZone: TIME_ZONE,
    rules: rulesOfBench(),
    store,
    clock: () => NOW,
    deadlineMs: 60_000,
  })
}

export function deskOf({ design, doctors }: Trial, run: number, pool: pg.Pool): Desk {
  if (design !== 'opd') {
    const clinic = new ClassicClinic(run, doctors)
    return { book: (design === 'slot lock' ? slotLock : doctorLock)(pool, clinic), close: async () => {} }
  }
  const opd = schedulerOn(pool, run)
  return {
    book: async ({ doctor, session, slot, source, patientId }) => {
      const date = dateOf(session)
      const result = await opd.book({ doctorId: doctorId(doctor), date, start: startOf(slot), source, patientId })
      return result.status === 'rejected' ? undefined : result.token.id
    },
    close: () => opd.close(),
  }
}

/** Makes doctors and their sessions. */
export async function openClinic({ design, doctors }: Trial, run: number, pool: pg.Pool, sessions: number) {
  if (design !== 'opd') return new ClassicClinic(run, doctors).open(pool, sessions)
  const opd = schedulerOn(pool, run)
  const ids = Array.from({ length: doctors }, (_, doctor) => doctorId(doctor))
  await Promise.all(ids.map((id) => opd.registerDoctor({ id, name: id })))
  const slots = Array.from({ length: SLOTS }, (_, slot) => ({
    start: startOf(slot),
    end: startOf(slot + 1),
    capacity: SEATS,
  }))
  await Promise.all(
    ids.flatMap((id) =>
      Array.from({ length: sessions }, (_, session) => opd.openSession({ doctorId: id, date: dateOf(session), slots })),
    ),
  )
  await opd.close()
}
