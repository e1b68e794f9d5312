import {
  bump,
  bySource,
  cascade,
  drop,
  elastic,
  fixed,
  lowerInOrder,
  nextSlot,
  noPromotion,
  pullForward,
  type Rules,
  strictlyLower,
  unlimitedFor,
  waitlist,
  waitlistFirst,
} from 'opd-scheduler'
import { type CapacityPolicy, type OverflowStrategy, Verdict } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'
import { at, clinic, SESSION } from '../scheduler/clinic'

const plain: Rules = {
  priority: bySource({ emergency: 1, paid: 2, 'follow-up': 3, online: 4, 'walk-in': 5 }),
  capacity: fixed(),
  overflow: [],
  displaced: [],
  promotion: waitlistFirst(),
}

describe('a waiting list with a limit', () => {
  it('turns newcomers away, but not exempt sources, nor the tokens that they bump', async () => {
    const limited = [bump({ for: ['emergency'] }), waitlist({ limit: 1, exempt: ['emergency'] })]
    const { opd, book, waiting } = await clinic([1], {
      rules: { ...plain, overflow: limited, displaced: [waitlist()] },
    })
    await book('a', 'online', '09:00')
    await book('b', 'online', '09:00')
    expect(await book('c', 'paid', '09:00')).toMatchObject({ code: 'slot-full', details: { waiting: 1 } })
    expect(await book('e1', 'emergency', '09:00')).toMatchObject({ status: 'confirmed' })
    expect(await book('e2', 'emergency', '09:00')).toMatchObject({ status: 'waitlisted' })
    expect(await waiting()).toEqual(['e2', 'a', 'b'])
    await opd.cancel({ tokenId: `${SESSION}.t3` })
    const history = await opd.history(`${SESSION}.t4`)
    expect(history.at(-1)).toMatchObject({ type: 'token.promoted', by: { tokenId: `${SESSION}.t3`, rank: 1 } })
  })

  it('does not stop an emergency: the token that it bumps waits, although the list is full of newcomers', async () => {
    for (const per of ['session', 'slot'] as const) {
      const limited = waitlist({ per, limit: 2 })
      const { opd, book, seats, waiting } = await clinic([1], {
        rules: { ...plain, overflow: [bump({ for: ['emergency'] }), limited], displaced: [limited] },
      })
      for (const patient of ['a', 'b', 'c']) await book(patient, 'walk-in', '09:00')
      expect(await book('d', 'walk-in', '09:00')).toMatchObject({ code: 'slot-full' })
      expect(await book('e', 'emergency', '09:00')).toMatchObject({ status: 'confirmed' })
      expect([await seats('09:00'), await waiting()]).toEqual([['e'], ['a', 'b', 'c']])
      await opd.cancel({ tokenId: `${SESSION}.t4` })
      expect(await seats('09:00')).toEqual(['a'])
    }
  })

  it('does not stop a slot from shrinking: the token that no longer fits waits', async () => {
    const limited = [waitlist({ limit: 0 })]
    const rules = { ...plain, overflow: limited, displaced: limited }
    const { opd, book, waiting } = await clinic([2], { rules })
    for (const patient of ['a', 'b']) await book(patient, 'online', '09:00')
    expect(await opd.resizeSlot({ slotId: `${SESSION}.0900`, capacity: 1 })).toMatchObject({ code: 'capacity-in-use' })
    await opd.resizeSlot({ slotId: `${SESSION}.0900`, capacity: 1, displace: true })
    expect(await waiting()).toEqual(['b'])
  })
})

