import {
  bump,
  elastic,
  fixed,
  nextSlot,
  pullForward,
  type Rules,
  standard,
  type TokenEvent,
  waitlist,
} from 'opd-scheduler'
import { Verdict } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'
import { clinic, hourly, SESSION } from '../scheduler/clinic'

/** Base capacity, a waiting list, and the best waiter gets a freed seat. */
const plain = (more: Partial<Rules> = {}): Rules => ({
  ...standard(),
  capacity: fixed(),
  overflow: [waitlist()],
  displaced: [waitlist()],
  ...more,
})

async function open(capacities: readonly number[], rules: Rules) {
  const day = await clinic(capacities, { rules })
  const events = () => day.store.load(SESSION, 0)
  /** The events after the first `known` ones, as `type cause`. */
  const since = async (known: number) => (await events()).slice(known).map(({ type, cause }) => `${type} ${cause}`)
  const last = async () => (await events()).at(-1) as TokenEvent
  return { ...day, events, since, last, token: (n: number) => ({ tokenId: `${SESSION}.t${n}` }) }
}

/** The moves, each with the token that caused it and the resulting place. */
const told = ({ type, cause, by, strategy, from, to, waitsFor }: TokenEvent) => ({
  type,
  cause,
  by,
  strategy,
  from: from?.slice(-4) ?? null,
  to: to?.slice(-4) ?? null,
  waitsFor,
})

describe('every event records its cause', () => {
  it('for changes of a session', async () => {
    const day = await open([1], plain())
    await day.opd.addSlots({ sessionId: SESSION, slots: hourly([1], 11) })
    await day.opd.resizeSlot({ slotId: `${SESSION}.0900`, capacity: 0 })
    await day.opd.resizeSlot({ slotId: `${SESSION}.1100`, capacity: 0 })
    await day.book('a', 'online', '09:00')
    await day.opd.closeSession({ sessionId: SESSION })
    expect(await day.since(0)).toEqual([
      'session.opened opened',
      'slot.added added',
      'slot.resized resized',
      'slot.resized resized',
      'token.waitlisted booked',
      'token.dropped end-of-day',
      'session.closed closed',
    ])
  })

  it('the steps of a visit', async () => {
    const { opd, book, since, token, events } = await open([3], plain())
    for (const patient of ['a', 'b', 'c']) await book(patient, 'online', '09:00')
    await opd.checkIn(token(1))
    await opd.start(token(1))
    await opd.complete(token(1))
    await opd.noShow(token(2))
    await opd.reinstate(token(2))
    await opd.cancel(token(3))
    expect(await since(4)).toEqual([
      'token.checked-in arrived',
      'token.started started',
      'token.completed completed',
      'token.no-show no-show',
      'token.reinstated reinstated',
      'token.cancelled cancelled',
    ])
    for (const event of (await events()).slice(4) as TokenEvent[]) {
      const strategy = event.type === 'token.reinstated' ? 'free-seat' : null
      expect(told(event), event.type).toMatchObject({ by: null, waitsFor: null, strategy })
    }
  })

  it.each([
    ['cancel', 'cancelled', 'token.cancelled'],
    ['noShow', 'no-show', 'token.no-show'],
    ['complete', 'completed', 'token.completed'],
  ] as const)(
    '%s gives the seat to the waiter, because of the token that left and with its rank',
    async (op, cause, type) => {
      const rules = plain({ visit: { completed: 'frees' } })
      const { opd, book, since, last, token } = await open([1], rules)
      await book('a', 'paid', '09:00')
      await book('b', 'online', '09:00')
      await opd[op](token(1))
      expect(await since(3)).toEqual([`${type} ${cause}`, `token.promoted ${cause}`])
      expect(told(await last())).toEqual({
        type: 'token.promoted',
        cause,
        by: { tokenId: `${SESSION}.t1`, rank: 2, source: 'paid' },
        strategy: 'waitlist-first',
        from: null,
        to: '0900',
        waitsFor: null,
      })
    },
  )

  it('the class of the other token is the one that it has after the command', async () => {
    const { opd, book, events, token } = await open([1], plain({ overflow: [bump(), waitlist()] }))
    await book('a', 'online', '09:00')
    await book('b', 'walk-in', '09:00')
    await opd.reclassify({ ...token(2), source: 'emergency' })
    expect((await events()).find(({ type }) => type === 'token.bumped')).toMatchObject({ by: { source: 'emergency' } })
  })

  it('no token is named if the hospital made the room', async () => {
    const added = await open([1], plain())
    for (const patient of ['a', 'b', 'c']) await added.book(patient, 'online', '09:00')
    await added.opd.addSlots({ sessionId: SESSION, slots: hourly([1], 10) })
    expect(await added.last()).toMatchObject({ type: 'token.promoted', cause: 'slot-added', by: null, waitsFor: null })
    await added.opd.resizeSlot({ slotId: `${SESSION}.1000`, capacity: 2 })
    expect(await added.last()).toMatchObject({ type: 'token.promoted', cause: 'slot-resized', by: null })
  })

  it('a seat taken at once, beside others, or after a bump has no list to wait on', async () => {
    const free = await open([1, 2], plain({ overflow: [bump(), nextSlot()] }))
    await free.book('a', 'online', '09:00')
    expect(told(await free.last())).toMatchObject({ strategy: 'free-seat', to: '0900', waitsFor: null })
    await free.book('b', 'online', '09:00')
    expect(told(await free.last())).toMatchObject({ strategy: 'next-slot', to: '1000', waitsFor: null })
    await free.book('p', 'paid', '09:00')
    expect(told(await free.last())).toMatchObject({ strategy: 'bump', to: '0900', waitsFor: null })
    const bumped = ((await free.events()) as TokenEvent[]).find((event) => event.type === 'token.bumped')!
    expect(told(bumped)).toMatchObject({ cause: 'outranked', to: '1000', waitsFor: null, strategy: 'waitlist' })
  })

  it.each([
    ['waits', [waitlist()], 'slot-resized', null],
    ['goes on', [nextSlot()], 'slot-resized', '1000'],
    ['is sent home', [{ name: 'home', attempt: () => Verdict.drop('sent-home') }], 'sent-home', null],
  ])('a token that has to leave a shrunk slot %s', async (_how, displaced, cause, to) => {
    const rules = plain({ overflow: [], displaced: displaced as never })
    const { opd, book, last } = await open([1, 1], rules)
    await book('a', 'online', '09:00')
    if (to === null) await book('b', 'online', '10:00')
    const shrunk = await opd.resizeSlot({ slotId: `${SESSION}.0900`, capacity: 0, displace: true })
    expect(shrunk).toMatchObject({ moves: [{ patientId: 'a', cause }] })
    expect(told(await last())).toMatchObject({ type: 'token.moved', cause, by: null, from: '0900', to })
  })
})

