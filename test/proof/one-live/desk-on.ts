import { OpdScheduler, standard } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'

export const DAY = '2026-01-30'
export const DOCTORS = ['dr-rao', 'dr-shah'] as const

/** Returns a scheduler on the morning of the day, with one live token a day and without a waiting list. */
export function deskOn(store: Store): OpdScheduler {
  const rules = { ...standard(), overflow: [], admission: { oneLive: { in: 'day' } } } as const
  return new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, store, clock: () => Date.parse(`${DAY}T06:00+05:30`) })
}

/** Opens a session of each doctor with one slot of this capacity. */
export async function openBoth(opd: OpdScheduler, capacity: number): Promise<void> {
  for (const doctorId of DOCTORS) {
    await opd.registerDoctor({ id: doctorId, name: doctorId })
    await opd.openSession({ doctorId, date: DAY, slots: [{ start: '09:00', end: '12:00', capacity }] })
  }
}

/** The key of a patient on the day. */
export function keyOf(patientId: string): string {
  return `~day/${DAY}/${patientId}`
}
