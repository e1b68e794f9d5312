import { plural } from '../report/columns'
import type { RunFacts } from '../report/summary'
import { capitalised, type Finding, listed, patientsOf, shareOf, type Value } from './finding'
import { bumpedIn, classesWithWaits, reached, stageOf, type TurnedAway, turnedAway, verbOf } from './measures'

/** More findings are no findings. */
const MOST = 6

/** A class is hit harder than the rest from this difference of shares on. */
const HARDER = 0.1

/** Fewer minutes of overtime, or a smaller share of patients who left, are not told. */
const OVERTIME = 15
const LEFT = 0.02

/** Returns what one day shows, the most important first. Every number is one of the facts. */
export function findingsOfDay(facts: RunFacts): Finding[] {
  if (facts.requests === 0) return []
  const candidates = [
    violations,
    scenario,
    emergencies,
    seen,
    turned,
    bumped,
    wait,
    emergenciesKept,
    absent,
    left,
    overtime,
  ]
  return candidates.flatMap((candidate) => candidate(facts) ?? []).slice(0, MOST)
}

function one(name: string, { rules }: RunFacts, value: Omit<Value, 'rules'>, ...sentences: readonly string[]): Finding {
  return { name, sentence: sentences.filter(Boolean).join(' '), values: [{ rules, ...value }] }
}

/** The figure of a part: its share of the whole. */
function part(count: number, of: number): Omit<Value, 'rules'> {
  return { count, of, text: shareOf(count, of) }
}

function violations(facts: RunFacts): Finding | undefined {
  const count = facts.violations
  if (count === 0) return undefined
  const sentence = `The program found ${plural(count, 'violation')} of its own laws: do not trust this day.`
  return one('violations', facts, { count, text: String(count) }, sentence)
}

function scenario(facts: RunFacts): Finding | undefined {
  if (facts.scenario === undefined) return undefined
  const { doctor, asPlanned, told } = facts.scenario
  const { seen, patients, toCall } = told
  const fewer = asPlanned.seen - seen
  const than = `on an ordinary day (${asPlanned.seen} of ${asPlanned.patients})`
  return one(
    'scenario',
    facts,
    part(seen, patients),
    fewer > 0
      ? `${doctor}’s day went wrong: ${seen} of ${patients} patients were seen, ${fewer} fewer than ${than}.`
      : `${doctor}’s day went wrong, and yet ${seen} of ${patients} patients were seen, no fewer than ${than}.`,
    told.movedElsewhere === 0 ? '' : `${told.movedElsewhere} were moved to a substitute.`,
    toCall === 0 ? '' : `${toCall} lost their place and ${toCall === 1 ? 'has' : 'have'} to be called.`,
  )
}

function emergencies(facts: RunFacts): Finding | undefined {
  const away = turnedAway(facts, 'emergency')
  if (away.count === 0) return undefined
  return one('emergencies', facts, part(away.count, away.of), `${ofWhole(away, 'emergency', 'emergencies')}.`)
}

function emergenciesKept(facts: RunFacts): Finding | undefined {
  const { count, of } = turnedAway(facts, 'emergency')
  if (count > 0 || of === 0) return undefined
  const sentence =
    of === 1 ? 'The only emergency did not end without a seat.' : `None of ${of} emergencies ended without a seat.`
  return one('emergencies', facts, part(count, of), sentence)
}

function seen(facts: RunFacts): Finding {
  const stage = stageOf([facts])
  const count = reached(stage, facts.finalStatuses)
  return one(
    'reached',
    facts,
    part(count, facts.requests),
    `${count} of ${plural(facts.requests, 'request')} ${stage.phrase}.`,
  )
}

function turned(facts: RunFacts): Finding {
  const away = turnedAway(facts)
  if (away.count === 0) return one('turned-away', facts, part(0, away.of), 'Nobody was turned away.')
  return one(
    'turned-away',
    facts,
    part(away.count, away.of),
    `${ofWhole(away, 'request', 'requests')}.`,
    hardest(facts, away),
  )
}

