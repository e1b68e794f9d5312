import { memoryStore, OpdScheduler, presets, type Rules, type SchedulerOptions } from 'opd-scheduler'

export const PRESETS: Readonly<Record<string, () => Rules>> = presets

export const DAY = '2026-01-30'
export const SESSION = `dr-rao.${DAY}`

/** The clinic's zone. The proof of zones runs tests of the clinic in others. */
export const ZONE = process.env.CLINIC_ZONE ?? 'Asia/Kolkata'

/** Returns the epoch milliseconds of a wall-clock time in the clinic's zone, on a day on which its clocks do not change. */
export function at(time: string, day = DAY): number {
  const asUtc = Date.parse(`${day}T${time}:00Z`)
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'medium' })
  return 2 * asUtc - Date.parse(`${format.format(asUtc).replace(' ', 'T')}Z`)
}

/** Returns a scheduler whose clock the test sets, with one doctor and slots of an hour from 09:00 on. */
export async function clinic(capacities: readonly number[], options: Partial<SchedulerOptions> = {}) {
  const clock = { now: at('06:00') }
  const store = options.store ?? memoryStore()
  const opd = new OpdScheduler({ timeZone: ZONE, clock: () => clock.now, ...options, store })
  await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao', specialization: 'Cardiology', minutesPerVisit: 5 })
  await opd.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly(capacities) })
  const book = (patientId: string, source: string, start?: string, more: object = {}) =>
    opd.book({ doctorId: 'dr-rao', date: DAY, start, source, patientId, ...more })
  const seats = async (start: string) => {
    const view = await opd.session(SESSION)
    return view!.tokens
      .filter((token) => token.slotId?.endsWith(start.replace(':', '')))
      .map((token) => token.patientId)
  }
  const waiting = async () => {
    const view = await opd.session(SESSION)
    const tokens = view!.tokens.filter((token) => token.status === 'waitlisted')
    return tokens.sort((a, b) => a.position! - b.position!).map((token) => token.patientId)
  }
  return { opd, store, clock, book, seats, waiting }
}

export function hourly(capacities: readonly number[], from = 9) {
  const hour = (n: number) => `${String(n).padStart(2, '0')}:00`
  return capacities.map((capacity, index) => ({ start: hour(from + index), end: hour(from + index + 1), capacity }))
}
