import {
  cascade,
  elastic,
  fixed,
  nextSlot,
  pullForward,
  type Rules,
  standard,
  type TokenEvent,
  withCeiling,
} from 'opd-scheduler'
import type { Act } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'
import { at, clinic, SESSION } from '../scheduler/clinic'

const token = (n: number) => ({ tokenId: `${SESSION}.t${n}` })
const frees: Partial<Rules> = { visit: { completed: 'frees' } }

async function open(capacities: readonly number[], more: Partial<Rules> = {}) {
  const rules = { ...standard(), capacity: fixed(), ...more }
  const day = await clinic(capacities, { rules })
  const causes = async () =>
    ((await day.store.load(SESSION, 1)) as TokenEvent[]).map(({ type, cause }) => `${type} ${cause}`)
  return { ...day, causes }
}

describe('the steps of a visit', () => {
  it('record why', async () => {
    const { opd, book, causes } = await open([4], frees)
    await book('a', 'online', '09:00', { holdMinutes: 5 })
    expect(await opd.complete(token(1))).toMatchObject({ code: 'invalid-transition' })
    await opd.confirm(token(1))
    await opd.checkIn(token(1))
    await opd.complete(token(1))
    await opd.checkIn(token(1))
    await opd.undo(token(1))
    await opd.undo(token(1))
    await opd.leaveUnseen(token(1))
    await book('b', 'online', '09:00')
    await opd.checkIn(token(2))
    await opd.call(token(2))
    await opd.noShow(token(2))
    expect(await opd.undo(token(2))).toMatchObject({ status: 'called' })
    expect(await causes()).toEqual([
      'token.held booked',
      'token.confirmed confirmed',
      'token.checked-in arrived',
      'token.completed completed',
      'token.checked-in returned',
      'token.undone undone',
      'token.undone undone',
      'token.left left',
      'token.confirmed booked',
      'token.checked-in arrived',
      'token.called by-name',
      'token.no-show no-show',
      'token.undone undone',
    ])
  })

  it('that returned to its own seat, too', async () => {
    const { opd, book, causes } = await open([1])
    await book('a', 'online', '09:00')
    await opd.complete(token(1))
    await opd.checkIn(token(1))
    expect((await causes()).at(-1)).toBe('token.checked-in returned')
  })

  it('do not cancel an expired hold', async () => {
    const { opd, book, clock } = await open([1])
    await book('a', 'online', '09:00', { holdMinutes: 5 })
    clock.now += 5 * 60_000
    expect(await opd.cancel(token(1))).toMatchObject({ code: 'hold-expired' })
  })
})

describe('a token that returns after giving its seat away', () => {
  it('gets the next free seat, not one in its old slot, which is over', async () => {
    const { opd, book, clock, seats } = await open([1, 1], frees)
    await book('a', 'online', '09:00')
    await opd.complete(token(1))
    clock.now = at('10:30')
    expect(await opd.checkIn(token(1))).toMatchObject({ status: 'checked-in' })
    expect(await seats('10:00')).toEqual(['a'])
  })

  it('does not get a seat above the rules again', async () => {
    const { opd, book } = await open([1], { ...frees, capacity: withCeiling(fixed(), 1), overflow: [] })
    await book('a', 'online', '09:00')
    const above = { override: true, actor: 'matron' }
    expect(await book('b', 'online', '09:00', above)).toMatchObject({ status: 'confirmed' })
    await opd.complete(token(2))
    expect(await opd.checkIn(token(2))).toMatchObject({ code: 'no-capacity' })
  })

  it('gets no seat beside another token of the patient, nor in a closed session', async () => {
    const { opd, book, clock } = await open([1, 2], frees)
    await book('a', 'online', '09:00')
    await opd.complete(token(1))
    await book('a', 'online', '10:00')
    clock.now = at('10:30')
    expect(await opd.checkIn(token(1))).toMatchObject({ code: 'duplicate-token' })
    await opd.closeSession({ sessionId: SESSION })
    expect(await opd.checkIn(token(1))).toMatchObject({ code: 'session-closed' })
  })
})