/** Says which class was turned away most, if it clearly was. */
function hardest(facts: RunFacts, all: TurnedAway): string {
  const classes = Object.keys(facts.byClass).map((source) => ({ source, ...turnedAway(facts, source) }))
  const share = ({ count, of }: { count: number; of: number }): number => (of === 0 ? 0 : count / of)
  const worst = classes.reduce((a, b) => (share(b) > share(a) ? b : a))
  if (worst.of === all.of || share(worst) - share(all) < HARDER) return ''
  return `Hit hardest: ${patientsOf(worst.source)}, ${worst.count} of ${worst.of}.`
}

/** Such as "6 of 14 emergencies were turned away: 4 refused at once and 2 after …". */
function ofWhole(away: TurnedAway, noun: string, nouns: string): string {
  const { count, of, refused, dropped, gaveUp, waiting } = away
  const ways = [
    ...(refused > 0 ? [`${refused} refused at once`] : []),
    ...(dropped > 0 ? [`${dropped} after waiting in vain or losing a seat`] : []),
    ...(gaveUp > 0 ? [`${gaveUp} cancelled while waiting for one`] : []),
    ...(waiting > 0 ? [`${waiting} still waiting`] : []),
  ]
  const verb = count === 1 ? verbOf([away]) : verbOf([away]).replace('was', 'were')
  return `${count} of ${of} ${of === 1 ? noun : nouns} ${verb}: ${listed(ways)}`
}

function bumped(facts: RunFacts): Finding | undefined {
  const { count, without } = bumpedIn(facts)
  if (count === 0) return undefined
  const stage = stageOf([facts])
  const after = reached(stage, facts.bumpedTokens)
  const { cancelled = 0, left = 0, 'no-show': absent = 0 } = facts.bumpedTokens
  const away = cancelled - facts.gaveUp.bumped + left + absent
  const fates = [
    ...(after > 0 ? [`${after} ${after === 1 ? 'was' : 'were'} ${stage.afterAll}`] : []),
    ...(away > 0 ? [`${away} had another one but cancelled, did not come or left`] : []),
    ...(without > 0 ? [`${without} ended without a seat`] : []),
  ]
  return one(
    'bumped',
    facts,
    { count, text: String(count) },
    `${plural(count, 'patient')} lost a seat to a patient with higher priority${fates.length === 0 ? '' : `; of these, ${listed(fates)}`}.`,
  )
}

function wait(facts: RunFacts): Finding | undefined {
  const sorted = classesWithWaits([facts])
    .map((source) => ({ source, median: facts.waits[source]!.median }))
    .sort((a, b) => b.median - a.median)
  const [longest, shortest] = [sorted[0], sorted.at(-1)]
  if (longest === undefined || shortest === undefined || longest.median === 0) return undefined
  const { source, median } = longest
  const sentence =
    median === shortest.median
      ? `Patients typically waited ${plural(median, 'minute')} from check-in to the doctor.`
      : `${capitalised(patientsOf(source))} typically waited ${plural(median, 'minute')} from check-in to the doctor, the longest of all classes; ${patientsOf(shortest.source)} ${plural(shortest.median, 'minute')}, the shortest.`
  return one('wait', facts, { count: median, text: `${median} min` }, sentence)
}

function absent(facts: RunFacts): Finding | undefined {
  const count = facts.finalStatuses['no-show'] ?? 0
  if (count === 0) return undefined
  const sentence = `${count} of ${plural(facts.requests, 'request')} ended as ${count === 1 ? 'a no-show' : 'no-shows'}: the patient did not come, or came too late.`
  return one('no-shows', facts, part(count, facts.requests), sentence)
}

function left(facts: RunFacts): Finding | undefined {
  const count = facts.finalStatuses.left ?? 0
  if (count / facts.requests < LEFT) return undefined
  const sentence = `${plural(count, 'patient')} left the clinic before the doctor saw them.`
  return one('left', facts, { count, of: facts.requests, text: String(count) }, sentence)
}

function overtime(facts: RunFacts): Finding | undefined {
  const count = facts.overtimeMinutes
  if (count < OVERTIME) return undefined
  const sentence = `The last visits ended ${plural(count, 'minute')} after the last slot, all doctors together.`
  return one('overtime', facts, { count, text: `${count} min` }, sentence)
}
