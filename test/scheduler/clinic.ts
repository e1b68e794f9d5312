import { memoryStore, OpdScheduler, presets, type Rules, type SchedulerOptions } from 'opd-scheduler'

export const PRESETS: Readonly<Record<string, () => Rules>> = presets

export const DAY = '2026-01-30'
export const SESSION = `dr-rao.${DAY}`

/** Returns the epoch milliseconds of a time on the clinic's day, in Kolkata. */
export function at(time: string): number {
  return Date.parse(`${DAY}T${time}:00+05:30`)
}

/** Returns a scheduler whose clock the test sets, with one doctor and slots of an hour from 09:00 on. */
export async function clinic(capacities: readonly number[], options: Partial<SchedulerOptions> = {}) {
  const clock = { now: at('06:00') }
  const store = options.store ?? memoryStore()
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', clock: () => clock.now, ...options, store })
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
