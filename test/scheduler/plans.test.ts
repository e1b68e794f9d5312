import { bump, bySource, fixed, memoryStore, OpdScheduler, type Rules, standard, waitlist } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { at, clinic, SESSION } from './clinic'

const SLOT = `${SESSION}.0900`
const EMERGENCY = { op: 'book', slotId: SLOT, source: 'emergency', patientId: 'e' } as const
const FROZEN_LATER: Rules = {
  ...standard(),
  capacity: fixed(),
  overflow: [bump({ freezeMinutes: 60 }), waitlist({ per: 'slot' })],
  displaced: [waitlist({ per: 'slot' })],
}

/** A clinic with a full slot, and how many events it has. */
async function fullClinic(rules: Rules) {
  const store = memoryStore()
  const full = await clinic([1, 1], { rules, store })
  await full.book('a', 'online', '09:00')
  return { ...full, size: async () => (await store.read(0, 100)).length }
}

describe('the basis of a plan', () => {
  it('holds for what the plan shows: a slot that is frozen meanwhile makes it stale, and nothing is written', async () => {
    const { opd, clock, size } = await fullClinic(FROZEN_LATER)
    clock.now = at('07:59') + 30_000
    const plan = await opd.plan(EMERGENCY)
    expect(plan).toMatchObject({ status: 'confirmed', moves: [{ patientId: 'a', status: 'waitlisted' }] })
    const before = await size()
    clock.now = at('08:00') + 30_000
    expect(await opd.execute(EMERGENCY, { basis: plan.basis })).toMatchObject({
      code: 'plan-stale',
      message: 'A session, or what the command would do in it, has changed since the plan was made. Plan again.',
      details: { expected: plan.basis, found: { versions: plan.basis.versions } },
    })
    expect(await size()).toBe(before)
    const again = await opd.plan(EMERGENCY)
    expect(again).toMatchObject({ status: 'waitlisted', moves: [] })
    expect(await opd.execute(EMERGENCY, { basis: again.basis })).toMatchObject({ status: 'waitlisted' })
  })

  it('lasts as long as the outcome: a minute that changes nothing does not make it stale', async () => {
    const { opd, clock } = await fullClinic(FROZEN_LATER)
    const plans = [EMERGENCY, { ...EMERGENCY, slotId: `${SESSION}.1000`, holdMinutes: 10, patientId: 'h' }] as const
    for (const command of plans) {
      const { basis, ...plan } = await opd.plan(command)
      clock.now += 60_000
      const done = await opd.execute(command, { basis })
      expect(done).toMatchObject({ status: plan.status, moves: plan.moves })
    }
  })

  it('is stale after other rules would do something else', async () => {
    const { opd, store, clock, size } = await fullClinic(FROZEN_LATER)
    const plan = await opd.plan(EMERGENCY)
    const before = await size()
    const others: Rules[] = [
      { ...FROZEN_LATER, overflow: [waitlist({ per: 'slot' })] },
      { ...FROZEN_LATER, overflow: [waitlist()] },
      { ...FROZEN_LATER, priority: bySource({ emergency: 1.5, online: 4 }) },
      { ...FROZEN_LATER, admission: { permit: () => false } },
      { ...FROZEN_LATER, admission: { bumpsPerToken: 3 } },
    ]
    for (const rules of others) {
      const other = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, store, clock: () => clock.now })
      expect(await other.execute(EMERGENCY, { basis: plan.basis })).toMatchObject({ code: 'plan-stale' })
    }
    const formatNumber = (sequence: number) => `A${sequence}`
    const named = new OpdScheduler({
      timeZone: 'Asia/Kolkata',
      rules: FROZEN_LATER,
      store,
      clock: () => 0,
      formatNumber,
    })
    expect(await named.execute(EMERGENCY, { basis: plan.basis })).toMatchObject({ code: 'plan-stale' })
    expect(await size()).toBe(before)
    expect(await opd.execute(EMERGENCY, { basis: plan.basis })).toMatchObject({ status: 'confirmed' })
  })

  it('holds for a refusal, too', async () => {
    const { opd, store, clock, book, size } = await fullClinic({ ...FROZEN_LATER, overflow: [] })
    const refused = await opd.plan(EMERGENCY)
    expect(refused).toMatchObject({ code: 'slot-full' })
    expect(await opd.execute(EMERGENCY, { basis: refused.basis })).toMatchObject({ code: 'slot-full' })
    const before = await size()
    clock.now = at('10:00')
    expect(await opd.execute(EMERGENCY, { basis: refused.basis })).toMatchObject({ code: 'plan-stale' })
    clock.now = at('07:00')
    const generous = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => clock.now })
    expect(await generous.execute(EMERGENCY, { basis: refused.basis })).toMatchObject({ code: 'plan-stale' })
    expect(await size()).toBe(before)

    const unknown = { op: 'cancel', tokenId: 'token-of-the-host' } as const
    const none = await opd.plan(unknown)
    expect(none).toMatchObject({ code: 'token-not-found', basis: { versions: {} } })
    expect(await opd.execute(unknown, { basis: none.basis })).toMatchObject({ code: 'token-not-found' })
    await book('b', 'online', '10:00', { tokenId: 'token-of-the-host' })
    expect(await opd.execute(unknown, { basis: none.basis })).toMatchObject({ code: 'plan-stale' })
  })

  it('is stale after any event in a session that was read, even if the outcome is the same', async () => {
    const { opd, book } = await fullClinic(FROZEN_LATER)
    await book('b', 'online', '10:00')
    const plan = await opd.plan(EMERGENCY)
    await opd.checkIn({ tokenId: `${SESSION}.t2` })
    expect((await opd.plan(EMERGENCY)).moves).toEqual(plan.moves)
    expect(await opd.execute(EMERGENCY, { basis: plan.basis })).toMatchObject({ code: 'plan-stale' })
  })

  it('counts what ends by the clock: an expired hold in between makes it stale', async () => {
    const { opd, clock, book } = await fullClinic(FROZEN_LATER)
    await book('h', 'online', '10:00', { holdMinutes: 1 })
    const plan = await opd.plan(EMERGENCY)
    clock.now += 60_000
    expect(await opd.execute(EMERGENCY, { basis: plan.basis })).toMatchObject({ code: 'plan-stale' })
  })

  it('holds for a new session and for a doctor', async () => {
    const { opd, store, clock } = await clinic([1])
    const open = {
      op: 'openSession',
      doctorId: 'dr-rao',
      date: '2026-01-31',
      slots: [{ start: '09:00', end: '10:00', capacity: 4 }],
    } as const
    const plan = await opd.plan(open)
    const roomier: Rules = { ...standard(), capacity: { groups: 1, groupOf: () => 0, seats: (_, base) => base + 5 } }
    const other = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules: roomier, store, clock: () => clock.now })
    expect(await other.execute(open, { basis: plan.basis })).toMatchObject({ code: 'plan-stale' })
    expect(await opd.execute(open, { basis: plan.basis })).toMatchObject({ status: 'open' })

    const doctor = { op: 'registerDoctor', id: 'dr-new', name: 'Dr. New' } as const
    const { basis } = await opd.plan(doctor)
    expect(await opd.execute({ ...doctor, name: 'Dr. Else' }, { basis })).toMatchObject({ code: 'plan-stale' })
    expect(await opd.execute(doctor, { basis })).toMatchObject({ status: 'registered' })
  })

  it('is small, and anything else is refused with a sentence', async () => {
    const { opd } = await fullClinic(FROZEN_LATER)
    const { basis } = await opd.plan(EMERGENCY)
    expect(basis).toEqual({
      versions: { [SESSION]: 2 },
      outcome: expect.stringMatching(/^[0-9a-z]{1,7}-[0-9a-z]{1,7}$/),
    })
    const wrong: [unknown, string | RegExp][] = [
      [{ [SESSION]: 2 }, 'basis is an object. Give the basis of a plan, unchanged.'],
      [{ ...basis, outcome: '' }, 'basis is an object. Give the basis of a plan, unchanged.'],
      [{ ...basis, versions: { [SESSION]: -1 } }, /^basis\.versions\.dr-rao\.2026-01-30 is -1\. Give a whole number/],
      [{ ...basis, extra: 1 }, /^There is no field 'basis\.extra' here/],
      ['2', 'basis is a text of 1 character. Give an object.'],
      [null, 'basis is null. Give an object.'],
    ]
    for (const [each, message] of wrong) {
      const answer = opd.execute(EMERGENCY, { basis: each as never })
      await expect(answer).rejects.toMatchObject({
        code: 'invalid-input',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      })
    }
  })
})
