import { describe, expect, it } from 'vitest'
import { PRESETS } from '../scheduler/clinic'
import { Reached } from '../support/reached'
import { busyDays, line, REACHED } from './law/busy-days'
import { MEASUREMENTS } from './law/law-of-bumps'
import { modelUnder, modelUnderAnyRules } from './model/model-suite'
import { PRESET_COMPOSITIONS } from './model/preset-compositions'
import {
  agedWaiters,
  anyPreferences,
  byClass,
  vacancyChains,
  waitersWithoutEnvy,
  wholeOrder,
} from './oracles/oracle-suite'
import { randomDays } from './random-days/random-days'
import { readsBack } from './replay/reads-back'
import { explore } from './small-scope/explore'

const COMPARISONS = { agedWaiters, wholeOrder, byClass, anyPreferences, vacancyChains, waitersWithoutEnvy }

/** The proofs in a small size, for `npm test`, the mutants and the canaries. */
describe.each(Object.entries(PRESETS))('in short, under %s', (name, preset) => {
  const means = PRESET_COMPOSITIONS[name]!

  it('every sequence of commands', () => {
    const reached = new Reached()
    explore(preset(), [{ source: 'emergency' }, { source: 'online' }], 3, reached.note)
    expect(reached.missing(['confirmed', 'cancelled', 'completed', 'reclassified'])).toEqual([])
  })

  it('the model', async () => {
    const reached = new Reached()
    await modelUnder(preset(), means, { runs: 6, note: reached.note })
    expect(reached.missing(['confirmed', 'cancelled', 'reschedule', 'blockTime', 'delay'])).toEqual([])
  })

  it('random days', async () => {
    const reached = new Reached()
    await randomDays(preset(), { runs: 8, note: reached.note })
    expect(reached.missing(['confirmed', 'cancelled', 'no-show', 'blocked', 'late'])).toEqual([])
  })

  it('logs read back', () => readsBack(name, preset(), { runs: 2, note: () => {} }))
})

describe('in short', () => {
  it('the model under rules composed at random', async () => {
    const reached = new Reached()
    await modelUnderAnyRules({ runs: 80, note: reached.note })
    const situations = [
      'bump',
      'promotion',
      'drop',
      'bump-failed',
      'seat offered',
      'undo',
      'callNext',
      'blockTime',
      'relocated to a substitute',
    ]
    expect(reached.missing(situations)).toEqual([])
  })

  it.each(Object.entries(COMPARISONS))('stable matching, %s', (_, compare) => {
    const reached = new Reached()
    for (let day = 0; day < 60; day++) compare(day, reached.note)
    expect(reached.missing(['days', 'bump'])).toEqual([])
  })

  // Rules without bumps beside waiters show nothing here.
  it.each(MEASUREMENTS.filter(({ bumps }) => bumps > 0))('busy days under $name', async ({ name, rules }) => {
    const reached = new Reached()
    const measured = await busyDays(rules, 8, reached.note)
    expect(measured, line(name, measured)).toMatchObject({
      aheadOfEqual: 0,
      aheadOfBetter: 0,
      passedOver: 0,
      first: '',
    })
    expect(reached.missing(REACHED)).toEqual([])
  })
})
