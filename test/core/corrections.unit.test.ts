import { bump, cascade, elastic, offerFirst, waitlist } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { OVERRIDE } from '../../src/core/state/tokens'
import { bare } from '../proof/oracles/core-clinic'
import { addSlot, book, given, ofSession, reclassify, resize, step } from '../support/given'

const rules = bare([waitlist()])
const ONE = { '10:00': 1 }
const above = bare([waitlist()], {
  capacity: { ...rules.capacity, ceiling: (base) => base + 1 },
  visit: { completed: 'frees' },
})

describe('a patient who comes back after a completed visit and goes', () => {
  const seen = [book('online', '10:00'), step('checkIn', 't1'), step('complete', 't1'), step('checkIn', 't1')]

  it('stays completed, in the seat that the visit keeps in use', () => {
    given(rules, ONE)
      .after(...seen, book('paid', '10:00'))
      .when(step('leaveUnseen', 't1'))
      .leadsTo('token.completed t1 10:00 (left)')
      .after(step('checkIn', 't1'))
      .when(step('cancel', 't1'))
      .leadsTo('token.completed t1 10:00 (left)')
      .after(step('checkIn', 't1'), step('call', 't1'))
      .when(step('noShow', 't1'))
      .leadsTo('token.completed t1 10:00 (no-show)')
      .after(step('checkIn', 't1'), step('call', 't1'), step('skip', 't1'), step('call', 't1'), step('skip', 't1'))
      .after(step('call', 't1'))
      .when(step('skip', 't1'))
      .leadsTo('token.completed t1 10:00 (skipped)')
  })

  it('gives its second seat away if completed visits free theirs', () => {
    given(bare([waitlist()], { visit: { completed: 'frees' } }), ONE)
      .after(...seen, book('paid', '10:00'))
      .when(step('leaveUnseen', 't1'))
      .leadsTo('token.completed t1 10:00→ (left)', 'token.promoted t2 waiting→10:00 by t1 (left, waitlist-first)')
  })

  it('adds no visit to the lengths of visits, and the step can be taken back', () => {
    const clinic = given(rules, ONE)
      .after(book('online', '10:00'), step('start', 't1'))
      .at('06:10')
      .after(step('complete', 't1'), step('checkIn', 't1'), step('call', 't1'))
      .at('06:50')
      .after(step('leaveUnseen', 't1'))
    const { room } = clinic.days[0]!
    expect([room.seen, room.minutes, room.squares, room.present.size, room.attended.size]).toEqual([1, 10, 100, 0, 0])
    clinic.when(step('undo', 't1')).leadsTo('token.undone t1 10:00 (undone)')
    expect([room.seen, room.minutes, room.attended.size]).toEqual([1, 10, 1])
    clinic.after(step('undo', 't1'), step('undo', 't1'))
    expect([room.seen, room.minutes]).toEqual([1, 10])
  })
})

describe('undoing', () => {
  it('remembers over two steps that the seat was above the rules', () => {
    const clinic = given(above, { '10:00': 1, '11:00': 1 })
      .after(book('paid', '10:00'), book('online', '10:00', { override: true }))
      .after(step('complete', 't2'), step('checkIn', 't2'))
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 11:00→ (undone)')
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 →10:00 (undone)')
    expect(clinic.days[0]!.tokens.get(1, OVERRIDE)).toBe(1)
    // A step that did not leave the seat is undone as any other.
    clinic.after(step('checkIn', 't2')).when(step('undo', 't2')).leadsTo('token.undone t2 10:00 (undone)')
  })
})

