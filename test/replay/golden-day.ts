import { memoryStore, type OpdEvent, OpdScheduler, type SessionView, type Store, standard } from 'opd-scheduler'

/** A log and what it says: the events of one day, and both sessions as they were at its end. */
export interface Golden {
  /** When the sessions were looked at, in epoch milliseconds. */
  readonly asOf: number
  readonly events: readonly OpdEvent[]
  readonly sessions: readonly SessionView[]
}

const DAY = '2026-03-29'
const NEXT = '2026-03-30'
/** The night before this day the clocks go forward in Berlin. */
const ZONE = 'Europe/Berlin'

/** A day with one of everything that can be written down. */
export async function goldenDay(): Promise<Golden> {
  const clock = { now: Date.parse(`${DAY}T05:00:00Z`) }
  const store = memoryStore()
  const opd = new OpdScheduler({ timeZone: ZONE, rules: standard(), store, clock: () => clock.now })
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
  return read(opd, store, clock.now)
}

/** Everything in a store, and both sessions as this scheduler shows them. */
export async function read(opd: OpdScheduler, store: Store, asOf: number): Promise<Golden> {
  const events = (await store.read(0, 10_000)).map((entry) => entry.event)
  const sessions = await Promise.all([DAY, NEXT].map(async (date) => (await opd.session(`dr-rao.${date}`))!))
  return { asOf, events, sessions }
}

/** A store that holds these events, committed as they were. */
export async function storeOf(events: readonly OpdEvent[]): Promise<Store> {
  const store = memoryStore()
  const versions = new Map<string, number>()
  const claimed = new Set<string>()
  const ids = [...new Set(events.map((event) => event.commandId))]
  for (const commandId of ids) {
    const own = events.filter((event) => event.commandId === commandId)
    const first = own[0]!
    const stream = first.type === 'doctor.registered' ? first.doctor.id : first.sessionId
    const doctorId = stream.split('.')[0]!
    const date = stream.slice(-10)
    const open = own.every((event) => event.type !== 'session.closed')
    const entry =
      first.type === 'doctor.registered'
        ? ({ kind: 'doctor', doctorId } as const)
        : ({ kind: 'session', doctorId, date, open } as const)
    const hostIds = own.flatMap((event) => ('tokenId' in event ? [event.tokenId] : []))
    const fresh = hostIds.filter((id) => !id.startsWith(stream) && !claimed.has(id))
    for (const id of fresh) claimed.add(id)
    const tokens = fresh.map((tokenId) => ({ tokenId, stream }))
    const expectedVersion = versions.get(stream) ?? 0
    const writes = [{ stream, expectedVersion, events: own, entry }]
    const outcome = await store.append({ commandId, fingerprint: '', answer: null, writes, tokens })
    if (outcome.status !== 'committed') throw new Error(outcome.status)
    versions.set(stream, expectedVersion + own.length)
  }
  return store
}
