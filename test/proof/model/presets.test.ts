import { describe, expect, it } from 'vitest'
import { PRESETS } from '../../scheduler/clinic'
import { Reached } from '../../support/reached'
import { modelUnder } from './model-suite'
import { PRESET_COMPOSITIONS } from './preset-compositions'

/** Situations that must occur under each preset. */
const SITUATIONS: Readonly<Record<string, string>> = {
  standard: 'bump promotion waitlisted standby-waits',
  publicHospital: 'bump promotion waitlisted standby-waits',
  privateClinic: 'bump promotion waitlisted',
  bumpByClass: 'bump promotion waitlisted standby-waits',
  bumpAndCascade: 'bump drop bump-failed',
  waitlistWithEmergencyBump: 'bump promotion waitlisted',
  swapToOverflow: 'bump promotion waitlisted',
  emergencyBypass: 'slot-full',
  emergencyOverflow: 'promotion waitlisted',
}

describe('command by command equal to a naive model', () => {
  for (const [name, preset] of Object.entries(PRESETS)) {
    it(`under ${name}`, async () => {
      const reached = new Reached()
      await modelUnder(preset(), PRESET_COMPOSITIONS[name]!, { runs: 40, note: reached.note })
      expect(reached.missing(SITUATIONS[name]!.split(' ')), JSON.stringify(reached.entries())).toEqual([])
    })
  }
})
