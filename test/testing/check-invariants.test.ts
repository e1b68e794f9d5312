import {
  bump,
  bumpByClass,
  cascade,
  elastic,
  emergencyBypass,
  nextSlot,
  noPromotion,
  quotas,
  type Rules,
  type SessionView,
  type TokenView,
  waitlist,
  waitlistFirst,
} from 'opd-scheduler'
import type { OneLive } from 'opd-scheduler/rules'
import { type CheckOptions, checkInvariants, type Violation } from 'opd-scheduler/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { openDay, type Spoilable, spoil } from './day'

const rules: Rules = { ...bumpByClass(), capacity: elastic({ for: ['emergency'], extra: 1, perSession: 1 }) }
const ID = 'rao.2026-01-30'
let sound: SessionView

/**
 * 09:00, 2 seats and 1 for emergencies: t1 O, t4 E (seen), t9 E; 10:00, 1 seat: t10 E; 11:00, no seats. Waiting: t5 P, bumped
 * by t10, for 10:00 or later, t6 O and t7 O for 09:00 or later, t8 W for 11:00. t2 is cancelled, t3 a no-show.
 */
beforeAll(async () => {
  const { book, opd, view } = await openDay(rules, [2, 1, 0])
  await book('09:00', 'online')
  await opd.cancel({ tokenId: await book('09:00', 'online') })
  await opd.noShow({ tokenId: await book('09:00', 'follow-up') })
  await opd.complete({ tokenId: await book('09:00', 'emergency') })
  await book('10:00', 'paid')
  await book('09:00', 'online')
  await book('09:00', 'online')
  await book('11:00', 'walk-in')
  await book('09:00', 'emergency')
  await book('10:00', 'emergency')
  sound = await view()
})

type Token = (sequence: number) => Spoilable<TokenView>
type Spoil = (state: Spoilable<SessionView>, token: Token) => void

function violations(change: Spoil, under: Rules = rules, options?: CheckOptions): Violation[] {
  const spoilt = spoil(sound, (state) => change(state, (sequence) => state.tokens[sequence - 1]!))
  return checkInvariants(spoilt, under, options)
}

/** Seats a waiting token. */
function seat(token: Spoilable<TokenView>, start: string): void {
  Object.assign(token, { status: 'confirmed', slotId: `${ID}.${start}`, waitsFor: null, plannedTime: 'soon' })
}

/** Makes t6, which waits for 09:00 or later, a paid token, which may bump t1 (O) there. */
const envious: Spoil = (_state, token) => {
  Object.assign(token(6), { source: 'paid', baseRank: 2, rank: 2 })
}

const beyond =
  (change: Spoil): Spoil =>
  (state, token) => {
    envious(state, token)
    change(state, token)
  }

const four = (found: readonly Violation[]): Violation[] => found.filter(({ invariant }) => invariant === 4)

