import { comesUnbooked, type Scenario, type ScenarioClass, type Visits } from './scenario'

/** Returns one sentence about each thing in a clinic's file that the schema cannot say. The file is valid by the schema. */
export function contradictionsOf(scenario: Scenario): string[] {
  const { slots, doctors, visits, noShows, classes, triage, sources = {} } = scenario
  const names = doctors.map(({ name }) => name.toLowerCase())
  const sum = classes.reduce((total, { percent }) => total + percent, 0)
  const kinds = classes.map(({ source }) => source)
  return [
    ...(isRising(slots.hours) ? [] : ['slots.hours are not in order, or name an hour twice.']),
    ...(slots.wanted.length === slots.hours.length
      ? []
      : [`slots.wanted has ${slots.wanted.length} weights for ${slots.hours.length} hours. Give one for each.`]),
    ...noWeight('slots.wanted', slots.wanted),
    ...(new Set(names).size === names.length ? [] : ['Two doctors have the same name. Give each a name of their own.']),
    ...noWeight(
      'doctors[].weight',
      doctors.map(({ weight = 1 }) => weight),
    ),
    ...visitFaults('visits', visits),
    ...doctors.flatMap(({ visits: own, breaks = [] }, index) => [
      ...(own === undefined ? [] : visitFaults(`doctors[${index}].visits`, own)),
      ...breaks.flatMap(({ from, to }, number) =>
        from < to ? [] : [`doctors[${index}].breaks[${number}] ends at ${to}, before it begins at ${from}.`],
      ),
    ]),
    ...(noShows[0]!.fromDays === 0 && isRising(noShows.map(({ fromDays }) => fromDays))
      ? []
      : ['noShows do not begin with fromDays 0, or are not in order.']),
    ...(Math.abs(sum - 100) < 0.01
      ? []
      : [`The percentages of classes add up to ${Number(sum.toFixed(2))}. Give 100.`]),
    ...(new Set(kinds).size === kinds.length ? [] : ['classes name a source twice. Name each once.']),
    ...classes.flatMap((each, index) => classFaults(`classes[${index}]`, each, slots.hours)),
    ...(triage === undefined ? [] : noWeight('triage', triage)),
    ...Object.keys(sources).flatMap((part) =>
      Object.hasOwn(scenario, part) ? [] : [`sources names '${part}', which is no part of the file.`],
    ),
  ]
}

function visitFaults(path: string, { distribution, cv }: Visits): string[] {
  if ((distribution === 'lognormal') === (cv !== undefined)) return []
  return [cv === undefined ? `${path}.cv is missing.` : `${path}.cv belongs to lognormal. Leave it out.`]
}

function classFaults(path: string, each: ScenarioClass, hours: readonly number[]): string[] {
  const { source, leadDays, byHour } = each
  const [needed, other] = comesUnbooked(each) ? (['byHour', 'leadDays'] as const) : (['leadDays', 'byHour'] as const)
  if (each[other] !== undefined) return [`${path}.${other} is not for ${source}. Give ${needed} only.`]
  if (each[needed] === undefined) return [`${path}.${needed} is missing: ${source} needs it.`]
  if (leadDays !== undefined) return isSorted(leadDays) ? [] : [`${path}.leadDays are quantiles. Give them in order.`]
  const last = hours.at(-1)!
  const late = byHour!.find(({ hour }) => hour > last)
  return [
    ...noWeight(
      `${path}.byHour`,
      byHour!.map(({ weight }) => weight),
    ),
    ...(late === undefined ? [] : [`${path}.byHour has ${late.hour}, after the last slot, which starts at ${last}.`]),
  ]
}

function noWeight(path: string, weights: readonly number[]): string[] {
  return weights.some((weight) => weight > 0) ? [] : [`${path} has no weight above 0.`]
}

function isRising(numbers: readonly number[]): boolean {
  return numbers.every((each, index) => index === 0 || each > numbers[index - 1]!)
}

function isSorted(numbers: readonly number[]): boolean {
  return numbers.every((each, index) => index === 0 || each >= numbers[index - 1]!)
}