describe('reclassifying records the rank and group of the new class', () => {
  it.each([
    [{}, false],
    [{ start: '09:00' }, true],
  ])('of a waiting token, %o', async (named, isNamed) => {
    const { opd, book, last, token } = await open([1], plain())
    await book('a', 'online', '09:00')
    await book('b', 'paid', (named as { start?: string }).start)
    await opd.reclassify({ ...token(2), source: 'walk-in' })
    const slotId = `${SESSION}.0900`
    expect(await last()).toMatchObject({
      type: 'token.reclassified',
      cause: 'reclassified',
      rank: 5,
      by: null,
      strategy: null,
      from: null,
      to: null,
      waitsFor: { slotId, accepts: 'onward' },
      request: { source: 'walk-in', rank: 5, named: isNamed, wantedSlotId: slotId },
    })
  })

  it('of a seated token, whose better rank stays', async () => {
    const { opd, book, last, token } = await open([1], plain())
    await book('a', 'paid', '09:00')
    await opd.reclassify({ ...token(1), source: 'online' })
    const slotId = `${SESSION}.0900`
    expect(await last()).toMatchObject({ rank: 2, waitsFor: null, from: slotId, to: slotId, strategy: null, by: null })
    expect(await opd.token(token(1).tokenId)).toMatchObject({ rank: 2, baseRank: 4, source: 'online' })
  })

  it('in a closed session too, where no token moves any more', async () => {
    const { opd, book, since, token } = await open([1], plain())
    await book('a', 'online', '09:00')
    await opd.closeSession({ sessionId: SESSION })
    const done = await opd.reclassify({ ...token(1), source: 'paid' })
    expect(done).toMatchObject({ status: 'confirmed', token: { source: 'paid', rank: 2 }, moves: [] })
    expect(await since(3)).toEqual(['token.reclassified reclassified'])
  })

  it('a waiter whose new class bumps is promoted by that strategy, and not because of a token', async () => {
    const { opd, book, last, since, token } = await open([1], plain({ overflow: [bump(), waitlist()] }))
    await book('a', 'online', '09:00')
    await book('b', 'walk-in', '09:00')
    await opd.reclassify({ ...token(2), source: 'emergency' })
    expect(await since(3)).toEqual([
      'token.reclassified reclassified',
      'token.bumped outranked',
      'token.promoted reclassified',
    ])
    expect(told(await last())).toMatchObject({ by: null, strategy: 'bump', to: '0900', waitsFor: null })
  })

  it('a waiter that gets a seat of its new class like any other waiter', async () => {
    const capacity = elastic({ for: ['emergency'], extra: '50%' })
    const day = await open([1, 2], plain({ capacity, overflow: [bump({ for: ['paid'] })] }))
    await day.book('a', 'online', '09:00')
    for (const patient of ['b', 'c']) await day.book(patient, 'online', '10:00')
    await day.book('p', 'paid', '09:00')
    expect(await day.waiting()).toEqual(['a'])
    await day.opd.reclassify({ ...day.token(1), source: 'emergency' })
    expect(told(await day.last())).toMatchObject({
      type: 'token.promoted',
      cause: 'reclassified',
      by: null,
      strategy: 'waitlist-first',
      to: '1000',
    })
  })

  it('a seated token that may have an earlier seat now is pulled forward', async () => {
    const capacity = elastic({ for: ['emergency'], extra: 1 })
    const rules = plain({ capacity, overflow: [nextSlot()], promotion: pullForward() })
    const { opd, book, last, token } = await open([1, 1], rules)
    await book('a', 'online', '09:00')
    await book('b', 'online', '09:00')
    await opd.reclassify({ ...token(2), source: 'emergency' })
    expect(told(await last())).toEqual({
      type: 'token.promoted',
      cause: 'reclassified',
      by: null,
      strategy: 'pull-forward',
      from: '1000',
      to: '0900',
      waitsFor: null,
    })
  })
})