describe('a cancellation that is undone', () => {
  it('gives the old seat back', () => {
    given(rules, ONE)
      .after(book('online', '10:00'), step('cancel', 't1'))
      .when(step('undo', 't1'))
      .leadsTo('token.undone t1 →10:00 (undone)')
      .when(step('undo', 't1'))
      .isRefused('invalid-transition')
  })

  it('restores the visit of a patient who is present', () => {
    const clinic = given(rules, ONE)
      .after(book('online', '10:00'), step('checkIn', 't1'), step('call', 't1'), step('cancel', 't1'))
      .when(step('undo', 't1'))
      .leadsTo('token.undone t1 →10:00 (undone)')
    expect([...clinic.days[0]!.room.attended]).toEqual([0])
  })

  it('finds another seat if the old one is gone', () => {
    given(rules, { '10:00': 1, '11:00': 1 })
      .after(book('online', '10:00'), step('cancel', 't1'), book('walk-in', '10:00'))
      .when(step('undo', 't1'))
      .leadsTo('token.undone t1 →11:00 (undone, free-seat)')
  })

  it('waits again in the old order of arrival if no seat is free', () => {
    const clinic = given(rules, ONE)
      .after(book('online', '10:00'), book('online', '10:00'), book('online', '10:00'), step('cancel', 't1'))
      .when(step('undo', 't1'))
      .leadsTo('token.undone t1 →waits 10:00+ (undone, waitlist)')
    clinic
      .when(step('cancel', 't2'))
      .leadsTo(
        'token.cancelled t2 10:00→ (cancelled)',
        'token.promoted t1 waiting→10:00 by t2 (cancelled, waitlist-first)',
      )
  })

  it('overtakes nobody who waits', () => {
    const fills = {
      ...rules.promotion,
      fills: (_: number, board: { readonly now: number }) => board.now > 7 * 3_600_000,
    }
    given({ ...rules, promotion: fills }, ONE)
      .after(book('online', '10:00'), book('paid', '10:00'), step('cancel', 't1'))
      .at('08:00')
      .when(step('undo', 't1'))
      .leadsTo(
        'token.promoted t2 waiting→10:00 (rules, waitlist-first)',
        'token.undone t1 →waits 10:00+ (undone, waitlist)',
      )
  })

  it('puts a waiter on its list again, from which it is promoted if a seat is free', () => {
    given(rules, ONE)
      .after(book('online', '10:00'), book('paid', '10:00'), step('cancel', 't2'))
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 →waits 10:00+ (undone)')
      .after(step('cancel', 't2'), step('cancel', 't1'))
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 →waits 10:00+ (undone)', 'token.promoted t2 waiting→10:00 (undone, waitlist-first)')
  })

  it('is refused for holds and offers, for a patient with another token, and after the session has closed', () => {
    const offering = { ...rules, promotion: offerFirst({ minutes: 10 }), admission: {} }
    given(offering, ONE)
      .after(book('online', '10:00', { holdMinutes: 10 }), step('cancel', 't1'))
      .when(step('undo', 't1'))
      .isRefused('invalid-transition')
      .after(book('online', '10:00'), book('online', '10:00'), step('cancel', 't2'), step('cancel', 't3'))
      .when(step('undo', 't3'))
      .isRefused('invalid-transition')
      .after(book('online', '10:00', { again: 't2' }))
      .when(step('undo', 't2'))
      .isRefused('duplicate-token')
    given(rules, ONE)
      .after(book('online', '10:00'), book('paid', '10:00'), step('cancel', 't2'), step('cancel', 't1'))
      .after(book('paid', '10:00'), ofSession('closeSession'))
      .when(step('undo', 't1'))
      .isRefused('session-closed')
      .when(step('undo', 't2'))
      .isRefused('session-closed')
  })

  it('puts a token that lost its seat on the list of the slot that it lost', () => {
    const slots = bare([bump(), waitlist({ per: 'slot' })], {
      displaced: [cascade({ hops: 1 }), waitlist({ per: 'slot' })],
    })
    given(slots, { '09:00': 1, '10:00': 1 })
      .after(book('walk-in', '09:00'), book('paid', '09:00'))
      .when(book('paid', '10:00'))
      .leadsTo(
        'token.bumped t1 10:00→waits 10:00 by t3 (outranked, waitlist)',
        'token.confirmed t3 →10:00 as paid of rank 2 (booked, bump)',
      )
      .after(step('cancel', 't1'), addSlot('08:00', 0))
      .when(step('undo', 't1'))
      .leadsTo('token.undone t1 →waits 10:00 (undone)')
  })

  it('finds the list of a waiter after a slot was added', () => {
    given(rules, ONE)
      .after(book('online', '10:00'), book('paid', '10:00'), book('paid'), step('cancel', 't2'), step('cancel', 't3'))
      .after(addSlot('09:00', 0))
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 →waits 10:00+ (undone)')
      .when(step('undo', 't3'))
      .leadsTo('token.undone t3 →waits 09:00+ (undone)')
  })
})

