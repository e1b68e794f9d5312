import { bumpAndCascade, fixed, memoryStore, OpdScheduler, type Rules, standard, waitlist } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'
import { at, hourly } from '../scheduler/clinic'

const DAYS = ['2026-01-30', '2026-01-31', '2026-02-01']
const rules: Rules = { ...standard(), capacity: fixed(), overflow: [waitlist({ limit: 1 })], displaced: [waitlist()] }

/** A doctor with a session on each of several days, and a booking for the earliest day that fits. */
async function practice(capacities: readonly (readonly number[])[], more: { rules?: Rules; store?: Store } = {}) {
  const clock = { now: at('06:00') }
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, clock: () => clock.now, ...more })
  await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
  for (const [day, slots] of capacities.entries())
    await opd.openSession({ doctorId: 'dr-rao', date: DAYS[day]!, slots: hourly(slots) })
  const ask = (patientId: string, source = 'online') => opd.book({ doctorId: 'dr-rao', source, patientId })
  const on = (day: number, patientId: string) =>
    opd.book({ doctorId: 'dr-rao', date: DAYS[day]!, source: 'online', patientId })
  return { opd, clock, ask, on, session: (day: number) => `dr-rao.${DAYS[day]!}` }
}

describe('a booking for any of the doctor’s days', () => {
  it('is seated on the first day that has room', async () => {
    const { ask, session } = await practice([[1], [1], [1]])
    for (const day of [0, 1, 2]) expect(await ask(`p${day}`)).toMatchObject({ token: { sessionId: session(day) } })
  })

  it('bumps no token today if a later day has a free seat, and bumps one on the first day if none has', async () => {
    const { ask, on, session } = await practice([[1], [1], [1]], { rules: bumpAndCascade() })
    for (const day of [0, 1]) await on(day, `p${day}`)
    expect(await ask('urgent', 'paid')).toMatchObject({ moves: [], token: { sessionId: session(2) } })
    const next = await ask('more urgent', 'emergency')
    expect(next).toMatchObject({ status: 'confirmed', token: { sessionId: session(0) } })
    expect(next.moves).toMatchObject([{ patientId: 'p0' }])
  })

  it('waits on the first day that allows it, even if later ones refuse it', async () => {
    const { ask, on, session } = await practice([[1], [1], [1]])
    for (const day of [0, 1, 2]) await on(day, `p${day}`)
    await on(1, 'q')
    await on(2, 'r')
    expect(await ask('s')).toMatchObject({ status: 'waitlisted', token: { sessionId: session(0) } })
  })

  it('waits on a later day if the first ones refuse it', async () => {
    const { ask, on, session } = await practice([[1], [1]])
    for (const day of [0, 1]) await on(day, `p${day}`)
    await on(0, 'q')
    expect(await ask('s')).toMatchObject({ status: 'waitlisted', token: { sessionId: session(1) } })
  })

  it('is refused with the code of the first day that is not over', async () => {
    const { ask, clock, session } = await practice([[1, 1], [1]], { rules: { ...rules, overflow: [] } })
    for (const patient of ['a', 'b', 'c']) await ask(patient)
    expect(await ask('d')).toMatchObject({ code: 'no-capacity', details: { sessionId: session(0) } })
    clock.now = at('10:30')
    expect(await ask('e')).toMatchObject({ code: 'no-capacity', details: { sessionId: session(1) } })
  })

  it('is refused with `slot-past` if all days are over', async () => {
    const { ask, clock, session } = await practice([[1], [1]])
    clock.now = at('10:30') + 24 * 3_600_000
    expect(await ask('a')).toMatchObject({ code: 'slot-past', details: { sessionId: session(1) } })
  })

  it('goes on after a day that was closed while the list of days was read', async () => {
    const store = memoryStore()
    const behind: Store = { ...store, sessions: ({ open: _, ...query }) => store.sessions(query) }
    const { opd, ask, session } = await practice([[1], [1]], { store: behind, rules: { ...rules, overflow: [] } })
    await opd.closeSession({ sessionId: session(0) })
    expect(await ask('a')).toMatchObject({ status: 'confirmed', token: { sessionId: session(1) } })
    expect(await ask('b')).toMatchObject({ code: 'no-capacity', details: { sessionId: session(1) } })
    await opd.closeSession({ sessionId: session(1) })
    expect(await ask('c')).toMatchObject({ code: 'session-not-found' })
  })

  it('is refused if the patient has a token on a day before one with room', async () => {
    const { ask, on } = await practice([[1], [1]])
    await on(0, 'a')
    expect(await ask('a')).toMatchObject({ code: 'duplicate-token' })
  })
})

describe('registering a doctor again', () => {
  const known = { id: 'dr-bo', name: 'Dr. Bo', specialization: 'Eyes', minutesPerVisit: 10 }

  it.each([
    ['another name', { name: 'Dr. Boe' }, 2],
    ['another field', { specialization: 'Ears' }, 2],
    ['another pace', { minutesPerVisit: 7 }, 2],
    ['nothing new', {}, 1],
  ])('with %s', async (_what, change, events) => {
    const store = memoryStore()
    const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => at('06:00') })
    await opd.registerDoctor(known)
    expect(await opd.registerDoctor({ ...known, ...change })).toMatchObject({ doctor: { ...known, ...change } })
    expect(await store.load('dr-bo', 0)).toHaveLength(events)
    expect(await opd.doctors()).toEqual([{ ...known, ...change }])
  })
})
