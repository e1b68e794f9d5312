import { describe, expect, it } from 'vitest'
import { PRESETS } from '../../scheduler/clinic'
import { amount } from '../../support/amount'
import { Reached } from '../../support/reached'
import { rulesOf } from './composition'
import { modelUnder, modelUnderTwo } from './model-suite'
import { PRESET_COMPOSITIONS } from './preset-compositions'

const NAMES = Object.keys(PRESETS)

describe('a doctor and a substitute with rules of their own, command by command equal to the model', () => {
  it.each(NAMES.map((name, n) => [name, NAMES[(n + 1) % NAMES.length]!, n] as const))(
    '%s and %s',
    async (first, second, n) => {
      const reached = new Reached()
      const dr = { rules: PRESETS[first]!(), means: PRESET_COMPOSITIONS[first]! }
      const sub = { rules: PRESETS[second]!(), means: PRESET_COMPOSITIONS[second]! }
      const given =
        n % 2 === 0
          ? { default: dr.rules, doctors: { sub: sub.rules } }
          : ({ doctorId }: { doctorId: string }) => (doctorId === 'sub' ? sub.rules : dr.rules)
      await modelUnderTwo(dr, sub, given, { runs: amount(6, 20), note: reached.note })
      const situations = ['moved to another doctor', 'any doctor: a free seat']
      expect(reached.missing(situations), JSON.stringify(reached.entries())).toEqual([])
    },
  )
})

describe('one live token a day, command by command equal to the model', () => {
  it.each([[[]], [['emergency']]])('but not for %j', async (exempt) => {
    const reached = new Reached()
    const means = { ...PRESET_COMPOSITIONS.standard!, oneLive: { in: 'day', exempt } } as const
    await modelUnder(rulesOf(means), means, { runs: 250, patients: 4, note: reached.note })
    const ways = ['book', 'checkIn', 'undo', 'reinstate', 'reschedule']
    if (exempt.length > 0) ways.push('reclassify')
    const situations = [
      'any doctor: not confirmed in the first',
      'lapsed hold of the day',
      ...ways.map((op) => `${op}: second of the day`),
    ]
    expect(reached.missing(situations), JSON.stringify(reached.entries())).toEqual([])
  })
})
