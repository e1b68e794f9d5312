import { bump, bySource, elastic, fixed, type Rules, standard, strictlyLower, waitlist } from 'opd-scheduler'
import { type Asker, type Board, type OverflowStrategy, Verdict } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'
import { View } from '../../src/core/decide/view'
import { bare, CoreClinic } from '../proof/oracles/core-clinic'
import { at, clinic, SESSION } from '../scheduler/clinic'

const answering = (attempt: OverflowStrategy['attempt'], more: Partial<Rules> = {}): Rules => ({
  ...standard(),
  capacity: fixed(),
  overflow: [{ name: 'own', attempt, bumps: { who: strictlyLower() } }],
  ...more,
})
const refused = (message: string) => ({ code: 'invalid-rules', message: expect.stringContaining(message) })

/** Returns what a strategy of the host sees of the session if `asker` finds its slot full. */
async function asked(rules: Partial<Rules>, look: (board: Board, asker: Asker) => unknown, prepare: Prepare = fill) {
  let seen: unknown
  const attempt: OverflowStrategy['attempt'] = (asker, board) => {
    seen = look(board, asker)
    return undefined
  }
  const day = await clinic([1, 2, 1], { rules: { ...answering(attempt), ...rules } })
  await prepare(day)
  seen = undefined
  await day.book('asker', 'online', '09:00')
  return seen
}

type Day = Awaited<ReturnType<typeof clinic>>
type Prepare = (day: Day) => Promise<void>

async function fill(day: Day): Promise<void> {
  await day.book('a', 'paid', '09:00')
  await day.book('b', 'paid', '10:00')
}

describe('a verdict is plain data', () => {
  it.each([
    ['seat', () => Verdict.seat(2), { slot: 2, accepts: 'slot', code: '' }],
    ['bump', () => Verdict.bump(1), { slot: 1, accepts: 'slot', code: '' }],
    ['hold', () => Verdict.wait(0, 'any'), { slot: 0, accepts: 'any', code: '' }],
    ['drop', () => Verdict.drop('sent-home'), { slot: -1, accepts: 'slot', code: 'sent-home' }],
    ['fail', () => Verdict.fail(), { slot: -1, accepts: 'slot', code: '' }],
  ])('%s', (_name, make, fields) => {
    expect(make()).toMatchObject(fields)
  })
})

describe('the board', () => {
  it('gives the times, seats and waiters of each slot', async () => {
    const slots = [0, 1, 2]
    const seen = await asked({}, (board) => ({
      now: board.now,
      starts: slots.map((slot) => board.startOf(slot)),
      ends: slots.map((slot) => board.endOf(slot)),
      capacity: slots.map((slot) => board.capacityOf(slot)),
      used: slots.map((slot) => board.usedIn(slot)),
      slots: board.slots,
    }))
    expect(seen).toEqual({
      now: at('06:00'),
      starts: [at('09:00'), at('10:00'), at('11:00')],
      ends: [at('10:00'), at('11:00'), at('12:00')],
      capacity: [1, 2, 1],
      used: [1, 1, 0],
      slots: 3,
    })
  })

  it('finds the first free seat between two slots, within the session', async () => {
    const ranges = [0, 1, 2, 3].flatMap((from) => [0, 1, 2, 3, 500].map((to) => [from, to] as const))
    const seen = await asked({ capacity: elastic({ for: ['emergency'], extra: 1 }) }, (board, asker) =>
      ranges.map(([from, to]) => board.firstFree(asker, from, to)),
    )
    const expected = ranges.map(([from, to]) => [1, 2].find((slot) => from <= slot && slot < to) ?? -1)
    expect(seen).toEqual(expected)
  })

  it('finds no seat if only another class sees one', async () => {
    const capacity = elastic({ for: ['emergency'], extra: 1 })
    const full: Prepare = async (day) => {
      await fill(day)
      await day.book('c', 'paid', '10:00')
      await day.book('d', 'paid', '11:00')
    }
    const look = (board: Board, asker: Asker) => [3, 32, 33, 64, 1000].map((to) => board.firstFree(asker, 0, to))
    expect(await asked({ capacity }, look, full)).toEqual([-1, -1, -1, -1, -1])
  })

  it('finds a token to bump by the whole order, even if the own rule would allow more', async () => {
    const look = (board: Board, asker: Asker) => [
      board.firstBumpable(asker, () => true, 0, 3),
      board.firstBumpable(asker, strictlyLower(), 0, 3),
    ]
    expect(await asked({}, look)).toEqual([-1, -1])
    const lower: Prepare = async (day) => {
      await fill(day)
      await day.book('w', 'walk-in', '11:00')
    }
    expect(await asked({}, look, lower)).toEqual([2, 2])
  })

  it('finds no token to bump if the rule spares the last of the slot, even if it allows the one before', async () => {
    const onlyOnline = bump({ who: (_rank, _seq, victimRank) => victimRank === 4 })
    const { book, seats } = await clinic([2], { rules: answering(() => undefined, { overflow: [onlyOnline] }) })
    await book('o', 'online', '09:00')
    await book('w', 'walk-in', '09:00')
    expect(await book('p', 'paid', '09:00')).toMatchObject({ code: 'slot-full' })
    expect(await seats('09:00')).toEqual(['o', 'w'])
  })

  it('counts the tokens that wait for a slot, also after a slot was added', async () => {
    const rules = { ...standard(), capacity: fixed(), overflow: [waitlist({ per: 'slot', limit: 1 })] }
    const { opd, book, waiting } = await clinic([1], { rules })
    await book('a', 'online', '09:00')
    await book('b', 'online')
    await opd.addSlots({ sessionId: SESSION, slots: [{ start: '12:00', end: '13:00', capacity: 0 }] })
    expect(await book('c', 'online', '09:00')).toMatchObject({ code: 'slot-full' })
    expect(await waiting()).toEqual(['b'])
  })
})

