import { capitalised, listed, patientsOf } from '../../findings/finding'
import type { WrittenLab } from '../files'
import { type Difference, differencesIn, sameAsBaseline } from './differences'
import { wordsOf } from './metric-words'
import { decimal, digitsFor, signed } from './numbers'

/** What the figures show about one topic. Names of rules stand between backticks. */
export interface Finding {
  readonly topic: string
  readonly text: string
}

interface Topic {
  readonly name: string
  readonly metrics: readonly string[]
  /** Whether it is about emergencies, about the other classes, or about all patients together. */
  readonly of: 'emergencies' | 'others' | 'all'
}

const EMERGENCIES: Topic = {
  name: 'Emergencies',
  metrics: ['had a place on the day at all', 'mean wait from check-in to the doctor', 'seated in the hour asked for'],
  of: 'emergencies',
}

/** What matters to a hospital, largest first. */
const TOPICS: readonly Topic[] = [
  EMERGENCIES,
  { name: 'People moved', metrics: ['moved for another'], of: 'all' },
  { name: 'Without a seat', metrics: ['ended without a seat'], of: 'all' },
  { name: 'The hour asked for', metrics: ['seated in the hour asked for'], of: 'others' },
  { name: 'Waits', metrics: ['mean wait from check-in to the doctor'], of: 'others' },
  { name: 'The doctors’ day', metrics: ['seen', 'overtime'], of: 'all' },
]

/** Sets of rules that a topic names, and figures of each if there are several. */
const MOST_RULES = 2
const MOST_OF_ONE = 4
const MOST_OF_SEVERAL = 2

/**
 * States in sentences what the figures show: only differences whose interval excludes 0, the most relevant topic first, and what does
 * not differ measurably. Returns nothing if only one set of rules was simulated.
 */
export function findingsOf(lab: WrittenLab): Finding[] {
  if (lab.rules.length < 2) return []
  const same = sameAsBaseline(lab)
  const all = differencesIn(lab).filter(({ rules }) => !same.includes(rules))
  const findings: Finding[] = []
  const silent: Difference[][] = []
  if (all.length > 0)
    for (const topic of TOPICS) {
      const groups = topic.metrics.map((metric) => all.filter((each) => each.metric === metric && isIn(each, topic)))
      const sentences = groups.filter(isAnyReal).map((group) => told(group, lab))
      const quiet = groups.filter((group) => group.length > 0 && !isAnyReal(group))
      if (topic === EMERGENCIES) sentences.push(...aboutEmergencies(groups.flat(), quiet))
      else silent.push(...quiet)
      if (sentences.length > 0) findings.push({ topic: topic.name, text: sentences.join(' ') })
    }
  if (silent.length > 0)
    findings.push({ topic: 'No measurable difference', text: `${capitalised(listed(silent.map(reachOf)))}.` })
  if (same.length > 0)
    findings.push({
      topic: 'The same',
      text: `${listed(same.map(code))} gave the figures of ${code(lab.baseline)} on every day.`,
    })
  return findings
}

function isIn({ source }: Difference, { of }: Topic): boolean {
  if (source === null) return of === 'all'
  return of === (source === 'emergency' ? 'emergencies' : 'others')
}

function isAnyReal(group: readonly Difference[]): boolean {
  return group.some(({ isReal }) => isReal)
}

/** Tells the real differences of one metric, at the load at which the largest is. */
function told(group: readonly Difference[], { baseline, tables }: WrittenLab): string {
  const real = group.filter(({ isReal }) => isReal).sort(byMagnitude)
  const lead = real[0]!
  const here = real.filter(({ load }) => load === lead.load)
  const rules = [...new Set(here.map((each) => each.rules))]
  const most = rules.length > 1 ? MOST_OF_SEVERAL : MOST_OF_ONE
  const words = wordsOf(lead.metric)
  const parts = rules.slice(0, MOST_RULES).map((name, place) => {
    const own = here.filter((each) => each.rules === name).slice(0, most)
    const [first, ...others] = own
    const isShort = place > 0 && lead.source === null
    const head = `under ${code(name)} ${isShort ? words.next(...amountOf(first!)) : words.first(...amountOf(first!))}`
    const than = place === 0 ? ` than under ${code(baseline)}` : ''
    return [
      `${head}${than} ${between(first!)}`,
      ...others.map((each) => `${words.next(...amountOf(each))} ${between(each)}`),
    ].join(', ')
  })
  const where = tables.length > 1 ? `At load ${lead.load}, ` : ''
  const named = rules.slice(0, MOST_RULES).reduce((sum, name) => sum + Math.min(most, count(here, name)), 0)
  const text = [
    `${where === '' ? capitalised(parts[0]!) : where + parts[0]!}${parts.length > 1 ? `; ${parts[1]!}` : ''}.`,
    ...(tables.length > 1 ? [acrossLoads(lead, real, tables.length)] : []),
    ...(here.length > named
      ? [`The charts show ${here.length - named} more such differences${where === '' ? '' : ' at this load'}.`]
      : []),
  ]
  return text.join(' ')
}

function count(differences: readonly Difference[], name: string): number {
  return differences.filter(({ rules }) => rules === name).length
}

/** Says at how many loads the largest difference is real, and at how many the opposite is. */
function acrossLoads(lead: Difference, real: readonly Difference[], loads: number): string {
  const own = real.filter(({ rules, source }) => rules === lead.rules && source === lead.source)
  const alike = own.filter(({ mean }) => mean < 0 === lead.mean < 0).length
  const who = lead.source === null ? '' : ` for ${patientsOf(lead.source)}`
  const opposite = own.length > alike ? `, the opposite at ${own.length - alike}` : ''
  return `The direction${who} is measurably the same at ${alike} of ${loads} loads${opposite}.`
}

function aboutEmergencies(all: readonly Difference[], quiet: readonly (readonly Difference[])[]): string[] {
  if (all.length === 0) return ['Too few came to say anything about them.']
  if (quiet.length === 0) return []
  return [`No measurable difference in ${listed(quiet.map(reachOf), 'or')}.`]
}

/** Names a metric with the ends of all its intervals, which say how large a difference may have been missed. */
function reachOf(group: readonly Difference[]): string {
  const { metric, source } = group[0]!
  const { noun, unit } = wordsOf(metric)
  const low = Math.min(...group.map(({ mean, half }) => mean - half))
  const high = Math.max(...group.map(({ mean, half }) => mean + half))
  const who = source === null || source === 'emergency' ? '' : ' of the other classes'
  if (low === 0 && high === 0) return `${noun}${who} (the same on every day)`
  const intervals = group.length > 1 ? 'all intervals lie between' : 'the interval is'
  const and = group.length > 1 ? 'and' : 'to'
  return `${noun}${who} (${intervals} ${signed(low)} ${and} ${signed(high)} ${unit})`
}

function amountOf({ mean, half, source }: Difference): [amount: string, isMore: boolean, who: string] {
  return [decimal(Math.abs(mean), digitsFor(mean, half)), mean > 0, source === null ? '' : patientsOf(source)]
}

/** The interval, both ends in the direction that the sentence says. */
function between({ mean, half }: Difference): string {
  const digits = digitsFor(mean, half)
  return `(between ${decimal(Math.abs(mean) - half, digits)} and ${decimal(Math.abs(mean) + half, digits)})`
}

function byMagnitude(one: Difference, other: Difference): number {
  return Math.abs(other.mean) - Math.abs(one.mean)
}

function code(name: string): string {
  return `\`${name}\``
}
