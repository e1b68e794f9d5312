import { expect, it } from 'vitest'
import { amount, IN_FULL } from '../../support/amount'
import { Reached } from '../../support/reached'
import { newSeed } from '../../support/seed'
import { modelUnderAnyRules } from './model-suite'

/** Situations that must occur under these rules. */
const SITUATIONS: readonly string[] = [
  ...['bump', 'deep cascade', 'promotion', 'pulled forward', 'overflow seat', 'drop', 'bump-failed'],
  ...['capacity-in-use', 'slot-past', 'session-closed', 'no-capacity', 'slot-full', 'duplicate-token'],
  ...['held', 'held seat expired', 'hold-expired', 'seat offered', 'offered seat expired', 'offered seat declined'],
  ...['quota-exhausted', 'quota released', 'policy-denied', 'seat above the rules', 'bumped by hand'],
  ...['callNext', 'queue-empty', 'skip', 'skipped to no-show', 'left', 'second visit', 'checkIn no-capacity'],
  ...['undo', 'seat of an undone step', 'undo slot-full', 'undo duplicate-token'],
  ...['reinstated to the list', 'reinstated above the rules', 'reinstate slot-full', 'reinstate policy-denied'],
  ...['moved within the day', 'moved to another day', 'reschedule slot-full', 'reschedule policy-denied'],
  ...['booked', 'confirmed', 'undone', 'aged'].map((cause) => `let in by a bump: ${cause}`),
  ...['no-show past the grace', 'closed by a sweep'],
  ...['outside-service-date', 'seen before', 'cancellation undone', 'cancellation undone to the list'],
  ...['blockTime', 'unblockTime', 'delay', 'late', 'on time again', 'delay slot-overlap', 'delay slot-past'],
  ...[
    'confirmed becomes confirmed',
    'confirmed becomes waitlisted',
    'confirmed becomes dropped',
    'held becomes expired',
  ]
    .concat('confirmed becomes rescheduled', 'offered becomes dropped')
    .concat('waitlisted becomes waitlisted', 'waitlisted becomes dropped', 'waitlisted becomes rescheduled')
    .map((change) => `blockTime: ${change}`),
  ...['closeSession: confirmed becomes rescheduled', 'closeSession: confirmed becomes dropped'],
  ...['relocated to a later slot', 'relocated to an earlier slot', 'relocated to another day'],
  ...['relocated to a substitute', 'bump by a leave', 'present in a blocked slot', 'unblocked for a waiter'],
  ...['book slot-blocked', 'undo slot-blocked', 'reinstate slot-blocked', 'reschedule slot-blocked'],
  ...['moved from dropped', 'moved from checked-in', 'moved from called', 'moved to another doctor'],
  ...['cancelled after a drop', 'sweep of a closed session', 'blockTime slot-past', 'unblockTime slot-past'],
  ...['emergency called without a seat', 'standby before an early patient', 'seen without a call'],
  ...['called from standby', 'seated from standby', 'waitlisted after a call from standby', 'callNext standby-waits'],
  ...['waitlisted', 'called', 'in-consultation', 'completed', 'left'].map(
    (status) => `undone without a seat: ${status}`,
  ),
  ...[
    'did not leave, and waits',
    'corrected above the rules',
    'true rank',
    'reclassify policy-denied',
    'reclassify duplicate-token',
  ],
  ...['any day: a free seat', 'any day: twice', 'any day: seated by the rules', 'any day: waits by the rules'],
  ...['any day: not confirmed in the first', 'any day: not waitlisted in the first'],
  ...['a free seat', 'twice', 'seated by the rules', 'waits by the rules'].map((by) => `any doctor: ${by}`),
  'any doctor: not waitlisted in the first',
  ...['book', 'undo'].map((op) => `${op}: second of the day`),
]

/** Situations of which a few hundred days may have none. They are demanded in full. */
const RARE = [
  'blockTime: offered becomes dropped',
  'let in by a bump: aged',
  'let in by a bump: undone',
  'offered seat declined',
  'reclassify policy-denied',
  'reinstate slot-blocked',
  'seen without a call',
  'undo: second of the day',
  'undone without a seat: completed',
  'undone without a seat: in-consultation',
  'undone without a seat: left',
]
const DEMANDED = IN_FULL ? SITUATIONS : SITUATIONS.filter((each) => !RARE.includes(each))

/** Rounds of 200 days. */
const LEAST_ROUNDS = amount(1, 6)
const MOST_ROUNDS = 30

it('command by command equal to a naive model under rules composed at random', async () => {
  const reached = new Reached()
  const seed = newSeed()
  // A seed may miss a rare situation. Then more days follow, up to a bound.
  for (let round = 0; round < MOST_ROUNDS && (round < LEAST_ROUNDS || reached.missing(DEMANDED).length > 0); round++)
    await modelUnderAnyRules({ runs: 200, seed: seed + round, note: reached.note })
  expect(reached.missing(DEMANDED), JSON.stringify(reached.entries())).toEqual([])
})