describe('capacity policies', () => {
  it('elastic by number or share, per slot and per session', () => {
    const share = elastic({ for: ['emergency'], extra: '20%', perSession: '10%' })
    expect([10, 4, 5].map((base) => [share.seats(0, base), share.seats(1, base)])).toEqual([
      [10, 12],
      [4, 4],
      [5, 6],
    ])
    expect(share.perSession!(45)).toBe(4)
    expect(elastic({ for: ['emergency'], extra: 2 }).perSession).toBeUndefined()
    expect([share.groupOf({ source: 'emergency' }), share.groupOf({ source: 'online' })]).toEqual([1, 0])
    for (const extra of [-1, 1.5, Number.NaN, '%', 'x%'] as const)
      expect(() => elastic({ for: [], extra: extra as number })).toThrow(/Give a whole number of seats/)
  })

  it('a session’s overflow limit couples its slots: a seat freed in one seats a waiter of another', async () => {
    const rules: Rules = {
      ...plain,
      capacity: elastic({ for: ['emergency'], extra: 1, perSession: 1 }),
      overflow: [waitlist({ per: 'slot' })],
    }
    const { opd, book, waiting, seats, clock } = await clinic([1, 1], { rules })
    await book('a', 'online', '09:00')
    await book('b', 'online', '10:00')
    await book('e1', 'emergency', '09:00')
    await book('e2', 'emergency', '10:00')
    expect(await waiting()).toEqual(['e2'])
    clock.now = at('09:30')
    expect(await opd.noShow({ tokenId: `${SESSION}.t3` })).toMatchObject({
      moves: [{ patientId: 'e2', to: `${SESSION}.1000` }],
    })
    expect(await seats('10:00')).toEqual(['b', 'e2'])
    await book('e3', 'emergency', '10:00')
    clock.now = at('10:15')
    // A seat freed in a slot that has ended counts too.
    expect(await opd.noShow({ tokenId: `${SESSION}.t4` })).toMatchObject({ moves: [{ patientId: 'e3' }] })
  })

  it('unlimitedFor always seats its sources, and no others above capacity', async () => {
    const { book, opd } = await clinic([0], { rules: { ...plain, capacity: unlimitedFor(['emergency']) } })
    for (let n = 0; n < 30; n++)
      expect(await book(`e${n}`, 'emergency', '09:00')).toMatchObject({ status: 'confirmed' })
    expect(await book('o', 'online', '09:00')).toMatchObject({ code: 'slot-full', details: { used: 30, capacity: 0 } })
    expect(await opd.stats()).toMatchObject({ utilisation: 0, used: 30 })
  })

  it('a bump never lifts a limited class above capacity', async () => {
    const rules: Rules = {
      ...plain,
      capacity: elastic({ for: ['walk-in'], extra: 1 }),
      overflow: [bump(), waitlist()],
      displaced: [waitlist()],
    }
    const { book, seats } = await clinic([2], { rules })
    await book('a', 'online', '09:00')
    await book('b', 'online', '09:00')
    await book('w', 'walk-in', '09:00')
    // The walk-in is the lowest, but its seat is an overflow seat that a paying patient may not use.
    expect(await book('p', 'paid', '09:00')).toMatchObject({ status: 'confirmed', moves: [{ patientId: 'b' }] })
    expect(await seats('09:00')).toEqual(['a', 'w', 'p'])
  })
})