describe('a strategy cannot reach beyond the slots', () => {
  it.each([-1, 2, 3])('seat in slot %i of two', async (slot) => {
    const { book } = await clinic([1, 1], { rules: answering(() => Verdict.seat(slot)) })
    await book('a', 'online', '09:00')
    await expect(book('b', 'online', '09:00')).rejects.toMatchObject(
      refused('seats it in a slot without a free seat for it'),
    )
  })

  it('seat in a slot that is over, even if it is empty', async () => {
    const { book, clock } = await clinic([1, 1], { rules: answering(() => Verdict.seat(0)) })
    await book('a', 'online', '10:00')
    clock.now = at('10:30')
    await expect(book('b', 'online', '10:00')).rejects.toMatchObject(
      refused('seats it in a slot without a free seat for it'),
    )
  })

  it('bump beyond the last of 32 slots, if the token in the first was bumped as often as allowed', async () => {
    const rules = answering((asker) => (asker.source === 'paid' ? Verdict.bump(0) : Verdict.bump(32)), {
      displaced: [waitlist()],
      admission: { bumpsPerToken: 1 },
    })
    const start = (n: number) =>
      `${String(8 + Math.floor(n / 4)).padStart(2, '0')}:${String((n % 4) * 15).padStart(2, '0')}`
    const slots = Array.from({ length: 32 }, (_, n) => ({
      start: start(n),
      end: start(n + 1),
      capacity: n < 1 ? 1 : 0,
    }))
    const { opd } = await clinic([0], { rules })
    const date = '2026-02-02'
    await opd.openSession({ doctorId: 'dr-rao', date, slots })
    const ask = (patientId: string, source: string) =>
      opd.book({ doctorId: 'dr-rao', date, start: '08:00', source, patientId })
    await ask('a', 'walk-in')
    await ask('p', 'paid')
    await opd.cancel({ tokenId: `dr-rao.${date}.t2` })
    expect(await opd.token(`dr-rao.${date}.t1`)).toMatchObject({ status: 'confirmed', bumps: 1 })
    await expect(ask('e', 'emergency')).rejects.toMatchObject(refused('bumps in a slot where it may bump no token'))
  })

  it('an answer that names no slot and is not a verdict', async () => {
    const { book } = await clinic([1], { rules: answering(() => ({ kind: 9 }) as never) })
    await book('a', 'online', '09:00')
    await expect(book('b', 'online', '09:00')).rejects.toMatchObject(refused('returns an object, which is no verdict'))
  })
})

describe('a verdict that ends the search', () => {
  it('no later strategy is asked after a refusal', async () => {
    const rules = answering(() => Verdict.fail())
    const { book } = await clinic([1], { rules: { ...rules, overflow: [...rules.overflow, waitlist()] } })
    await book('a', 'online', '09:00')
    expect(await book('b', 'online', '09:00')).toMatchObject({ code: 'slot-full' })
  })

  it('a bump does not happen if the bumped token finds no place', async () => {
    const displaced = [{ name: 'no', attempt: () => Verdict.fail() }, waitlist()]
    const { book, seats } = await clinic([1], { rules: answering(() => undefined, { overflow: [bump()], displaced }) })
    await book('a', 'online', '09:00')
    expect(await book('e', 'emergency', '09:00')).toMatchObject({ code: 'bump-failed' })
    expect(await seats('09:00')).toEqual(['a'])
  })

  it('ranks may be negative: the last one is bumped, and none if none may be', async () => {
    const priority = bySource({ vip: -5, member: -3, guest: -1 })
    const rules = answering(() => undefined, { priority, overflow: [bump()], displaced: [waitlist()] })
    const { opd, book, seats, waiting } = await clinic([2], { rules })
    await book('g', 'guest', '09:00')
    await book('m', 'member', '09:00')
    expect(await book('v', 'vip', '09:00')).toMatchObject({ moves: [{ patientId: 'g' }] })
    expect(await seats('09:00')).toEqual(['m', 'v'])
    await opd.checkIn({ tokenId: `${SESSION}.t2` })
    expect(await book('v2', 'vip', '09:00')).toMatchObject({ code: 'slot-full' })
    expect(await waiting()).toEqual(['g'])
  })
})

describe('the whole order', () => {
  it('applies to waiting tokens with negative ranks too', async () => {
    const rules = answering(() => undefined, { priority: bySource({ vip: -5, guest: -1 }), overflow: [waitlist()] })
    const { book, waiting, opd, seats } = await clinic([1], { rules })
    for (const patient of ['a', 'b', 'c']) await book(patient, patient === 'c' ? 'vip' : 'guest', '09:00')
    expect(await waiting()).toEqual(['c', 'b'])
    await opd.cancel({ tokenId: `${SESSION}.t1` })
    expect(await seats('09:00')).toEqual(['c'])
  })
})

describe('the slot that was just lost', () => {
  it('is no free seat for the token that lost it', () => {
    const rules = bare([])
    const day = new CoreClinic([1, 1, 0], rules)
    const view = new View(day.session, rules, -1)
    const asker = { token: 0, rank: 1, group: 0, source: 'online', wanted: 0, named: true, lost: 0, mayBump: true }
    expect([view.firstFree(asker, 0, 3), view.firstFree(asker, 0, 1)]).toEqual([1, -1])
  })
})