describe('checkInvariants', () => {
  it('finds nothing in a sound session', () => {
    expect(sound.slots.map(({ used, overflow }) => [used, overflow])).toEqual([
      [3, 1],
      [1, 0],
      [0, 0],
    ])
    expect(sound.tokens.filter((token) => token.status === 'waitlisted').map((token) => token.sequence)).toEqual([
      5, 6, 7, 8,
    ])
    expect(checkInvariants(sound, rules)).toEqual([])
  })

  it('does not compare seats that have no limit', async () => {
    const { book, view } = await openDay(emergencyBypass(), [1])
    for (let i = 0; i < 5; i++) await book('09:00', 'emergency')
    expect(checkInvariants(await view(), emergencyBypass())).toEqual([])
  })

  it.each<[number, string, Spoil]>([
    [
      1,
      `slot ${ID}.0900 counts 2 seats in use, but seats 3 tokens: ${ID}.t1, ${ID}.t4, ${ID}.t9`,
      (state) => state.slots[0]!.used--,
    ],
    [
      1,
      `slot ${ID}.0900 counts 0 overflow seats in use, but has 1: 3 of 2 seats are in use`,
      (state) => state.slots[0]!.overflow--,
    ],
    [1, `slot ${ID}.1000 counts 1 free seats, but has 0: 1 of 1 seats are in use`, (state) => state.slots[1]!.free++],
    [
      1,
      `slot ${ID}.0900 is overbooked: it seats 4 tokens whose groups see at most 3 seats`,
      (_, token) => seat(token(6), '0900'),
    ],
    [1, 'it seats 3 tokens whose groups see at most 2 seats', (_, token) => [6, 7].map((n) => seat(token(n), '0900'))],
    [
      1,
      'records 4 seats for group 1, but rules.capacity.seats gives 3 for a base of 2',
      (state) => state.slots[0]!.seats[1]!++,
    ],
    [1, 'records seats of 1 groups, but rules.capacity.groups is 2', (state) => state.slots[0]!.seats.pop()],
    [
      1,
      `session ${ID} uses 2 overflow seats, but its limit is 1, and 0 tokens sit by an override`,
      (state) => state.slots[2]!.used++,
    ],
    [
      1,
      `session ${ID} records a limit of 2 overflow seats, but rules.capacity.perSession gives 1 for a base of 3`,
      (state) => state.overflowLimit++,
    ],
    [1, `session ${ID} counts 1 free seats, but its slots have 0`, (state) => state.free++],
    [1, `session ${ID} counts 3 waiting tokens, but has 4: ${ID}.t5, ${ID}.t6`, (state) => state.waiting--],
    [
      2,
      `token ${ID}.t1 is confirmed, but has no seat and waits for nothing`,
      (_, token) => Object.assign(token(1), { slotId: null }),
    ],
    [
      2,
      `is confirmed, but has a seat in ${ID}.0900 and waits for`,
      (_, token) => Object.assign(token(1), { waitsFor: token(6).waitsFor }),
    ],
    [2, `is waitlisted, but has a seat in ${ID}.1100`, (_, token) => Object.assign(token(6), { slotId: `${ID}.1100` })],
    [2, 'waits for nothing', (_, token) => Object.assign(token(6), { waitsFor: null })],
    [
      2,
      "is completed, but has no seat, and rules.visit.completed is 'spends'",
      (_, token) => Object.assign(token(4), { slotId: null }),
    ],
    [2, 'has a seat in nowhere, which does not exist', (_, token) => Object.assign(token(1), { slotId: 'nowhere' })],
    [2, 'asked for slot nowhere', (_, token) => Object.assign(token(1), { wantedSlotId: 'nowhere' })],
    [
      2,
      'waits for nowhere (slot)',
      (_, token) => Object.assign(token(6).waitsFor!, { slotId: 'nowhere', accepts: 'slot' }),
    ],
    [2, 'waits for a slot (onward)', (_, token) => Object.assign(token(6).waitsFor!, { slotId: null })],
    [2, 'is confirmed, but has position null', (_, token) => Object.assign(token(1), { position: null })],
    [2, 'is cancelled, but has position 1', (_, token) => Object.assign(token(2), { position: 1 })],
    [2, 'is waitlisted, but has planned time soon', (_, token) => Object.assign(token(6), { plannedTime: 'soon' })],
    [2, `is waitlisted, but its session ${ID} is closed`, (state) => Object.assign(state, { status: 'closed' })],
    [2, 'has sequence 2 as number 1 of its session', (_, token) => token(1).sequence++],
    [3, `is cancelled, but has a seat in ${ID}.0900`, (_, token) => Object.assign(token(2), { slotId: `${ID}.0900` })],
    [
      3,
      'is no-show, but has no seat and waits for',
      (_, token) => Object.assign(token(3), { waitsFor: token(6).waitsFor }),
    ],
    [3, 'is dropped, but has a seat in', (_, token) => Object.assign(token(10), { status: 'dropped' })],
    [3, 'is completed, but waits for', (_, token) => Object.assign(token(4), { waitsFor: token(6).waitsFor })],
    [
      4,
      `t8 waits beside a free seat of slot ${ID}.1100: 0 of 1 seats are in use, it sees 1, and promotion 'waitlist-first' gives it one`,
      addSeat,
    ],
    [4, 't6 waits beside a free seat', beyondLimit],
    [4, `t6 waits, but the rules let it bump ${ID}.t1 from slot ${ID}.0900: ranks 2 and 4, sequences 6 and 1`, envious],
    [
      5,
      'tokens of sequence 1 and 2 have the same number 001',
      (_, token) => Object.assign(token(2), { number: '001' }),
    ],
    [5, `tokens of sequence 1 and 2 have the same id`, (_, token) => Object.assign(token(2), { id: token(1).id })],
    [
      5,
      `token ${ID}.t1 is number 2 in line in slot ${ID}.0900, but has position 3`,
      (_, token) => Object.assign(token(1), { position: 3 }),
    ],
    [
      5,
      `t7 waits for ${ID}.0900 (onward) behind ${ID}.t6, but has position 1, and that one`,
      (_, token) => Object.assign(token(7), { position: 1 }),
    ],
    [5, "has base rank 3, but rules.priority.base gives 4 to source 'online'", (_, token) => token(1).baseRank--],
    [5, 't6 waits with rank 3, but rules.priority.at gives 4 to base rank 4 after 0 ms', (_, token) => token(6).rank--],
    [
      5,
      `t7 overtakes ${ID}.t6, which arrived before: rules.priority.at aged base rank 4 to 3 and 4`,
      (_, token) => token(7).rank--,
    ],
    [
      6,
      't1 was bumped 3 times, but its limit is 2 (rules.admission.bumpsPerToken)',
      (_, token) => Object.assign(token(1), { bumps: 3 }),
    ],
  ])('finds a violation of %i: %s', (invariant, text, change) => {
    expect(violations(change)).toContainEqual({ invariant, message: expect.stringContaining(text) })
  })

  it('finds two live tokens of one patient, if the rules allow one in a session', () => {
    const change: Spoil = (_, token) => Object.assign(token(6), { patientId: token(1).patientId })
    const found = (oneLive: OneLive) => violations(change, { ...rules, admission: { oneLive } })
    const twice = { invariant: 9, message: expect.stringContaining(`tokens ${ID}.t1 and ${ID}.t6 of one patient`) }
    expect(found({ in: 'session' })).toEqual([twice])
    expect(found({ in: 'day', exempt: ['emergency'] })).toEqual([twice])
    expect(found({ in: 'session', exempt: ['online'] })).toEqual([])
    expect(found({ in: 'slot' })).toEqual([])
  })

  it('finds a completed token with a seat that the rules free', () => {
    const found = violations(() => {}, { ...rules, visit: { completed: 'frees' } })
    expect(found).toContainEqual({
      invariant: 2,
      message: expect.stringContaining("rules.visit.completed is 'frees'"),
    })
  })
})

