import {
  bumpByClass,
  memoryStore,
  type OpdEvent,
  OpdScheduler,
  offerFirst,
  quotas,
  type SessionView,
  waitlist,
  waitlistWithEmergencyBump,
  withCeiling,
} from 'opd-scheduler'
import type { Store, StreamEntry, Write } from 'opd-scheduler/store'

/** A log: its events, and the sessions at its end. */
export interface Golden {
  /** Time at which the sessions were read, in epoch milliseconds. */
  readonly asOf: number
  readonly events: readonly OpdEvent[]
  readonly sessions: readonly SessionView[]
}

const DAY = '2026-03-29'
const NEXT = '2026-03-30'
const LATER = '2026-03-31'
const LAST = '2026-04-01'
const STANDBY = '2026-04-02'
const LEAVE = '2026-04-03'
const MOVED = '2026-04-04'
/** In the night before this day the clocks go forward in Berlin. */
const ZONE = 'Europe/Berlin'

/** The rules of the day under the name that they had when the log was recorded. */
const RECORDED = { ...bumpByClass(), name: 'standard' }

/** Runs a day with one event of each kind. */
export async function goldenDay(): Promise<Golden> {
  const clock = { now: Date.parse(`${DAY}T05:00:00Z`) }
  const store = memoryStore()
  const opd = new OpdScheduler({ timeZone: ZONE, rules: RECORDED, store, clock: () => clock.now })
  let count = 0
  const given = (): object => {
    clock.now += 60_000
    return { commandId: `c-${++count}`, ...(count % 5 === 0 ? { actor: 'desk-2', note: 'on the phone' } : undefined) }
  }
  const book = async (patientId: string, source: string, start?: string, more: object = {}): Promise<string> => {
    const asked = start === undefined ? { doctorId: 'dr-rao', date: DAY } : { doctorId: 'dr-rao', date: DAY, start }
    const result = await opd.book({ ...asked, source, patientId, ...more, ...given() })
    return result.status === 'rejected' ? result.code : result.token.id
  }
  const doctor = { id: 'dr-rao', name: 'Dr. Rao', specialization: 'Cardiology' }
  await opd.registerDoctor({ ...doctor, ...given() })
  await opd.registerDoctor({ ...doctor, minutesPerVisit: 7.5, ...given() })
  const slots = [9, 10, 11].map((hour) => ({
    start: `${hour}:00`.padStart(5, '0'),
    end: `${hour}:50`.padStart(5, '0'),
    capacity: 1,
  }))
  for (const date of [DAY, NEXT]) await opd.openSession({ doctorId: 'dr-rao', date, slots, ...given() })

  const a = await book('p-a', 'walk-in', '09:00', { attributes: { triage: 4, priorityGroup: 'child', vip: false } })
  const b = await book('p-b', 'online', '09:00')
  const c = await book('p-c', 'paid', '09:00', { tokenId: 'host-7' })
  const d = await book('p-d', 'follow-up', '09:00')
  const e = await book('p-e', 'emergency', '09:00')
  const f = await book('p-f', 'walk-in')
  await book('p-g', 'walk-in', '11:00')
  await opd.book({ doctorId: 'dr-rao', source: 'online', patientId: 'p-h', ...given() })
  await opd.reclassify({ tokenId: f, source: 'follow-up', attributes: { triage: 2 }, ...given() })
  await opd.addSlots({ sessionId: `dr-rao.${DAY}`, slots: [{ start: '12:00', end: '12:45', capacity: 1 }], ...given() })
  await opd.resizeSlot({ slotId: `dr-rao.${DAY}.1200`, capacity: 2, ...given() })
  await opd.resizeSlot({ slotId: `dr-rao.${DAY}.1000`, capacity: 0, displace: true, ...given() })
  await opd.cancel({ tokenId: d, ...given() })
  clock.now = Date.parse(`${DAY}T07:05:00Z`)
  await opd.checkIn({ tokenId: e, ...given() })
  await opd.start({ tokenId: e, ...given() })
  await opd.noShow({ tokenId: c, ...given() })
  await opd.complete({ tokenId: e, ...given() })
  await opd.reinstate({ tokenId: c, ...given() })
  for (const tokenId of [a, b]) await opd.checkIn({ tokenId, ...given() })
  for (const patientId of ['p-i', 'p-j', 'p-k', 'p-l']) await book(patientId, 'emergency', '12:00')
  await book('p-m', 'online', '12:00')
  await opd.closeSession({ sessionId: `dr-rao.${DAY}`, ...given() })
  await consultingRoom(store, clock, given)
  await standby(store, clock, given)
  await emergencies(store, clock, given)
  await doctorAway(opd, clock, given)
  await otherRules(store, clock, given)
  return read(opd, store, clock.now)
}

/**
 * Runs the next day, from the phone call to the way home, under rules that reserve and offer seats, and permit more to the
 * matron.
 */
