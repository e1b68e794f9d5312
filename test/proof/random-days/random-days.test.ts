import { describe, expect, it } from 'vitest'
import { PRESETS } from '../../scheduler/clinic'
import { Reached } from '../../support/reached'
import { randomDays } from './random-days'

/** Situations that must occur in a preset's run, or the run proves nothing. */
const SITUATIONS: Readonly<Record<string, readonly string[]>> = {
  standard: [
    'bumped',
    'cascaded',
    'promoted',
    'overflow',
    'waitlisted',
    'resized',
    'displaced',
    'reinstated',
    'reclassified',
    'deep',
  ],
  publicHospital: [
    'bumped',
    'cascaded',
    'promoted',
    'overflow',
    'waitlisted',
    'displaced',
    'reinstated',
    'reclassified',
  ],
  privateClinic: ['bumped', 'cascaded', 'promoted', 'overflow', 'waitlisted', 'displaced', 'reinstated'],
  bumpAndCascade: ['bumped', 'cascaded', 'dropped', 'bump-failed', 'reinstated'],
  waitlistWithEmergencyBump: ['bumped', 'promoted', 'waitlisted', 'displaced', 'reinstated'],
  swapToOverflow: ['bumped', 'promoted', 'waitlisted', 'displaced', 'reinstated'],
  emergencyBypass: ['overflow', 'slot-full', 'reinstated'],
  emergencyOverflow: ['promoted', 'overflow', 'waitlisted', 'reinstated'],
}

describe('random days keep every invariant after every command', () => {
  for (const [name, preset] of Object.entries(PRESETS)) {
    it(`under ${name}`, async () => {
      const reached = new Reached()
      await randomDays(preset(), { runs: 300, note: reached.note })
      expect(reached.missing(SITUATIONS[name]!), JSON.stringify(reached.entries())).toEqual([])
    })
  }
})