function addSeat(state: Spoilable<SessionView>): void {
  Object.assign(state.slots[2]!, { capacity: 1, seats: [1, 2], free: 1 })
}

/** Makes t6 an emergency while the session has an overflow seat left and 10:00 has one for emergencies. */
function beyondLimit(state: Spoilable<SessionView>, token: Token): void {
  state.overflowLimit = 2
  Object.assign(token(6), { source: 'emergency', baseRank: 1, rank: 1 })
}

describe('waiting beside a free seat is right', () => {
  it.each<[string, Spoil, Partial<Rules>]>([
    ['of a slot that is over', (state) => Object.assign(state, { updatedAt: state.slots[2]!.endsAt }), {}],
    [
      'of a slot that is nearly over',
      (state) => Object.assign(state, { updatedAt: state.slots[2]!.endsAt - 5 * 60_000 + 1 }),
      {},
    ],
    [
      'if the rules want more of the slot to be left',
      (state) => Object.assign(state, { updatedAt: state.slots[2]!.startsAt + 1 }),
      { promotion: { ...waitlistFirst(), minutesLeft: 60 } },
    ],
    ['if no token is promoted', () => {}, { promotion: noPromotion() }],
    ['if a rule does not give the seats away', () => {}, { promotion: { ...waitlistFirst(), fills: () => false } }],
    ['in a session that is closed', (state) => Object.assign(state, { status: 'closed' }), {}],
    [
      'that the token does not wait for',
      (_, token) =>
        [5, 6, 7, 8].map((n) => Object.assign(token(n).waitsFor!, { slotId: `${ID}.1000`, accepts: 'slot' })),
      {},
    ],
  ])('%s', (_what, change, other) => {
    const both: Spoil = (state, token) => {
      addSeat(state)
      change(state, token)
    }
    expect(four(violations(addSeat))).toHaveLength(4)
    expect(four(violations(both, { ...rules, ...other }))).toEqual([])
  })

  it('that is an overflow seat, if promotion is into base seats', () => {
    const promotion = waitlistFirst({ into: 'base' })
    expect(four(violations(beyondLimit, { ...rules, promotion }, { envy: false }))).toEqual([])
  })

  it('never if the token accepts any slot', () => {
    const change: Spoil = (state, token) => {
      addSeat(state)
      token(6).waitsFor = { slotId: null, slot: null, accepts: 'any' }
    }
    expect(four(violations(change))).toHaveLength(4)
  })
})

