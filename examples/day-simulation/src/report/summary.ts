import { type Desk, type FirstOutcomes, noOutcomes, requestsIn } from '../run/desk'
import type { Counts } from '../run/ledger'
import type { Outcome } from '../run/run'
import type { Aftermaths } from './aftermath-table'
import { percentage } from './columns'
import { type ClassOutcomes, outcomesByClass } from './outcomes'
import { usageOf } from './seats'
import { type ClassWaits, standbyWaitsOf, waitOf, waitsByClass } from './waits'

/** One doctor in figures. */
export interface DoctorSummary {
  readonly sessions: number
  readonly capacity: number
  readonly used: number
  /** Seats used per seat of base capacity, in percent. */
  readonly utilisation: number
  readonly tokens: number
}

/** Counts of the steps in the waiting and consulting rooms. */
export type RoomSummary = Readonly<
  Pick<Counts, 'checkedIn' | 'called' | 'skipped' | 'skippedOut' | 'leftUnseen' | 'reinstated' | 'consultations'>
>

/** Waits of one class in minutes, over the patients seen: the median and the ninetieth percentile. */
export interface WaitSummary {
  readonly patients: number
  readonly median: number
  readonly ninetieth: number
}

/** The requests of one class: the first answers, the refusals by code, and the tokens by status at the end. */
export interface ClassSummary {
  readonly requests: number
  readonly firstOutcomes: FirstOutcomes
  readonly refusedByCode: Readonly<Record<string, number>>
  readonly finalStatuses: Readonly<Record<string, number>>
  /** Tokens that were cancelled while they waited for a seat. */
  readonly gaveUp: number
}

/** A planned command: how many patients would get another time, would lose a seat to them and wait, and would have to be called. */
interface PlanSummary {
  readonly op: string
  readonly at: string
  readonly moved: number
  readonly waiting: number
  readonly toCall: number
}

/** A day that goes wrong: what was planned, and what became of the doctor's patients, beside the same day in other circumstances. */
export interface ScenarioSummary extends Aftermaths {
  readonly name: string
  /** The planned commands. */
  readonly plans: readonly PlanSummary[]
}

/** The object that `--json` prints. */
export interface Summary {
  readonly rules: string
  /** Booking requests. */
  readonly requests: number
  /** Tokens issued. */
  readonly tokens: number
  /** First answers to the booking requests. */
  readonly firstOutcomes: FirstOutcomes
  /** Tokens by status at the end. */
  readonly finalStatuses: Readonly<Record<string, number>>
  /** The same by the class asked for. A request that was rescheduled has several tokens. */
  readonly byClass: Readonly<Record<string, ClassSummary>>
  /** Commands refused, of all kinds. */
  readonly refusedByCode: Readonly<Record<string, number>>
  readonly bumps: number
  readonly cascades: number
  /** Tokens that were bumped at least once, by status at the end. */
  readonly bumpedTokens: Readonly<Record<string, number>>
  /** Tokens that were cancelled while they waited for a seat, and those of them that were bumped before. */
  readonly gaveUp: { readonly tokens: number; readonly bumped: number }
  readonly promotions: number
  /** Tokens replaced by one in another slot. */
  readonly reschedules: number
  /** Seats taken above base capacity. */
  readonly overflowSeats: number
  /** Seats held at first, and what became of the holds. */
  readonly holds: { readonly held: number; readonly confirmed: number; readonly lapsed: number }
  /** Seats offered to waiting patients; each offer counts as a promotion. */
  readonly offers: { readonly offered: number; readonly confirmed: number; readonly lapsed: number }
  readonly room: RoomSummary
  /** Minutes from check-in to the doctor, by class. */
  readonly waits: Readonly<Record<string, WaitSummary>>
  /** Patients who came without a seat, those of them who got one or were seen without one, and the waits of the latter. */
  readonly standby: {
    readonly checkedIn: number
    readonly seated: number
    readonly seen: number
    readonly median: number
    readonly ninetieth: number
  }
  /** Minutes from the end of the last slot to the end of the last visit, all sessions together. */
  readonly overtimeMinutes: number
  readonly utilisation: number
  /** Number of checks, each of one session. */
  readonly checks: number
  readonly violations: number
  /** Only if there are any. */
  readonly violationList?: readonly string[]
  readonly byDoctor: Readonly<Record<string, DoctorSummary>>
  /** SHA-256 over the log's events, one line of JSON each: equal for equal input. */
  readonly digest: string
  readonly elapsedMs: number
  /** Only of a day that goes wrong. */
  readonly scenario?: ScenarioSummary
}

/** A summary without the elapsed time, so that it is the same on every run. */
export type RunFacts = Omit<Summary, 'elapsedMs'>