describe('overflow strategies', () => {
  it('nextSlot takes a free later seat within `withinMinutes`', async () => {
    const { book } = await clinic([0, 0, 1], { rules: { ...plain, overflow: [nextSlot({ withinMinutes: 60 })] } })
    expect(await book('a', 'online', '09:00')).toMatchObject({ code: 'slot-full' })
    expect(await book('a', 'online', '10:00')).toMatchObject({ token: { slotId: `${SESSION}.1100` } })
  })

  it('bump is for the sources that it names, and not in frozen slots', async () => {
    const rules: Rules = { ...plain, overflow: [bump({ for: ['emergency'], freezeMinutes: 60 })], displaced: [drop()] }
    const { book, clock } = await clinic([1, 1], { rules })
    await book('a', 'walk-in', '09:00')
    await book('b', 'walk-in', '10:00')
    expect(await book('p', 'paid', '09:00')).toMatchObject({ code: 'slot-full' })
    clock.now = at('08:01')
    expect(await book('e', 'emergency', '09:00')).toMatchObject({ code: 'slot-full' })
    clock.now = at('09:00')
    expect(await book('e', 'emergency', '10:00')).toMatchObject({
      status: 'confirmed',
      moves: [{ patientId: 'b', status: 'dropped', cause: 'no-later-slot', to: null }],
    })
  })

  it('cascade counts its hops, and wraps to earlier slots', async () => {
    const near = await clinic([0, 0, 1], { rules: { ...plain, overflow: [cascade({ hops: 1 })] } })
    expect(await near.book('a', 'online', '09:00')).toMatchObject({ code: 'slot-full' })
    expect(await near.book('a', 'online', '10:00')).toMatchObject({ status: 'confirmed' })
    const rules: Rules = {
      ...plain,
      overflow: [cascade({ wrap: true }), waitlist({ earlier: true })],
      displaced: [cascade({ wrap: true }), waitlist({ earlier: true })],
    }
    const round = await clinic([1, 1], { rules })
    for (const patient of ['a', 'b', 'c']) await round.book(patient, 'online', '10:00')
    expect([await round.seats('10:00'), await round.seats('09:00'), await round.waiting()]).toEqual([
      ['a'],
      ['b'],
      ['c'],
    ])
    expect(await round.opd.token(`${SESSION}.t3`)).toMatchObject({ waitsFor: { slotId: null, accepts: 'any' } })
    expect(await round.opd.cancel({ tokenId: `${SESSION}.t2` })).toMatchObject({
      moves: [{ patientId: 'c', to: `${SESSION}.0900` }],
    })
  })

  it('lowerInOrder lets an earlier arrival of the same rank bump, strictlyLower does not', async () => {
    const chain = (who: Parameters<typeof cascade>[0]): Rules => ({
      ...plain,
      overflow: [cascade(who)],
      displaced: [cascade(who), drop()],
    })
    const order = await clinic([1, 1], { rules: chain({ who: lowerInOrder() }) })
    for (const [patient, start] of [
      ['w1', '09:00'],
      ['w2', '10:00'],
    ] as const)
      await order.book(patient, 'walk-in', start)
    expect(await order.book('o', 'online', '09:00')).toMatchObject({
      moves: [
        { patientId: 'w2', status: 'dropped' },
        { patientId: 'w1', to: `${SESSION}.1000` },
      ],
    })
    const classes = await clinic([1, 1], { rules: chain({}) })
    for (const [patient, start] of [
      ['w1', '09:00'],
      ['w2', '10:00'],
    ] as const)
      await classes.book(patient, 'walk-in', start)
    expect(await classes.book('o', 'online', '09:00')).toMatchObject({
      moves: [{ patientId: 'w1', status: 'dropped' }],
    })
  })

  it('waitlist limits the number of newcomers', async () => {
    const { book } = await clinic([1, 1], { rules: { ...plain, overflow: [waitlist({ per: 'slot', limit: 1 })] } })
    for (const patient of ['a', 'b']) await book(patient, 'online', '09:00')
    expect(await book('c', 'online', '09:00')).toMatchObject({ code: 'slot-full' })
    for (const patient of ['a', 'b'])
      expect(await book(patient, 'online', '10:00')).not.toMatchObject({ status: 'rejected' })
  })

  it('a token that would wait beside a free seat that it accepts is seated there', async () => {
    const { book } = await clinic([0, 1], { rules: { ...plain, overflow: [waitlist()] } })
    expect(await book('a', 'online', '09:00')).toMatchObject({
      status: 'confirmed',
      token: { slotId: `${SESSION}.1000` },
    })
    expect(await book('b', 'online', '09:00')).toMatchObject({ status: 'waitlisted' })
  })

  it('a token is bumped at most as often as the rules allow', async () => {
    const rules: Rules = { ...plain, overflow: [bump()], displaced: [waitlist()], admission: { bumpsPerToken: 1 } }
    const { opd, book } = await clinic([1], { rules })
    await book('w', 'walk-in', '09:00')
    await book('o', 'online', '09:00')
    await opd.cancel({ tokenId: `${SESSION}.t2` })
    expect(await opd.token(`${SESSION}.t1`)).toMatchObject({ status: 'confirmed', bumps: 1, bumpBudget: 1 })
    expect(await book('e', 'emergency', '09:00')).toMatchObject({ code: 'slot-full' })
  })

  it('a bump whose chain fails moves no token, and the next strategy is tried', async () => {
    const { book, seats, opd } = await clinic([1], { rules: { ...plain, overflow: [bump()] } })
    await book('w', 'walk-in', '09:00')
    expect(await book('e', 'emergency', '09:00')).toMatchObject({ code: 'bump-failed' })
    expect([await seats('09:00'), (await opd.stats()).bumps]).toEqual([['w'], 0])
    const patient = await clinic([1], { rules: { ...plain, overflow: [bump(), waitlist()] } })
    await patient.book('w', 'walk-in', '09:00')
    expect(await patient.book('e', 'emergency', '09:00')).toMatchObject({ status: 'waitlisted' })
  })
})

