import { memoryStore, OpdScheduler, offerFirst, type SchedulerOptions, standard } from 'opd-scheduler'
import type { Commit, Store } from 'opd-scheduler/store'
import { at, DAY, ZONE } from './clinic'

export const DAY_MS = 86_400_000
export const dateAfter = (days: number) => new Date(Date.parse(DAY) + days * DAY_MS).toISOString().slice(0, 10)

/** Returns a store, and the streams of the sessions that were loaded from it. */
export function counting(memory: Store) {
  const loads: string[] = []
  const commits: Commit[] = []
  const store: Store = {
    ...memory,
    load: (stream, after) => {
      if (stream.includes('.')) loads.push(stream)
      return memory.load(stream, after)
    },
    append: (batch) => {
      commits.push(...batch)
      return memory.append(batch)
    },
  }
  return { store, loads, commits }
}

/** Returns a scheduler with doctors, each with a session of one seat on each of some days, beginning today. */
export async function hospital(doctors: number, days: number) {
  const clock = { now: at('06:00') }
  const rules = { ...standard(), promotion: offerFirst({ minutes: 15 }) }
  const store = memoryStore()
  const options = { timeZone: ZONE, rules, clock: () => clock.now }
  const opd = new OpdScheduler({ ...options, store, sessionsInMemory: 10_000 })
  const ids = Array.from({ length: doctors }, (_, n) => `dr-${n}`)
  await Promise.all(ids.map((id) => opd.registerDoctor({ id, name: id })))
  const slots = [{ start: '09:00', end: '10:00', capacity: 1 }]
  const open = (doctorId: string, day: number) => opd.openSession({ doctorId, date: dateAfter(day), slots })
  await Promise.all(ids.flatMap((id) => Array.from({ length: days }, (_, day) => open(id, day))))
  const book = (doctorId: string, day: number, patientId: string) =>
    opd.book({ doctorId, date: dateAfter(day), source: 'online', patientId })
  /** A scheduler with nothing in memory. */
  const another = (more: Partial<SchedulerOptions> = {}) => {
    const counted = counting(store)
    return { ...counted, opd: new OpdScheduler({ ...options, store: counted.store, ...more }) }
  }
  return { opd, store, clock, ids, book, another }
}