describe('a patient who did not leave after all', () => {
  it('is present again in another seat, or waits, if the seat is gone', () => {
    const left = [book('online', '10:00'), step('checkIn', 't1'), step('leaveUnseen', 't1'), book('walk-in', '10:00')]
    const clinic = given(rules, { '10:00': 1, '11:00': 1 })
      .after(...left)
      .when(step('undo', 't1'))
      .leadsTo('token.undone t1 →11:00 (undone, free-seat)')
    expect([...clinic.days[0]!.room.present]).toEqual([0])
    const full = given(rules, ONE)
      .after(...left)
      .when(step('undo', 't1'))
      .leadsTo('token.undone t1 →waits 10:00+ (undone, waitlist)')
    expect(full.days[0]!.room.present.size).toBe(0)
  })

  it('bumps nobody while waiting', () => {
    given(bare([bump(), waitlist()]), ONE)
      .after(book('paid', '10:00'), step('checkIn', 't1'), step('leaveUnseen', 't1'), book('walk-in', '10:00'))
      .when(step('undo', 't1'))
      .leadsTo('token.undone t1 →waits 10:00+ (undone, waitlist)')
  })
})

describe('a wrong class that is corrected', () => {
  const wards = bare([bump(), waitlist()], {
    capacity: elastic({ for: ['emergency'], extra: 1 }),
    displaced: [waitlist()],
  })

  it('gets its true rank in the seat it has', () => {
    given(wards, { '10:00': 2 })
      .after(book('emergency', '10:00'))
      .when(reclassify('t1', 'walk-in', true))
      .leadsTo('token.reclassified t1 10:00 as walk-in of rank 5 (corrected)')
      .after(book('walk-in', '10:00'))
      .when(book('paid', '10:00'))
      .leadsTo(
        'token.bumped t2 10:00→waits 10:00+ by t3 (outranked, waitlist)',
        'token.confirmed t3 →10:00 as paid of rank 2 (booked, bump)',
      )
      .when(book('paid', '10:00'))
      .leadsTo(
        'token.bumped t1 10:00→waits 10:00+ by t4 (outranked, waitlist)',
        'token.confirmed t4 →10:00 as paid of rank 2 (booked, bump)',
      )
  })

  it('has a seat above the rules if its true class does not see its seat', () => {
    const clinic = given(wards, ONE)
      .after(book('walk-in', '10:00'), book('emergency', '10:00'))
      .when(reclassify('t2', 'walk-in'))
      .isRefused('no-capacity')
      .when(reclassify('t2', 'walk-in', true))
      .leadsTo('token.reclassified t2 10:00 as walk-in of rank 5 (override)')
    expect(clinic.days[0]!.tokens.get(1, OVERRIDE)).toBe(1)
    clinic
      .when(book('paid', '10:00'))
      .leadsTo(
        'token.bumped t1 10:00→waits 10:00+ by t3 (outranked, waitlist)',
        'token.confirmed t3 →10:00 as paid of rank 2 (booked, bump)',
      )
      .when(resize('10:00', 1))
      .leadsTo('slot.resized 10:00 x1 (resized)')
  })

  it('asks the host’s permission', () => {
    const admission = { permit: ({ actor }: { readonly actor: string | undefined }) => actor !== 'desk' }
    given({ ...wards, admission }, ONE)
      .when(reclassify('t1', 'walk-in', true))
      .isRefused('policy-denied')
  })
})

it('a waiter whose cancellation is undone bumps nobody, as a token that is brought back', () => {
  const day = () => given(bare([bump(), waitlist()]), ONE).after(book('emergency', '10:00'), book('paid', '10:00'))
  day()
    .when(reclassify('t1', 'walk-in', true))
    .leadsTo(
      'token.reclassified t1 10:00 as walk-in of rank 5 (corrected)',
      'token.bumped t1 10:00→waits 10:00+ by t2 (outranked, waitlist)',
      'token.promoted t2 waiting→10:00 by t1 (reclassified, bump)',
    )
  day()
    .after(step('cancel', 't2'), step('undo', 't2'))
    .when(reclassify('t1', 'walk-in', true))
    .leadsTo('token.reclassified t1 10:00 as walk-in of rank 5 (corrected)')
})
