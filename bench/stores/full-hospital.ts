import { OpdScheduler } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'

export const DOCTORS = 60
export const DAYS = 45
export const TODAY = '2026-01-30'
/** A doctor with a full session on each of 90 days. */
export const BUSY = 'dr-busy'
export const BUSY_DAYS = 90
const DAY_MS = 86_400_000
/** How many sessions are filled at once. */
const AT_ONCE = 60

/** Returns a scheduler on a store, at half past one on the day. */
export function schedulerOn(store: Store, sessionsInMemory = 2_000): OpdScheduler {
  const clock = () => noonOf(TODAY) + 1.5 * 3_600_000
  return new OpdScheduler({ timeZone: 'Asia/Kolkata', store, sessionsInMemory, clock })
}

/** Opens a session for each doctor and day, and books as many tokens into each. The busy doctor has one seat on each day. */
export async function fill(store: Store, perSession: number): Promise<void> {
  const clock = () => noonOf(TODAY) - DAY_MS
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, sessionsInMemory: 10_000, clock })
  const open = async (doctorId: string, day: number, capacity: number, patients: readonly string[]) => {
    const slots = ['13', '14', '15', '16'].map((hour) => ({
      start: `${hour}:00`,
      end: `${Number(hour) + 1}:00`,
      capacity,
    }))
    const date = dateAfter(day)
    await opd.openSession({ doctorId, date, slots })
    for (const patientId of patients) await opd.book({ doctorId, date, source: 'online', patientId })
  }
  const tasks: (() => Promise<void>)[] = []
  const add = async (doctorId: string, days: number, capacity: number, patients: (day: number) => string[]) => {
    await opd.registerDoctor({ id: doctorId, name: doctorId })
    for (let day = 0; day < days; day++) tasks.push(() => open(doctorId, day, capacity, patients(day)))
  }
  for (let doctor = 0; doctor < DOCTORS; doctor++)
    await add(`dr-${doctor}`, DAYS, perSession, (day) =>
      Array.from({ length: perSession }, (_, n) => `p-${doctor * DAYS + day + n * 100}`),
    )
  await add(BUSY, BUSY_DAYS, 1, (day) => Array.from({ length: 5 }, (_, n) => `busy-${day}-${n}`))
  const desk = async () => {
    for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) await task()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, desk))
}

export function dateAfter(days: number): string {
  return new Date(Date.parse(TODAY) + days * DAY_MS).toISOString().slice(0, 10)
}

function noonOf(date: string): number {
  return Date.parse(`${date}T12:00+05:30`)
}
