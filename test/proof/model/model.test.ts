import { describe, expect, it } from 'vitest'
import { PRESETS } from '../../scheduler/clinic'
import { Reached } from '../../support/reached'
import { modelUnder, modelUnderAnyRules } from './model-suite'
import { PRESET_COMPOSITIONS } from './preset-compositions'

/** Situations that each preset must reach. */
const SITUATIONS: Readonly<Record<string, string>> = {
  standard: 'bump promotion waitlisted',
  publicHospital: 'bump promotion waitlisted',
  privateClinic: 'bump promotion waitlisted',
  bumpAndCascade: 'bump drop bump-failed',
  waitlistWithEmergencyBump: 'bump promotion waitlisted',
  swapToOverflow: 'bump promotion waitlisted',
  emergencyBypass: 'slot-full',
  emergencyOverflow: 'promotion waitlisted',
}

/** Situations that rules composed at random must reach. */
const SITUATIONS_OF_ALL: readonly string[] = [
  ...['bump', 'deep cascade', 'promotion', 'pulled forward', 'overflow seat', 'drop', 'bump-failed'],
  ...['capacity-in-use', 'slot-past', 'session-closed', 'no-capacity', 'slot-full', 'duplicate-token'],
  ...['held', 'held seat expired', 'hold-expired', 'seat offered', 'offered seat expired', 'offered seat declined'],
  ...['quota-exhausted', 'quota released', 'policy-denied', 'seat above the rules', 'bumped by hand'],
  ...['callNext', 'queue-empty', 'skip', 'skipped to no-show', 'left', 'second visit', 'checkIn no-capacity'],
  ...['undo', 'seat of an undone step', 'undo slot-full', 'undo duplicate-token'],
  ...['reinstated to the list', 'reinstated above the rules', 'reinstate slot-full', 'reinstate policy-denied'],
  ...['moved within the day', 'moved to another day', 'reschedule slot-full', 'reschedule policy-denied'],
  ...['no-show past the grace', 'closed by a sweep'],
]

describe('command by command equal to a naive model', () => {
  for (const [name, preset] of Object.entries(PRESETS)) {
    it(`under ${name}`, async () => {
      const reached = new Reached()
      await modelUnder(preset(), PRESET_COMPOSITIONS[name]!, { runs: 40, note: reached.note })
      expect(reached.missing(SITUATIONS[name]!.split(' ')), JSON.stringify(reached.entries())).toEqual([])
    })
  }

  it('under rules composed at random', async () => {
    const reached = new Reached()
    await modelUnderAnyRules({ runs: 600, note: reached.note })
    expect(reached.missing(SITUATIONS_OF_ALL), JSON.stringify(reached.entries())).toEqual([])
  })
})