describe('an undone step', () => {
  it('leaves the token in its seat, even if it had left it once', async () => {
    const { opd, store, book, seats } = await open([1])
    await book('a', 'online', '09:00')
    await opd.noShow(token(1))
    await opd.reinstate(token(1))
    await opd.checkIn(token(1))
    await opd.undo(token(1))
    const slotId = `${SESSION}.0900`
    expect((await store.load(SESSION, 5))[0]).toMatchObject({ type: 'token.undone', from: slotId, to: slotId })
    expect(await seats('09:00')).toEqual(['a'])
  })

  it('is not a booking: the patient may have two tokens there', async () => {
    const { opd, book, seats } = await open([1, 2], { overflow: [cascade()], displaced: [cascade()] })
    await book('a', 'online', '09:00')
    await book('a', 'online', '10:00')
    await book('e', 'emergency', '09:00')
    expect(await seats('10:00')).toEqual(['a', 'a'])
    await opd.checkIn(token(2))
    expect(await opd.undo(token(2))).toMatchObject({ status: 'confirmed' })
  })

  it.each(['checkIn', 'complete'] as const)('lets the token be pulled forward again, after %s', async (op) => {
    const { opd, book, seats } = await open([1, 1], { overflow: [nextSlot()], promotion: pullForward() })
    await book('a', 'online', '09:00')
    await book('b', 'online', '09:00')
    await opd[op](token(2))
    await opd.cancel(token(1))
    expect(await seats('10:00')).toEqual(['b'])
    expect(await opd.undo(token(2))).toMatchObject({ token: { status: 'confirmed' }, moves: [] })
    expect((await opd.history(token(2).tokenId)).at(-1)).toMatchObject({ cause: 'undone', by: null })
    expect(await seats('09:00')).toEqual(['b'])
  })
})

describe('an undone no-show', () => {
  it('sits above the rules again, if no other token does now', async () => {
    const { opd, book } = await open([1], { capacity: withCeiling(fixed(), 1), overflow: [] })
    await book('a', 'online', '09:00')
    const above = { override: true, actor: 'matron' }
    await book('b', 'online', '09:00', above)
    await opd.noShow(token(2))
    expect(await opd.undo(token(2))).toMatchObject({ status: 'confirmed' })
    await opd.noShow(token(2))
    await book('c', 'online', '09:00', above)
    expect(await opd.undo(token(2))).toMatchObject({ code: 'slot-full' })
  })

  it('sits in an overflow seat again, if the session has one left', async () => {
    const capacity = elastic({ for: ['emergency'], extra: 1, perSession: 1 })
    const { opd, book } = await open([1, 1], { capacity, overflow: [] })
    await book('a', 'online', '09:00')
    await book('e', 'emergency', '09:00')
    await opd.noShow(token(2))
    expect(await opd.undo(token(2))).toMatchObject({ status: 'confirmed' })
    await opd.noShow(token(2))
    await book('b', 'online', '10:00')
    await book('f', 'emergency', '10:00')
    expect(await opd.undo(token(2))).toMatchObject({ code: 'slot-full' })
  })
})

describe('a reinstated no-show', () => {
  it('waits beside another token of the patient that waits for another slot', async () => {
    const { opd, book } = await open([1, 1])
    await book('a', 'online', '09:00')
    await opd.noShow(token(1))
    for (const [patient, hour] of ['09', '10'].entries()) await book(`b${patient}`, 'online', `${hour}:00`)
    await book('a', 'online', '10:00')
    expect(await opd.reinstate(token(1))).toMatchObject({ status: 'waitlisted' })
    expect((await opd.history(token(1).tokenId)).at(-1)).toMatchObject({ strategy: 'waitlist', cause: 'reinstated' })
  })

  it('is asked of the host, which sees that no token is bumped', async () => {
    const acts: Act[] = []
    const { opd, book } = await open([1], { admission: { permit: (act) => acts.push(act) > 0 } })
    await book('a', 'online', '09:00')
    await opd.noShow(token(1))
    await opd.reinstate(token(1))
    expect(acts.at(-1)).toMatchObject({ op: 'reinstate', override: false, bump: false })
  })

  it('gets no second token in the slot it asked for, and none by override in a slot that is over', async () => {
    const { opd, book, clock } = await open([1, 1])
    await book('a', 'online', '09:00')
    await opd.noShow(token(1))
    await book('a', 'online', '09:00')
    expect(await opd.reinstate(token(1))).toMatchObject({ code: 'duplicate-token' })
    await opd.cancel(token(2))
    clock.now = at('10:30')
    const above = { override: true, actor: 'matron' }
    expect(await opd.reinstate({ ...token(1), ...above })).toMatchObject({ code: 'slot-past' })
  })
})
