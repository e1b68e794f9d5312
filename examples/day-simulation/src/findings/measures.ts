import { lackOfSeats } from '../report/refusals'
import type { ClassSummary, RunFacts } from '../report/summary'

/** Requests that ended with neither a seat nor a visit, by what happened. */
export interface TurnedAway {
  readonly count: number
  readonly of: number
  /** Refused at once for lack of a seat. */
  readonly refused: number
  /** Waited in vain, or lost the seat and got no other. */
  readonly dropped: number
  /** Cancelled while they waited for a seat. */
  readonly gaveUp: number
  /** On the waiting list when the log ends. */
  readonly waiting: number
}

/** Returns the requests of all classes or of one that ended with neither a seat nor a visit. */
export function turnedAway({ byClass }: RunFacts, source?: string): TurnedAway {
  const classes = Object.entries(byClass).flatMap(([name, each]) =>
    source === undefined || name === source ? [each] : [],
  )
  const sum = (of: (each: ClassSummary) => number): number => classes.reduce((all, each) => all + of(each), 0)
  const refused = sum(({ refusedByCode }) => lackOfSeats(refusedByCode))
  const dropped = sum(({ finalStatuses }) => finalStatuses.dropped ?? 0)
  const gaveUp = sum((each) => each.gaveUp)
  const waiting = sum(({ finalStatuses }) => finalStatuses.waitlisted ?? 0)
  const count = refused + dropped + gaveUp + waiting
  return { count, of: sum(({ requests }) => requests), refused, dropped, gaveUp, waiting }
}

/** Says what became of the requests of these counts; not all of them were turned away by the clinic. */
export function verbOf(all: readonly TurnedAway[]): 'was turned away' | 'ended without a seat' {
  return all.some(({ gaveUp, waiting }) => gaveUp + waiting > 0) ? 'ended without a seat' : 'was turned away'
}

/** How far a run went: to visits or, if a replay ends earlier, to arrivals or seats. */
export interface Stage {
  /** One word for it, such as `seen`. */
  readonly word: string
  readonly statuses: readonly string[]
  /** Completes "requests that …". */
  readonly phrase: string
  /** Says the same of patients who lost their seat before. */
  readonly afterAll: string
}

const STAGES: readonly Stage[] = [
  {
    word: 'seen',
    statuses: ['completed'],
    phrase: 'ended with a visit to the doctor',
    afterAll: 'seen all the same',
  },
  {
    word: 'arrived',
    statuses: ['checked-in', 'called', 'in-consultation'],
    phrase: 'ended with the patient at the clinic',
    afterAll: 'at the clinic all the same',
  },
  { word: 'seated', statuses: ['confirmed'], phrase: 'ended with a seat', afterAll: 'given another seat' },
]

/** Returns the furthest stage that any of these runs reached. */
export function stageOf(runs: readonly RunFacts[]): Stage {
  return STAGES.find((stage) => runs.some((run) => reached(stage, run.finalStatuses) > 0)) ?? STAGES[0]!
}

export function reached({ statuses }: Stage, counts: Readonly<Record<string, number>>): number {
  return statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0)
}

/** Returns the number of patients who lost a seat to another, and of these the ones without a seat at the end. */
export function bumpedIn({ bumpedTokens, gaveUp }: RunFacts): { readonly count: number; readonly without: number } {
  return {
    count: Object.values(bumpedTokens).reduce((a, b) => a + b, 0),
    without: (bumpedTokens.dropped ?? 0) + (bumpedTokens.waitlisted ?? 0) + gaveUp.bumped,
  }
}

/** Waits of fewer patients are no typical ones, if another class has more. */
const FEW = 5

/** Returns the classes whose typical wait can be told, in every one of these runs. */
export function classesWithWaits(runs: readonly RunFacts[]): string[] {
  const least = (source: string): number => Math.min(...runs.map(({ waits }) => waits[source]?.patients ?? 0))
  const met = Object.keys(runs[0]?.waits ?? {}).filter((source) => least(source) > 0)
  const many = met.filter((source) => least(source) >= FEW)
  return many.length > 0 ? many : met
}
