import { presets } from 'opd-scheduler'
import { expect, it } from 'vitest'
import { checkWeek } from '../../fhir/check-week'
import { cases } from '../../support/amount'

const SEED = Number(process.env.SEED ?? 41)
const NAMES = Object.keys(presets) as (keyof typeof presets)[]

it.each(cases(2, NAMES))('resources of a week under %s keep the rules of FHIR', async (preset) => {
  expect(await checkWeek(preset, 1, SEED)).toBeGreaterThan(5000)
})