export function summaryOf(outcome: Outcome, rules: string, elapsedMs: number): Summary {
  const { desk, ledger, sessions, violations } = outcome
  const { counts } = ledger
  const firstOutcomes = noOutcomes()
  for (const outcomes of desk.firstOutcomes.values())
    for (const [status, count] of Object.entries(outcomes)) firstOutcomes[status as keyof FirstOutcomes] += count
  const tokens = sessions.flatMap((session) => session.tokens)
  const none = Object.fromEntries(Object.keys(outcome.stats.byStatus).map((status) => [status, 0]))
  const bumped = new Set(outcome.bumped)
  const { capacity, used } = usageOf(sessions, ledger)
  return {
    rules,
    requests: requestsIn(firstOutcomes),
    tokens: tokens.length,
    firstOutcomes,
    finalStatuses: { ...none, ...countedBy(tokens, ({ status }) => status) },
    byClass: Object.fromEntries(outcomesByClass(outcome).map((each) => classSummary(each, desk))),
    refusedByCode: Object.fromEntries(desk.refusedByCode),
    bumps: counts.bumped,
    cascades: counts.cascaded,
    bumpedTokens: countedBy(
      tokens.filter(({ id }) => bumped.has(id)),
      ({ status }) => status,
    ),
    gaveUp: { tokens: outcome.gaveUp.size, bumped: [...outcome.gaveUp].filter((id) => bumped.has(id)).length },
    promotions: counts.promoted,
    reschedules: counts.rescheduled,
    overflowSeats: counts.overflowSeats,
    holds: { held: counts.held, confirmed: counts.holdsConfirmed, lapsed: counts.holdsLapsed },
    offers: { offered: counts.offered, confirmed: counts.offersConfirmed, lapsed: counts.offersLapsed },
    room: roomOf(counts),
    waits: Object.fromEntries(waitsByClass(outcome).flatMap(waitSummary)),
    standby: standbyOf(outcome),
    overtimeMinutes: overtimeOf(outcome),
    utilisation: percentage(used, capacity),
    checks: outcome.checks,
    violations: violations.length,
    ...(violations.length === 0 ? undefined : { violationList: violations }),
    byDoctor: byDoctor(outcome),
    digest: ledger.digest,
    elapsedMs,
  }
}

function classSummary(
  { source, asked, first, ends, gaveUp }: ClassOutcomes,
  { refusedBookings }: Desk,
): [source: string, summary: ClassSummary] {
  const refusedByCode = Object.fromEntries(refusedBookings.get(source) ?? [])
  const finalStatuses = Object.fromEntries(ends)
  return [source, { requests: asked, firstOutcomes: first, refusedByCode, finalStatuses, gaveUp }]
}

function countedBy<T>(all: readonly T[], keyOf: (each: T) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const each of all) counts[keyOf(each)] = (counts[keyOf(each)] ?? 0) + 1
  return counts
}

function standbyOf({ ledger }: Outcome): Summary['standby'] {
  const { stoodBy, standbySeated, standbySeen } = ledger.counts
  const waits = standbyWaitsOf(ledger)
  const [median, ninetieth] = [waitOf(0.5, waits), waitOf(0.9, waits)]
  return { checkedIn: stoodBy, seated: standbySeated, seen: standbySeen, median, ninetieth }
}

function overtimeOf({ ledger, sessions }: Outcome): number {
  const minutes = sessions.map(({ id, slots }) => {
    const end = Math.max(...slots.map(({ endsAt }) => endsAt))
    return Math.max(0, (ledger.lastSeenAt.get(id) ?? end) - end) / 60_000
  })
  return Math.round(minutes.reduce((sum, each) => sum + each, 0))
}

function roomOf(counts: Counts): RoomSummary {
  const { checkedIn, called, skipped, skippedOut, leftUnseen, reinstated, consultations } = counts
  return { checkedIn, called, skipped, skippedOut, leftUnseen, reinstated, consultations }
}

function waitSummary({ source, waits }: ClassWaits): [source: string, summary: WaitSummary][] {
  if (waits.length === 0) return []
  return [[source, { patients: waits.length, median: waitOf(0.5, waits), ninetieth: waitOf(0.9, waits) }]]
}

function byDoctor({ sessions, ledger }: Outcome): Record<string, DoctorSummary> {
  const doctorIds = [...new Set(sessions.map(({ doctorId }) => doctorId))].sort()
  return Object.fromEntries(
    doctorIds.map((doctorId) => {
      const own = sessions.filter((session) => session.doctorId === doctorId)
      const usage = usageOf(own, ledger)
      const tokens = own.reduce((sum, session) => sum + session.tokens.length, 0)
      return [doctorId, { sessions: own.length, ...usage, utilisation: percentage(usage.used, usage.capacity), tokens }]
    }),
  )
}
