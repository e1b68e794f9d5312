import { describe, expect, it } from 'vitest'
import { TIME_ZONE } from '../../../examples/day-simulation/src/day/clinic'
import { Random } from '../../../examples/day-simulation/src/day/random'
import { compare, type Table } from '../../../examples/day-simulation/src/lab/compare'
import { type DayValue, differenceOf, figureOf } from '../../../examples/day-simulation/src/lab/figure'
import { dayFor, type Lab, type Variant } from '../../../examples/day-simulation/src/lab/lab'
import { METRICS } from '../../../examples/day-simulation/src/lab/metrics'
import { SETTINGS } from '../../../examples/day-simulation/src/lab/settings'
import { verdictOf } from '../../../examples/day-simulation/src/lab/tables'
import { tryDay } from '../../../examples/day-simulation/src/lab/trial'
import { rulesOf, variantsOf } from '../../../examples/day-simulation/src/lab/variants'
import { Desk } from '../../../examples/day-simulation/src/run/desk'
import { amount, cases } from '../../support/amount'

const CROWDED: Omit<Lab, 'variants' | 'baseline'> = { days: 12, seed: 300, doctors: 1, loads: [1.5] }

/** Days whose parts are the samples. */
const DAYS = amount(60, 160)

/** Only at such a load the overflow seats of `standard()` do not always suffice, so that emergencies bump. */
const LOADS: Readonly<Record<string, readonly number[]>> = { standard: [3] }

/** A value that no preset has and that must change something on a crowded day. */
const OTHER: Readonly<Record<string, string>> = {
  'elastic.extra': '0',
  'elastic.perSession': '0',
  'admission.bumpsPerToken': '0',
  'standby.perSession': 'off',
  'visit.graceFrom': 'start',
  'quotas.walk-in': '30%',
  promotion: 'noPromotion',
  'withAging.everyMinutes': '1',
  'cascade.freezeMinutes': '600',
  'cascade.hops': '6',
  'waitlist.limit': '0',
  'offerFirst.minutes': '1',
  extra: '0',
  bumpers: 'any',
}

describe('a setting', () => {
  it.each(cases(6, SETTINGS).map((each) => [`${each.preset}.${each.path}`, each] as const))(
    '%s: its usual value gives exactly the days of the preset, and another value does not',
    async (key, { preset, path, usual }) => {
      const variants = variantsOf([preset], `${key}=${usual},${OTHER[path]}`)
      const [plain, usualDay] = [await logOf(variants[0]!), await logOf(variants[1]!)]
      expect(plain.length).toBeGreaterThan(300)
      expect(usualDay).toEqual(plain)
      const { tables } = await compare(
        { ...CROWDED, loads: LOADS[preset] ?? CROWDED.loads, variants, baseline: preset },
        1,
      )
      expect(differences(tables[0]!, `${key}=${usual}`)).toEqual(
        differences(tables[0]!, `${key}=${usual}`).map(({ days }) => ({ days, mean: 0, half: 0 })),
      )
      expect(differences(tables[0]!, `${key}=${OTHER[path]}`).some(({ mean }) => mean !== 0)).toBe(true)
    },
  )
})

it('an eleventh seat an hour lets more patients be seen, and more wait longer', async () => {
  const variants = variantsOf(['standard'], 'clinic.seats=11')
  const { tables } = await compare({ ...CROWDED, days: 40, variants, baseline: 'standard' }, 1)
  const verdict = (name: string): string => {
    const { metric, byRules } = tables[0]!.lines.find((line) => line.metric.name === name)!
    return verdictOf(byRules['standard, 11 seats']!.difference!, metric)
  }
  expect(verdict('seen')).toBe('better')
  expect(verdict('ended without a seat')).toBe('better')
  expect(verdict('overtime')).toBe('worse')
  expect(verdict('idle in working hours')).toBe('better')
})

it('95 of 100 intervals hold the mean of a long run', async () => {
  const lab = {
    ...CROWDED,
    loads: [1.2],
    // Under the default rules patients are moved too seldom for an interval.
    variants: variantsOf(['bumpByClass', 'publicHospital'], undefined),
    baseline: '',
  }
  const days: (readonly (readonly DayValue[])[])[] = []
  for (let day = 0; day < DAYS; day++) days.push((await tryDay(lab, { load: 0, day })).values)
  const seed = 7
  const random = new Random(seed)
  // Parts are drawn with replacement: then the mean of all days is exactly what the interval should hold.
  const parts = Array.from({ length: 400 }, () => Array.from({ length: 50 }, () => random.below(days.length)))
  const [held, asked] = [new Map<string, number>(), new Map<string, number>()]
  for (const [place, { name }] of METRICS.entries()) {
    const [home, other] = [0, 1].map((variant) => days.map((values) => values[variant]![place]!)) as [
      DayValue[],
      DayValue[],
    ]
    const wholes = [figureOf(home), differenceOf(other, home)]
    for (const part of parts) {
      const [a, b] = [part.map((day) => home[day]!), part.map((day) => other[day]!)]
      for (const [index, { mean, half }] of [figureOf(a), differenceOf(b, a)].entries()) {
        const holds = Math.abs(mean! - wholes[index]!.mean!) <= half!
        held.set(name, (held.get(name) ?? 0) + Number(holds))
        asked.set(name, (asked.get(name) ?? 0) + 1)
      }
    }
  }
  const percent = Object.fromEntries([...asked].map(([name, of]) => [name, (100 * held.get(name)!) / of]))
  console.log(percent)
  // Not so for rare events, as the README says: on most days nobody is without a place, and nobody works overtime.
  for (const name of [
    'mean wait from check-in to the doctor',
    'wait that 9 in 10 do not exceed',
    'seated in the hour asked for',
    'seen',
    'moved for another',
    'idle in working hours',
  ]) {
    expect(percent[name], `${name}, seed ${seed}`).toBeGreaterThan(93)
    expect(percent[name], `${name}, seed ${seed}`).toBeLessThan(97)
  }
})

/** The log of a crowded day, without the name of the rules. */
async function logOf(variant: Variant): Promise<readonly string[]> {
  const rules = rulesOf(variant)
  const desk = new Desk(TIME_ZONE, rules)
  const script = dayFor({ ...CROWDED, variants: [], baseline: '' }, 1.5, 7).script(rules.visit?.standby !== undefined)
  for (let step = script.next(); step.done !== true; ) step = script.next(await desk.execute(step.value))
  const entries = await desk.store.read(0, 10_000)
  // Changed rules are not the preset, so the log does not name it.
  return entries.map(({ event }) => JSON.stringify({ ...event, rules: undefined }))
}

function differences({ lines }: Table, label: string) {
  return lines.map(({ byRules }) => byRules[label]!.difference!)
}