async function consultingRoom(store: Store, clock: { now: number }, given: () => object): Promise<void> {
  const rules = {
    ...bumpByClass(),
    capacity: withCeiling(quotas({ shares: { 'walk-in': 1 }, releaseMinutes: 30 }), 1),
    overflow: [waitlist()],
    promotion: offerFirst({ minutes: 10 }),
  }
  const opd = new OpdScheduler({ timeZone: ZONE, rules, store, clock: () => clock.now })
  const slots = ['09:00', '10:00'].map((start) => ({ start, end: start.replace('00', '50'), capacity: 2 }))
  const sessionId = `dr-rao.${LATER}`
  for (const date of [LATER, LAST]) await opd.openSession({ doctorId: 'dr-rao', date, slots, ...given() })
  const book = (patientId: string, start: string, more: object = {}) =>
    opd.book({ doctorId: 'dr-rao', date: LATER, start, source: 'online', patientId, ...more, ...given() })
  const token = (n: number): { tokenId: string } => ({ tokenId: `${sessionId}.t${n}`, ...given() })
  const above = { override: true, actor: 'matron', note: 'the doctor asked for her' }

  await book('p-a', '09:00', { holdMinutes: 5 })
  await book('p-b', '10:00', { holdMinutes: 60 })
  await book('p-c', '09:00')
  await opd.confirm(token(1))
  await opd.confirm(token(2))
  await opd.cancel(token(1))
  clock.now += 15 * 60_000
  await book('p-d', '09:00')
  await opd.confirm(token(4))
  clock.now = Date.parse(`${LATER}T06:40:00Z`)
  await opd.execute({ op: 'sweepSession', sessionId, ...given() })
  await book('p-e', '09:00', above)
  await book('p-f', '10:00', { ...above, bump: `${sessionId}.t2` })
  await opd.reschedule({ ...token(2), date: LAST })
  for (const n of [4, 5]) await opd.checkIn(token(n))
  await opd.callNext({ sessionId, ...given() })
  await opd.skip(token(4))
  await opd.call(token(5))
  await opd.start(token(5))
  clock.now += 7 * 60_000
  await opd.complete(token(5))
  await opd.undo(token(5))
  await opd.complete(token(5))
  await opd.checkIn(token(5))
  await opd.leaveUnseen(token(4))
}

/** Runs two days on which the doctor is late, goes home, and does not come at all. */
async function doctorAway(opd: OpdScheduler, clock: { now: number }, given: () => object): Promise<void> {
  const slots = ['09:00', '10:00'].map((start) => ({ start, end: start.replace('00', '50'), capacity: 2 }))
  const sessionId = `dr-rao.${LEAVE}`
  const elsewhere = [`dr-shah.${LEAVE}`, `dr-rao.${MOVED}`]
  await opd.registerDoctor({ id: 'dr-shah', name: 'Dr. Shah', ...given() })
  for (const id of [sessionId, ...elsewhere])
    await opd.openSession({ doctorId: id.slice(0, -11), date: id.slice(-10), slots, ...given() })
  const book = (patientId: string, start: string) =>
    opd.book({ doctorId: 'dr-rao', date: LEAVE, start, source: 'online', patientId, ...given() })
  for (const patientId of ['p-a', 'p-b']) await book(patientId, '09:00')
  for (const patientId of ['p-c', 'p-d']) await book(patientId, '10:00')
  await book('p-e', '10:00')
  clock.now = Date.parse(`${LEAVE}T06:50:00Z`)
  await opd.checkIn({ tokenId: `${sessionId}.t1`, ...given() })
  await opd.delay({ sessionId, minutes: 30, ...given() })
  await opd.blockTime({ sessionId, to: '10:00', elsewhere, ...given() })
  await opd.unblockTime({ sessionId, ...given() })
  await book('p-f', '09:00')
  await opd.reschedule({ tokenId: `${sessionId}.t1`, doctorId: 'dr-shah', date: LEAVE, ...given() })
  await opd.closeSession({ sessionId, expected: 'move', elsewhere, ...given() })
}

/** Goes on with a session under rules of another name, and under rules without a name. */
async function otherRules(store: Store, clock: { now: number }, given: () => object): Promise<void> {
  for (const name of ['paediatrics', undefined]) {
    const rules = { ...bumpByClass(), name }
    const opd = new OpdScheduler({ timeZone: ZONE, rules, store, clock: () => clock.now })
    for (const start of ['09:00', '10:00'])
      await opd.book({
        doctorId: 'dr-rao',
        date: MOVED,
        start,
        source: 'online',
        patientId: `p-${name}-${start}`,
        ...given(),
      })
  }
}