describe('envy is not justified', () => {
  it.each<[string, Spoil, Partial<Rules>]>([
    ['by a reinstated token', (_, token) => Object.assign(token(6), { reinstated: true }), {}],
    ['of a token that is checked in', (_, token) => Object.assign(token(1), { status: 'checked-in' }), {}],
    ['of a token that was bumped as often as allowed', (_, token) => Object.assign(token(1), { bumps: 2 }), {}],
    ['in a frozen slot', (state) => Object.assign(state, { updatedAt: state.slots[0]!.startsAt - 59 * 60_000 }), {}],
    ['of a token with the same rank', (_, token) => Object.assign(token(1), { rank: 2 }), {}],
    ['of a waiter that has not aged yet', (_, token) => Object.assign(token(6), { source: 'online', baseRank: 4 }), {}],
    [
      'in a slot that the token does not wait for',
      (_, token) => Object.assign(token(6).waitsFor!, { slotId: `${ID}.1000` }),
      {},
    ],
    ['by a source that may not bump', () => {}, { overflow: [bump({ for: ['emergency'] }), waitlist()] }],
    ['after a strategy that lets it wait', () => {}, { overflow: [waitlist({ limit: 9 }), bump()] }],
    ['if the bumped token finds no place', () => {}, { displaced: [nextSlot()] }],
    [
      'in a slot that is nearly over, even if a later one would do',
      (state) => Object.assign(state, { updatedAt: state.slots[0]!.endsAt - 4 * 60_000 }),
      { overflow: [cascade(), waitlist()] },
    ],
    [
      'in a slot that uses more than its base, if promotion is into base seats',
      (_, token) => Object.assign(token(4), { rank: 1 }),
      { promotion: waitlistFirst({ into: 'base' }) },
    ],
    ['if no token is promoted', () => {}, { promotion: noPromotion() }],
    ['if promotion skips the slot', () => {}, { promotion: { ...waitlistFirst(), fills: () => false } }],
    [
      'of a token in a seat that its group does not see',
      (_, token) => Object.assign(token(1), { source: 'emergency', baseRank: 1, rank: 5 }),
      {},
    ],
  ])('%s', (_what, change, other) => {
    expect(four(violations(envious))).toHaveLength(1)
    expect(four(violations(beyond(change), { ...rules, ...other }))).toEqual([])
  })

  it('if the check is switched off', () => {
    expect(four(violations(envious, rules, { envy: false }))).toEqual([])
  })

  it('of an overflow seat that promotion does not give', () => {
    const change: Spoil = (_, token) => Object.assign(token(7), { source: 'emergency', baseRank: 1, rank: 1 })
    expect(four(violations(change))).toHaveLength(1)
    expect(four(violations(change, { ...rules, promotion: waitlistFirst({ into: 'base' }) }))).toEqual([])
  })

  it('except that a waiter has aged', () => {
    const aged = (minutes: number, arrived: number) => (state: Spoilable<SessionView>, token: Token) => {
      const opens = state.slots[0]!.startsAt
      Object.assign(state, { updatedAt: opens + minutes * 60_000 })
      Object.assign(token(1), { createdAt: opens + arrived * 60_000 })
      for (const each of state.tokens.filter(({ status }) => status === 'waitlisted'))
        each.rank = rules.priority.at!(each.baseRank, state.asOf - opens)
    }
    const unfrozen = { ...rules, overflow: [cascade(), waitlist()], displaced: [cascade(), waitlist()] }
    expect(four(violations(aged(29, 1), unfrozen))).toEqual([])
    // A token that came as early would have the same rank if it were bumped, so it is not bumped.
    expect(four(violations(aged(30, 0), unfrozen))).toEqual([])
    // After half an hour of the session t6 and t7, who wait online, come before t1, which has been there for less.
    expect(four(violations(aged(30, 1), unfrozen)).map(({ message }) => message)).toEqual(
      [6, 7].map((n) =>
        expect.stringContaining(`t${n} waits, but the rules let it bump ${ID}.t1 from slot ${ID}.0900`),
      ),
    )
  })

  it.each<[string, Spoil, Partial<Rules>]>([
    ['that its seat was held', (_, token) => Object.assign(token(1), { promised: true }), {}],
    ['that the waiter was bumped', (_, token) => Object.assign(token(6), { bumps: 1 }), { displaced: [waitlist()] }],
    ['that the displaced may be too many', () => {}, { displaced: [waitlist({ limit: 9 })] }],
    ['that the cascade has a limit', () => {}, { overflow: [cascade({ hops: 0 }), waitlist()] }],
    [
      'that the seat is of another channel, and no share protects it',
      () => {},
      { capacity: quotas({ shares: { paid: 0 }, releaseMinutes: 30, of: rules.capacity }) },
    ],
  ])('although %s', (_what, change, other) => {
    const spread: Spoil = (state, token) => {
      const { quotas: channels } = other.capacity ?? {}
      if (channels !== undefined)
        for (const slot of state.slots)
          Object.assign(slot, { shares: [0, 0, -1], seats: slot.seats.flatMap((seats) => [seats, seats, seats]) })
      change(state, token)
    }
    const found = four(violations(beyond(spread), { ...rules, ...other }))
    expect(found.map(({ message }) => message)).toContainEqual(
      expect.stringContaining(`t6 waits, but the rules let it`),
    )
  })

  it('if a share protects the seat of the other channel', () => {
    const change = beyond((state) => {
      for (const slot of state.slots)
        Object.assign(slot, { shares: [0, 1, -1], seats: slot.seats.flatMap((seats) => [seats, seats, seats]) })
    })
    const capacity = quotas({ shares: { online: 1 }, releaseMinutes: 30, of: rules.capacity })
    expect(four(violations(change, { ...rules, capacity }))).toEqual([])
  })

  it('except if a token may bump in any slot', () => {
    const change = beyond((_, token) => Object.assign(token(6).waitsFor!, { slotId: null, slot: null, accepts: 'any' }))
    const overflow = [{ ...bump(), bumps: { who: bump().bumps!.who } }, waitlist()]
    expect(four(violations(change, { ...rules, overflow }))).toHaveLength(1)
  })
})
