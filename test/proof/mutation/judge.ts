import { describe, it } from 'vitest'
import { PRESETS } from '../../scheduler/clinic'
import { modelUnder, modelUnderAnyRules } from '../model/model-suite'
import { PRESET_COMPOSITIONS } from '../model/preset-compositions'
import { anyPreferences, byClass, vacancyChains, waitersWithoutEnvy, wholeOrder } from '../oracles/oracle-suite'
import { explore } from '../small-scope/explore'

const SEED = 11
const note = () => {}

/**
 * The random suites, in a size that suits a thousand mutants. A mutant only has to differ from the model, so no counterexample is
 * shrunk.
 */
describe('in short', () => {
  for (const [name, preset] of Object.entries(PRESETS)) {
    it(`every sequence, ${name}`, () => {
      explore(preset(), [{ source: 'emergency' }, { source: 'online' }], 3, note)
    })
    it(`the model, ${name}`, () => modelUnder(preset(), PRESET_COMPOSITIONS[name]!, { runs: 8, seed: SEED, note }))
  }

  it('the model under composed rules', () => modelUnderAnyRules({ runs: 80, seed: SEED, note }))

  it('stable matching', () => {
    for (const compare of [wholeOrder, byClass, anyPreferences, vacancyChains, waitersWithoutEnvy])
      for (let day = 0; day < 60; day++) compare(day, note)
  })
})
