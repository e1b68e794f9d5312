import { memoryStore, type OpdEvent, OpdScheduler, type Rules, type SessionView } from 'opd-scheduler'

/** A copy that a test may change. */
export type Spoilable<T> = T extends readonly (infer Item)[]
  ? Spoilable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Spoilable<T[Key]> }
    : T

/** The session `rao.2026-01-30` and its events. */
export interface Day {
  readonly opd: OpdScheduler
  /** Sets the local time. */
  clock(time: string): void
  /** Books and returns the token's id. */
  book(start: string, source: string): Promise<string>
  view(): Promise<SessionView>
  /** Events since a version. */
  events(after: number): Promise<readonly OpdEvent[]>
}

/** Opens a session of slots of one hour from nine on, with these capacities, at six in the morning. */
export async function openDay(rules: Rules, capacities: readonly number[]): Promise<Day> {
  let now = Date.parse('2026-01-30T06:00:00+05:30')
  const store = memoryStore()
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, store, clock: () => now })
  const hour = (of: number): string => `${String(of).padStart(2, '0')}:00`
  const slots = capacities.map((capacity, index) => ({ start: hour(9 + index), end: hour(10 + index), capacity }))
  const session = { doctorId: 'rao', date: '2026-01-30' }
  await opd.registerDoctor({ id: 'rao', name: 'Dr. Rao' })
  await opd.openSession({ ...session, slots })
  let patients = 0
  return {
    opd,
    clock(time) {
      now = Date.parse(`2026-01-30T${time}:00+05:30`)
    },
    async book(start, source) {
      const result = await opd.book({ ...session, start, source, patientId: `p-${++patients}` })
      if (result.status === 'rejected') throw new Error(result.message)
      return result.token.id
    },
    async view() {
      const view = await opd.session('rao.2026-01-30')
      if (view === undefined) throw new Error('there is no session')
      return view
    },
    events: (after) => store.load('rao.2026-01-30', after),
  }
}

/** Returns a deep copy with one change. */
export function spoil<T>(value: T, change: (copy: Spoilable<T>) => void): T {
  const copy = structuredClone(value)
  change(copy as Spoilable<T>)
  return copy
}
