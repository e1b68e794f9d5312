import { bump, elastic, fixed, offerFirst, waitlist, withCeiling } from 'opd-scheduler'
import { Verdict } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide/decide'
import { type Fact, WAITING } from '../../src/core/fact'
import { meantSource } from '../../src/core/rules/words'
import { evolve } from '../../src/core/state/evolve'
import { ANY_SOURCE, Lanes } from '../../src/core/state/lanes'
import { CHECKED_IN } from '../../src/core/state/status'
import { OVERRIDE } from '../../src/core/state/tokens'
import { bare } from '../proof/oracles/core-clinic'
import { clinicOf } from '../support/clinic-of'
import { book, given, ofSession, reclassify, resize, step } from '../support/given'

const ONE = { '10:00': 1 }
const TWO = { '10:00': 1, '11:00': 1 }
const onStandby = bare([waitlist()], { visit: { completed: 'frees', standby: { perSession: 2 } } })

it('a fact names a waiting list only if its token waits afterwards', () => {
  const clinic = given(onStandby, ONE)
  const day = clinic.days[0]!
  const steps = [
    book('online', '10:00'),
    book('online', '10:00'),
    step('checkIn', 't2'),
    step('call', 't2'),
    step('skip', 't2'),
    step('call', 't2'),
    step('complete', 't2'),
    step('complete', 't1'),
    step('checkIn', 't1'),
    resize('10:00', 2),
    step('leaveUnseen', 't1'),
    ofSession('closeSession'),
  ]
  const facts = steps.flatMap((command) => {
    const made = decide([clinicOf(day, onStandby)], command(clinic)) as readonly Fact[]
    for (const fact of made) evolve(day, fact)
    return made
  })
  expect(facts.map(({ type }) => type)).toContain('token.skipped')
  expect(facts.filter(({ to, list }) => list >= 0 !== (to === WAITING))).toEqual([])
})

it('an offered seat is no waiting list', () => {
  const rules = bare([waitlist()], { promotion: offerFirst({ minutes: 10 }) })
  const clinic = given(rules, ONE).after(book('online', '10:00'), book('online', '10:00'))
  const facts = decide(
    clinic.days.map((day) => clinicOf(day, rules)),
    step('cancel', 't1')(clinic),
  )
  expect(facts).toMatchObject([{ type: 'token.cancelled' }, { type: 'token.offered', to: 0, list: -1 }])
})

describe('a patient on standby who gets a seat', () => {
  const seated = () =>
    given(onStandby, ONE).after(
      book('online', '10:00'),
      book('online', '10:00'),
      step('checkIn', 't2'),
      step('cancel', 't1'),
    )

  it('was not seen before', () => {
    seated().when(step('leaveUnseen', 't2')).leadsTo('token.left t2 10:00→ (left)')
  })

  it('has no length of visit, unless it began', () => {
    const clinic = seated().after(step('complete', 't2'))
    expect(clinic.days[0]!.room.seen).toBe(0)
  })

  it('has none either after the arrival was undone, with a seat or without', () => {
    expect(seated().after(step('undo', 't2')).days[0]!.room.seen).toBe(0)
    const waits = given(onStandby, ONE).after(book('online', '10:00'), book('online', '10:00'), step('checkIn', 't2'))
    expect(waits.after(step('undo', 't2')).days[0]!.room.seen).toBe(0)
  })
})

it('a patient whose completion is undone is with the doctor again', () => {
  const clinic = given(bare([]), ONE).after(book('online', '10:00'), step('checkIn', 't1'), step('start', 't1'))
  clinic.after(step('complete', 't1'), step('undo', 't1'))
  expect([...clinic.days[0]!.room.attended]).toEqual([0])
})

it('a seat is free again if the patient did not come back to it after all', () => {
  const clinic = given(onStandby, ONE)
    .after(book('online', '10:00'), book('online', '10:00'), step('checkIn', 't2'), step('call', 't2'))
    .after(step('complete', 't2'), step('cancel', 't1'), step('checkIn', 't2'))
  const [day] = clinic.days
  expect(day!.used[0]).toBe(1)
  clinic.after(step('undo', 't2'))
  expect([day!.used[0], day!.slotOf(1)]).toEqual([0, -1])
})

it('a cancelled seat above the rules does not make another seat one above the rules', () => {
  const rules = bare([waitlist()], { capacity: withCeiling(fixed(), 1) })
  const clinic = given(rules, TWO)
    .after(book('online', '10:00'), book('online', '10:00', { override: true }), step('cancel', 't2'))
    .when(step('undo', 't2'))
    .leadsTo('token.undone t2 →10:00 (undone)')
    .after(step('cancel', 't2'), book('online', '10:00', { override: true }))
    .when(step('undo', 't2'))
    .leadsTo('token.undone t2 →11:00 (undone, free-seat)')
  expect(clinic.days[0]!.tokens.get(1, OVERRIDE)).toBe(0)
})

it('a patient who is present stays so, though a correction puts the seat above the rules', () => {
  const wards = bare([bump(), waitlist()], { capacity: elastic({ for: ['emergency'], extra: 1 }) })
  const clinic = given(wards, ONE)
    .after(book('walk-in', '10:00'), book('emergency', '10:00'), step('checkIn', 't2'))
    .after(reclassify('t2', 'walk-in', true))
  expect(clinic.days[0]!.statusOf(1)).toBe(CHECKED_IN)
})

it('after 64 lanes, new ones are for all sources', () => {
  const lanes = new Lanes(1)
  for (let rank = 0; rank < 64; rank++) lanes.intern(rank, rank, 0, `source ${rank}`)
  const shared = lanes.intern(0, 0, 0, 'a new source')
  expect([shared, lanes.sources[shared]]).toEqual([64, ANY_SOURCE])
  expect(lanes.intern(0, 0, 0, 'another one')).toBe(shared)
  expect(lanes.intern(5, 5, 0, 'source 5')).toBe(5)
})

it('rules that let fewer than no patients stand by are refused', () => {
  const rules = bare([waitlist()], { visit: { standby: { perSession: -1 } } })
  const clinic = given(rules, ONE).after(book('online', '10:00'), book('online', '10:00'))
  expect(() => clinic.after(step('checkIn', 't2'))).toThrow('visit.standby.perSession is -1')
})

it('a token is dropped with a code that says something', () => {
  expect(() => Verdict.drop('')).toThrow("the code is ''")
})

describe('an unknown source', () => {
  it.each([
    ['online', ['online', 'walk-in'], undefined],
    ['Walk in', ['walkin'], 'walkin'],
    ['walkin', ['walk-in'], 'walk-in'],
    ['walk out', ['walk-in'], undefined],
    ['Paid Priority', ['online', 'paid'], 'paid'],
  ])('%s of the known ones %j is meant as %s', (source, known, meant) => {
    expect(meantSource(source, known)).toBe(meant)
  })
})
