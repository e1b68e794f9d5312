import { describe, expect, it } from 'vitest'
import { Reached } from '../reached'
import { PRESETS } from '../scheduler/clinic'
import { modelUnder, modelUnderAnyRules } from './model-suite'
import { PRESET_COMPOSITIONS } from './preset-compositions'

/** What has to be met under each preset. */
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

describe('command by command equal to a naive model', () => {
  for (const [name, preset] of Object.entries(PRESETS)) {
    it(`under ${name}`, async () => {
      const reached = new Reached()
      await modelUnder(preset(), PRESET_COMPOSITIONS[name]!, { runs: 100, note: reached.note })
      expect(reached.missing(SITUATIONS[name]!.split(' ')), JSON.stringify(reached.entries())).toEqual([])
    })
  }

  it('under rules composed at random', async () => {
    const reached = new Reached()
    await modelUnderAnyRules({ runs: 1200, note: reached.note })
    const situations = [
      ...['bump', 'deep cascade', 'promotion', 'pulled forward', 'overflow seat', 'drop', 'bump-failed'],
      ...['capacity-in-use', 'slot-past', 'session-closed', 'no-capacity', 'slot-full', 'duplicate-token'],
    ]
    expect(reached.missing(situations), JSON.stringify(reached.entries())).toEqual([])
  })
})
