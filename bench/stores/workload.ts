import { OpdScheduler, type Rules } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'

const DATE = '2026-01-30'
const NOW = Date.parse(`${DATE}T06:00:00+05:30`)
const HOURS = 8
const SEATS = 30
const SOURCES = ['online', 'walk-in', 'paid', 'follow-up'] as const

/** A clinic on a store: doctors with a session each. */
export interface Clinic {
  readonly opd: OpdScheduler
  readonly doctors: readonly string[]
  /** The ids of its patients begin with this. */
  readonly patients: string
}

/** Opens a clinic with new doctors, whose ids begin with `name`. If rules are given, it has patients of its own. */
export async function openClinic(store: Store, name: string, doctors: number, rules?: Rules): Promise<Clinic> {
  const own = rules && { rules }
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => NOW, deadlineMs: 60_000, ...own })
  const ids = Array.from({ length: doctors }, (_, index) => `${name}-${index}`)
  await Promise.all(ids.map((id) => opd.registerDoctor({ id, name: id })))
  const hour = (n: number) => `${String(9 + n).padStart(2, '0')}:00`
  const slots = Array.from({ length: HOURS }, (_, n) => ({ start: hour(n), end: hour(n + 1), capacity: SEATS }))
  await Promise.all(ids.map((doctorId) => opd.openSession({ doctorId, date: DATE, slots })))
  return { opd, doctors: ids, patients: rules === undefined ? 'p' : `${name}-p` }
}

/** Books round the doctors, `inFlight` bookings at once, and returns how many got each status. */
export async function book(
  { opd, doctors, patients }: Clinic,
  bookings: number,
  inFlight: number,
): Promise<Map<string, number>> {
  const outcomes = new Map<string, number>()
  let next = 0
  const desk = async () => {
    while (next < bookings) {
      const n = next++
      const result = await opd.book({
        doctorId: doctors[n % doctors.length]!,
        date: DATE,
        start: `${String(9 + (Math.floor(n / doctors.length) % HOURS)).padStart(2, '0')}:00`,
        source: SOURCES[n % SOURCES.length]!,
        patientId: `${patients}${n}`,
      })
      outcomes.set(result.status, (outcomes.get(result.status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, desk))
  return outcomes
}
