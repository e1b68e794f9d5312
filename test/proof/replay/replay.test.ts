import { describe, expect, it } from 'vitest'
import { PRESETS } from '../../scheduler/clinic'
import { Reached } from '../../support/reached'
import { readsBack } from './reads-back'

describe('a log read back', () => {
  for (const [name, preset] of Object.entries(PRESETS)) {
    it(`gives the same state under rules that refuse every question, ${name}`, async () => {
      const reached = new Reached()
      await readsBack(name, preset(), { runs: 40, note: reached.note })
      expect(reached.count('commands')).toBeGreaterThan(reached.count('days'))
    })
  }
})
