import { expect, it } from 'vitest'
import { Reached } from '../../support/reached'
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
  ...['confirmed', 'undone', 'aged', 'goes-first'].map((cause) => `let in by a bump: ${cause}`),
  ...['no-show past the grace', 'closed by a sweep'],
  ...['outside-service-date', 'seen before', 'cancellation undone', 'cancellation undone to the list'],
  ...['called from standby', 'seated from standby', 'waitlisted after a call from standby', 'callNext standby-waits'],
  ...['waitlisted', 'called', 'in-consultation', 'completed', 'no-show', 'left'].map(
    (status) => `undone without a seat: ${status}`,
  ),
  ...['did not leave, and waits', 'corrected above the rules', 'true rank', 'reclassify policy-denied'],
]

it('command by command equal to a naive model under rules composed at random', async () => {
  const reached = new Reached()
  await modelUnderAnyRules({ runs: 800, note: reached.note })
  expect(reached.missing(SITUATIONS), JSON.stringify(reached.entries())).toEqual([])
})