describe('promotion policies', () => {
  it('`into: base` leaves overflow seats to new emergencies', async () => {
    const rules: Rules = {
      ...plain,
      capacity: elastic({ for: ['emergency'], extra: 1 }),
      overflow: [waitlist()],
      promotion: waitlistFirst({ into: 'base' }),
    }
    const { opd, book } = await clinic([1], { rules })
    for (const patient of ['e1', 'e2', 'e3']) await book(patient, 'emergency', '09:00')
    expect(await opd.cancel({ tokenId: `${SESSION}.t2` })).toMatchObject({ moves: [] })
    expect(await book('e4', 'emergency', '09:00')).toMatchObject({ status: 'confirmed' })
    await opd.cancel({ tokenId: `${SESSION}.t4` })
    expect(await opd.cancel({ tokenId: `${SESSION}.t1` })).toMatchObject({ moves: [{ patientId: 'e3' }] })
  })

  it('noPromotion promotes no token: the seat is for the next booking', async () => {
    const { opd, book } = await clinic([1], { rules: { ...plain, overflow: [waitlist()], promotion: noPromotion() } })
    for (const patient of ['a', 'b']) await book(patient, 'online', '09:00')
    expect(await opd.cancel({ tokenId: `${SESSION}.t1` })).toMatchObject({ moves: [] })
    expect(await book('c', 'online', '09:00')).toMatchObject({ status: 'confirmed' })
    expect(await opd.token(`${SESSION}.t2`)).toMatchObject({ status: 'waitlisted' })
  })

  it('pullForward gives each vacated seat to the best token, also to one that may no longer be bumped', async () => {
    const rules: Rules = {
      ...plain,
      overflow: [cascade(), waitlist()],
      displaced: [cascade(), waitlist()],
      promotion: pullForward(),
      admission: { bumpsPerToken: 1 },
    }
    const { opd, book, seats, waiting } = await clinic([1, 1, 1], { rules })
    for (const [patient, source] of [
      ['p', 'paid'],
      ['w1', 'walk-in'],
      ['w2', 'walk-in'],
      ['w3', 'walk-in'],
      ['o', 'online'],
    ] as const)
      await book(patient, source, '09:00')
    const board = async () => [await seats('09:00'), await seats('10:00'), await seats('11:00'), await waiting()]
    expect(await board()).toEqual([['p'], ['o'], ['w2'], ['w1', 'w3']])
    const freed = await opd.cancel({ tokenId: `${SESSION}.t1` })
    expect(freed.moves.map((move) => `${move.patientId} ${move.to?.slice(-4)}`)).toEqual(['o 0900', 'w1 1000'])
    expect(await board()).toEqual([['o'], ['w1'], ['w2'], ['w3']])
    await opd.cancel({ tokenId: `${SESSION}.t5` })
    expect(await board()).toEqual([['w1'], ['w2'], ['w3'], []])
  })
})

describe('rules that break their contract', () => {
  const cases: readonly (readonly [string, Partial<Rules>])[] = [
    ['a rank that is not a number', { priority: { base: () => Number.NaN } }],
    [
      'a policy that throws',
      {
        priority: {
          base: () => {
            throw new Error('no network')
          },
        },
      },
    ],
    ['a group that does not exist', { capacity: { ...fixed(), groupOf: () => 3 } }],
    ['a seat in a full slot', { overflow: [strategy(() => Verdict.seat(0))] }],
    ['a slot that does not exist', { overflow: [strategy(() => Verdict.wait(9, 'slot'))] }],
    ['a bump of a token that is not lower', { overflow: [strategy(() => Verdict.bump(0))] }],
    ['an answer that is not a verdict', { overflow: [strategy(() => ({}) as Verdict)] }],
  ]
  for (const [what, part] of cases) {
    it(`are reported and change nothing: ${what}`, async () => {
      const { opd, book, store } = await clinic([1], { rules: plain })
      await book('a', 'emergency', '09:00')
      const size = (await store.read(0, 100)).length
      const broken = await clinic([1], { rules: { ...plain, ...part }, store })
      await expect(broken.book('b', 'emergency', '09:00')).rejects.toMatchObject({ code: 'invalid-rules' })
      expect(await store.read(0, 100)).toHaveLength(size)
      expect(await opd.session(SESSION)).toMatchObject({ tokens: [{ patientId: 'a' }] })
    })
  }

  it('are reported when a session opens', async () => {
    for (const seats of [-1, 0.5, Number.NaN]) {
      const capacity: CapacityPolicy = { ...fixed(), seats: () => seats }
      await expect(clinic([1], { rules: { ...plain, capacity } })).rejects.toMatchObject({ code: 'invalid-rules' })
    }
    const capacity: CapacityPolicy = { ...fixed(), perSession: () => -1 }
    await expect(clinic([1], { rules: { ...plain, capacity } })).rejects.toMatchObject({ code: 'invalid-rules' })
  })

  it('a number format that does not return a text is reported too, and nothing is written', async () => {
    const { opd, book } = await clinic([1], { rules: plain, formatNumber: () => 7 as unknown as string })
    await expect(book('a', 'online', '09:00')).rejects.toMatchObject({ code: 'invalid-rules' })
    expect(await opd.session(SESSION)).toMatchObject({ tokens: [], version: 1 })
    const lettered = await clinic([2], {
      rules: plain,
      formatNumber: (sequence, source) => `${source[0]!.toUpperCase()}-${sequence}`,
    })
    expect(await lettered.book('a', 'emergency', '09:00')).toMatchObject({ token: { number: 'E-1' } })
  })
})

function strategy(attempt: OverflowStrategy['attempt']): OverflowStrategy {
  return { name: 'own', attempt, bumps: { who: strictlyLower() } }
}
