import type { RunFacts } from '../report/summary'
import { type Finding, listed, patientsOf, shareOf, type Value } from './finding'
import { bumpedIn, classesWithWaits, reached, stageOf, turnedAway, verbOf } from './measures'

/** More findings are no findings. */
const MOST = 6

/** Smaller differences are not told: points of percent, patients, and minutes. */
const POINTS = 5
const FEWEST = 2
const PATIENTS = 3
const MINUTES = 10
const OVERTIME = 30

/** Returns the notable differences between the same day under several sets of rules, the most important first. */
export function findingsOfComparison(runs: readonly RunFacts[]): Finding[] {
  if (runs.every(({ requests }) => requests === 0)) return []
  const candidates = [violations, emergencies, seen, turned, bumped, lost, wait, overtime]
  return candidates.flatMap((candidate) => candidate(runs) ?? []).slice(0, MOST)
}

/** Says how a value is told in full, and how once the reader knows what it is about. */
interface Telling {
  full(value: Value): string
  short(value: Value): string
}

/** Tells the highest and the lowest value; the bars show those between. */
function contrast(name: string, values: readonly Value[], { full, short }: Telling): Finding {
  const sizes = values.map(sizeOf)
  const under = (size: number): { names: string; value: Value } => {
    const own = values.filter((_, index) => sizes[index] === size)
    const isAllOthers = own.length > 2 && new Set(sizes).size === 2
    return { names: isAllOthers ? 'all others' : listed(own.map(({ rules }) => rules)), value: own[0]! }
  }
  const [highest, lowest] = [under(Math.max(...sizes)), under(Math.min(...sizes))]
  // The sentence begins with names, so that "all others" is clear.
  const [first, second] = highest.names === 'all others' ? [lowest, highest] : [highest, lowest]
  const sentence = `Under ${first.names} ${full(first.value)}; under ${second.names} ${short(second.value)}.`
  return { name, sentence, values }
}

/** The size by which values are compared: the share if they are parts. */
function sizeOf({ count, of }: Value): number {
  return of === undefined ? count : of === 0 ? 0 : count / of
}

function spreadOf(values: readonly Value[]): number {
  const sizes = values.map(sizeOf)
  return Math.max(...sizes) - Math.min(...sizes)
}

function countsOf(runs: readonly RunFacts[], of: (run: RunFacts) => number, unit = ''): Value[] {
  return runs.map((run) => ({ rules: run.rules, count: of(run), text: `${of(run)}${unit}` }))
}

const number =
  (what: (count: number) => string): Telling['full'] =>
  ({ count }) =>
    `${count === 0 ? 'no' : count} ${what(count)}`

const none: Telling['short'] = ({ count, text }) => (count === 0 ? 'none' : text)

function violations(runs: readonly RunFacts[]): Finding | undefined {
  if (runs.every((run) => run.violations === 0)) return undefined
  const values = countsOf(runs, (run) => run.violations)
  const broken = values.filter(({ count }) => count > 0).map(({ rules }) => rules)
  const sentence = `The program found violations of its own laws under ${listed(broken)}: do not trust this day.`
  return { name: 'violations', sentence, values }
}

function emergencies(runs: readonly RunFacts[]): Finding | undefined {
  const all = runs.map((run) => turnedAway(run, 'emergency'))
  const values = all.map(({ count, of }, index) => ({ rules: runs[index]!.rules, count, of, text: shareOf(count, of) }))
  const counts = values.map(({ count }) => count)
  if (spreadOf(values) * 100 < POINTS || Math.max(...counts) - Math.min(...counts) < FEWEST) return undefined
  const verb = verbOf(all).replace('was', 'were')
  const full = ({ count, of, text }: Value): string =>
    count === 0 ? `none of ${of} emergencies ${verb}` : `${text} of the emergencies (${count} of ${of}) ${verb}`
  return contrast('emergencies', values, { full, short: none })
}

function seen(runs: readonly RunFacts[]): Finding | undefined {
  const stage = stageOf(runs)
  const values = runs.map(({ rules, requests, finalStatuses }) => {
    const count = reached(stage, finalStatuses)
    return { rules, count, of: requests, text: String(count) }
  })
  if (spreadOf(values) * runs[0]!.requests < PATIENTS) return undefined
  const full = ({ count, of }: Value): string => `${count} of ${of} requests ${stage.phrase}`
  return contrast('reached', values, { full, short: none })
}

function turned(runs: readonly RunFacts[]): Finding | undefined {
  const all = runs.map((run) => turnedAway(run))
  const values = all.map(({ count, of }, index) => ({ rules: runs[index]!.rules, count, of, text: String(count) }))
  if (spreadOf(values) * all[0]!.of < PATIENTS) return undefined
  const verb = verbOf(all)
  const full = number((count) => (count === 1 ? `request ${verb}` : `requests ${verb.replace('was', 'were')}`))
  return contrast('turned-away', values, { full, short: none })
}

function bumped(runs: readonly RunFacts[]): Finding | undefined {
  const values = countsOf(runs, (run) => bumpedIn(run).count)
  if (spreadOf(values) < PATIENTS) return undefined
  const full = number((count) => `${count === 1 ? 'patient' : 'patients'} lost a seat to one with higher priority`)
  return contrast('bumped', values, { full, short: ({ count, text }) => (count === 0 ? 'nobody did' : text) })
}

function lost(runs: readonly RunFacts[]): Finding | undefined {
  const values = countsOf(runs, (run) => bumpedIn(run).without)
  if (spreadOf(values) < PATIENTS) return undefined
  const full = number((count) => `${count === 1 ? 'patient' : 'patients'} who had lost a seat ended without one`)
  return contrast('bumped-without-seat', values, { full, short: none })
}

/** Compares the class whose typical wait depends most on the rules. */
function wait(runs: readonly RunFacts[]): Finding | undefined {
  const all = classesWithWaits(runs).map((source) => {
    return { source, values: countsOf(runs, ({ waits }) => waits[source]!.median, ' min') }
  })
  if (all.length === 0) return undefined
  const { source, values } = all.reduce((a, b) => (spreadOf(b.values) > spreadOf(a.values) ? b : a))
  if (spreadOf(values) < MINUTES) return undefined
  const full = ({ count }: Value): string => `${patientsOf(source)} typically waited ${count} minutes for the doctor`
  const finding = contrast('wait', values, { full, short: ({ count }) => `${count} minutes` })
  return { ...finding, name: `wait:${source}` }
}

function overtime(runs: readonly RunFacts[]): Finding | undefined {
  const values = countsOf(runs, ({ overtimeMinutes }) => overtimeMinutes, ' min')
  if (spreadOf(values) < OVERTIME) return undefined
  const full = ({ count }: Value): string =>
    `the last visits ended ${count} minutes after the last slot, all doctors together`
  return contrast('overtime', values, { full, short: ({ count }) => `${count} minutes` })
}
