import {
  memoryStore,
  noPromotion,
  OpdScheduler,
  pullForward,
  type Rules,
  standard,
  waitlist,
  waitlistFirst,
} from 'opd-scheduler'
import { checkInvariants } from 'opd-scheduler/testing'
import { describe, expect, it } from 'vitest'
import { at, clinic, SESSION, ZONE } from './clinic'

/** A seat for 09:00 that is free since 06:00, a patient who waits for it, and a scheduler with these rules at 08:30. */
async function seatFreedUnder(before: Rules, after: Rules) {
  const store = memoryStore()
  const first = await clinic([1], { rules: before, store })
  await first.book('first', 'online', '09:00')
  await first.book('waits', 'online', '09:00')
  await first.opd.cancel({ tokenId: `${SESSION}.t1` })
  expect(await first.waiting()).toEqual(['waits'])
  return { ...first, opd: new OpdScheduler({ timeZone: ZONE, clock: () => at('08:30'), rules: after, store }), store }
}

const OPEN_FROM_EIGHT: Rules = {
  ...standard(),
  promotion: { ...waitlistFirst(), fills: (_slot, board) => board.now >= at('08:00') },
}

describe.each([
  ['a hospital switches promotion on', { ...standard(), promotion: noPromotion() }, standard()],
  ['free seats are given away from eight o’clock on', OPEN_FROM_EIGHT, OPEN_FROM_EIGHT],
] as const)('%s', (_title, before, after) => {
  it('the first sweep of a scheduler promotes the waiter, without being told the session', async () => {
    const { opd } = await seatFreedUnder(before, after)
    const { sessions, changed, moves } = await opd.sweep()
    expect({ sessions, changed }).toEqual({ sessions: 1, changed: 1 })
    expect(moves).toMatchObject([{ patientId: 'waits', status: 'confirmed', cause: 'rules' }])
    const third = await opd.book({
      doctorId: 'dr-rao',
      date: '2026-01-30',
      start: '09:00',
      source: 'online',
      patientId: 'third',
    })
    expect(third.status).toBe('waitlisted')
    expect(checkInvariants((await opd.session(SESSION))!, after)).toEqual([])
    expect(await opd.sweep()).toMatchObject({ changed: 0, moves: [] })
  })

  it('a newcomer finds the seat taken by the waiter', async () => {
    const { opd } = await seatFreedUnder(before, after)
    const third = await opd.book({
      doctorId: 'dr-rao',
      date: '2026-01-30',
      start: '09:00',
      source: 'paid',
      patientId: 'third',
    })
    expect(third.status).toBe('waitlisted')
    expect(third.moves).toMatchObject([{ patientId: 'waits', status: 'confirmed', cause: 'rules' }])
  })
})

it('a session is due at once as long as a token waits beside a free seat, and not when nobody does', async () => {
  const { store } = await seatFreedUnder({ ...standard(), promotion: noPromotion() }, standard())
  expect(await store.sessions({ dueBy: 0 })).toEqual([SESSION])
  const full = await clinic([1, 1])
  await full.book('first', 'online', '09:00')
  await full.book('waits', 'online', '09:00')
  expect(await full.store.sessions({ dueBy: at('09:00') - 1 })).toEqual([])
})

it('waiters for one slot do not make a session due by free seats of other slots', async () => {
  const rules: Rules = { ...standard(), overflow: [waitlist({ per: 'slot' })] }
  const { book, store, waiting } = await clinic([1, 3, 3], { rules })
  await book('first', 'online', '09:00')
  await book('waits', 'online', '09:00')
  expect(await waiting()).toEqual(['waits'])
  expect(await store.sessions({ dueBy: at('09:00') - 1 })).toEqual([])
})

it('other rules pull a token forward that sits later than it asked for', async () => {
  const store = memoryStore()
  const { book, opd: first } = await clinic([1, 1], { rules: { ...standard(), promotion: waitlistFirst() }, store })
  await book('first', 'online', '09:00')
  expect(await book('later', 'online')).toMatchObject({ status: 'confirmed', token: { start: '10:00' } })
  await first.cancel({ tokenId: `${SESSION}.t1` })
  const opd = new OpdScheduler({
    timeZone: ZONE,
    clock: () => at('07:00'),
    rules: { ...standard(), promotion: pullForward() },
    store,
  })
  const { moves } = await opd.sweep()
  expect(moves).toMatchObject([{ patientId: 'later', cause: 'rules' }])
})

it('the best waiter gets the seat, and the cause is not its age', async () => {
  const store = memoryStore()
  const closed: Rules = { ...standard(), promotion: noPromotion() }
  const { book, opd: first } = await clinic([1], { rules: closed, store })
  await book('first', 'paid', '09:00')
  await book('walk-in', 'walk-in', '09:00')
  await book('paid', 'paid', '09:00')
  await first.cancel({ tokenId: `${SESSION}.t1` })
  const opd = new OpdScheduler({ timeZone: ZONE, clock: () => at('09:30'), rules: standard(), store })
  expect((await opd.sweep()).moves).toMatchObject([{ patientId: 'paid', status: 'confirmed', cause: 'rules' }])
})

it('the first sweep looks at every open session, due or not, and again at one that failed', async () => {
  const { book, clock, store, opd: first } = await clinic([1, 1])
  await book('first', 'online', '09:00')
  await book('later', 'online')
  await first.cancel({ tokenId: `${SESSION}.t1` })
  let isBroken = true
  const opd = new OpdScheduler({
    timeZone: ZONE,
    clock: () => clock.now,
    rules: { ...standard(), promotion: pullForward() },
    store: {
      ...store,
      load: async (stream, after) => {
        if (isBroken && stream === SESSION) throw new Error('unreachable')
        return store.load(stream, after)
      },
    },
  })
  expect(await store.sessions({ dueBy: clock.now })).toEqual([])
  await expect(opd.sweep()).rejects.toMatchObject({ code: 'store-failed' })
  isBroken = false
  expect(await opd.sweep()).toMatchObject({ sessions: 1, moves: [{ patientId: 'later' }] })
  expect(await opd.sweep()).toMatchObject({ sessions: 0 })
})

it('a session of which its own rules will move somebody with the clock is swept until then, due or not', async () => {
  const { book, clock, store, opd: first } = await clinic([1, 1])
  await book('first', 'online', '09:00')
  await book('later', 'online')
  await first.cancel({ tokenId: `${SESSION}.t1` })
  expect(await store.sessions({ dueBy: at('08:59') })).toEqual([])
  const fills: NonNullable<Rules['promotion']['fills']> = (_slot, board) => board.now >= at('08:00')
  const rules: Rules = { ...standard(), promotion: { ...pullForward(), fills } }
  const opd = new OpdScheduler({ timeZone: ZONE, clock: () => clock.now, rules, store })
  expect(await opd.sweep()).toMatchObject({ sessions: 1, changed: 0 })
  clock.now = at('08:00')
  expect((await opd.sweep()).moves).toMatchObject([{ patientId: 'later', cause: 'rules' }])
  expect(await opd.sweep()).toMatchObject({ sessions: 0 })
})