/** Runs a day of two rooms, on which patients without a seat wait in the building, and one is there while a slot is running. */
async function standby(store: Store, clock: { now: number }, given: () => object): Promise<void> {
  const rules = { ...bumpByClass(), visit: { standby: { perSession: 5 } } }
  const opd = new OpdScheduler({ timeZone: ZONE, rules, store, clock: () => clock.now })
  const sessionId = `dr-rao.${STANDBY}`
  const slots = [{ start: '09:00', end: '09:50', capacity: 1 }]
  await opd.openSession({ doctorId: 'dr-rao', date: STANDBY, slots, rooms: 2, ...given() })
  const book = (patientId: string, target: { start: string } | { now: true }) =>
    opd.book({ doctorId: 'dr-rao', date: STANDBY, ...target, source: 'online', patientId, ...given() })
  const token = (n: number): { tokenId: string } => ({ tokenId: `${sessionId}.t${n}`, ...given() })
  for (const patientId of ['p-a', 'p-b', 'p-c', 'p-d']) await book(patientId, { start: '09:00' })
  clock.now = Date.parse(`${STANDBY}T07:00:00Z`)
  await book('p-e', { now: true })
  for (const n of [2, 3, 4, 5]) await opd.checkIn(token(n))
  await opd.undo(token(5))
  await opd.callNext({ sessionId, room: '1', ...given() })
  await opd.undo(token(2))
  await opd.callNext({ sessionId, room: '2', ...given() })
  await opd.skip(token(2))
  await opd.callNext({ sessionId, room: '2', ...given() })
  await opd.start({ ...token(3), room: '2 B' })
  clock.now += 7 * 60_000
  await opd.complete(token(3))
  await opd.noShow(token(1))
  await opd.leaveUnseen(token(4))
  await opd.closeSession({ sessionId, ...given() })
}

/** Runs an hour in which two emergencies without a seat are called and seen, and a patient by name above the rules. */
async function emergencies(store: Store, clock: { now: number }, given: () => object): Promise<void> {
  const rules = { ...waitlistWithEmergencyBump(), visit: { standby: { perSession: 1 } } }
  const opd = new OpdScheduler({ timeZone: ZONE, rules, store, clock: () => clock.now })
  const sessionId = `dr-iyer.${STANDBY}`
  const slots = [{ start: '09:00', end: '09:50', capacity: 1 }]
  await opd.registerDoctor({ id: 'dr-iyer', name: 'Dr. Iyer', ...given() })
  await opd.openSession({ doctorId: 'dr-iyer', date: STANDBY, slots, ...given() })
  const book = (patientId: string, source: string) =>
    opd.book({ doctorId: 'dr-iyer', date: STANDBY, start: '09:00', source, patientId, ...given() })
  const token = (n: number): { tokenId: string } => ({ tokenId: `${sessionId}.t${n}`, ...given() })
  await book('p-a', 'online')
  await opd.checkIn(token(1))
  for (const patientId of ['p-b', 'p-c']) await book(patientId, 'emergency')
  await book('p-d', 'walk-in')
  for (const n of [2, 3, 4]) await opd.checkIn(token(n))
  await opd.callNext({ sessionId, ...given() })
  await opd.start(token(3))
  await opd.call({ ...token(4), override: true, actor: 'matron', note: 'asked by the doctor' })
  await opd.call(token(1))
}

/** Returns everything in a store, and its sessions as this scheduler shows them. */
export async function read(opd: OpdScheduler, store: Store, asOf: number): Promise<Golden> {
  const events = (await store.read(0, 10_000)).map((entry) => entry.event)
  const ids = [DAY, NEXT, LATER, LAST, STANDBY, LEAVE, MOVED].map((date) => `dr-rao.${date}`)
  const found = await Promise.all([...ids, `dr-shah.${LEAVE}`, `dr-iyer.${STANDBY}`].map((id) => opd.session(id)))
  return { asOf, events, sessions: found.filter((session) => session !== undefined) }
}

/** Returns a store with these events, in the same commits. */
export async function storeOf(events: readonly OpdEvent[]): Promise<Store> {
  const store = memoryStore()
  const versions = new Map<string, number>()
  const claimed = new Set<string>()
  for (const commandId of new Set(events.map((event) => event.commandId))) {
    const own = events.filter((event) => event.commandId === commandId)
    const streams = [...new Set(own.map(streamOf))]
    const writes = streams.map((stream): Write => {
      const its = own.filter((event) => streamOf(event) === stream)
      const expectedVersion = versions.get(stream) ?? 0
      versions.set(stream, expectedVersion + its.length)
      return { stream, expectedVersion, events: its, entry: entryOf(stream, its) }
    })
    const claims = own.flatMap((event) => {
      if (!('tokenId' in event) || event.tokenId.startsWith(event.sessionId) || claimed.has(event.tokenId)) return []
      claimed.add(event.tokenId)
      return [{ key: event.tokenId, stream: event.sessionId }]
    })
    const commit = { commandId, fingerprint: '', answer: null, writes, claims, releases: [] }
    const [outcome] = await store.append([commit])
    if (outcome?.status !== 'committed') throw new Error(outcome?.status)
  }
  return store
}

function streamOf(event: OpdEvent): string {
  return event.type === 'doctor.registered' ? event.doctor.id : event.sessionId
}

function entryOf(stream: string, events: readonly OpdEvent[]): StreamEntry {
  const [doctorId = '', date] = stream.split('.')
  if (date === undefined) return { kind: 'doctor', doctorId }
  return { kind: 'session', doctorId, date, open: events.every((event) => event.type !== 'session.closed'), dueAt: 0 }
}
