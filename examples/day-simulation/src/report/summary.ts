import { type FirstOutcomes, noOutcomes, requestsIn } from '../run/desk'
import type { Counts } from '../run/ledger'
import type { Outcome } from '../run/run'
import type { Aftermaths } from './aftermath-table'
import { percentage } from './columns'
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
  /** Commands refused, of all kinds. */
  readonly refusedByCode: Readonly<Record<string, number>>
  readonly bumps: number
  readonly cascades: number
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

export function summaryOf(outcome: Outcome, rules: string, elapsedMs: number): Summary {
  const { desk, ledger, sessions, violations } = outcome
  const { counts } = ledger
  const firstOutcomes = noOutcomes()
  for (const outcomes of desk.firstOutcomes.values())
    for (const [status, count] of Object.entries(outcomes)) firstOutcomes[status as keyof FirstOutcomes] += count
  const finalStatuses: Record<string, number> = { ...outcome.stats.byStatus }
  for (const status of Object.keys(finalStatuses)) finalStatuses[status] = 0
  for (const { status } of sessions.flatMap(({ tokens }) => tokens))
    finalStatuses[status] = (finalStatuses[status] ?? 0) + 1
  const { capacity, used } = usageOf(sessions, ledger)
  return {
    rules,
    requests: requestsIn(firstOutcomes),
    tokens: sessions.reduce((sum, { tokens }) => sum + tokens.length, 0),
    firstOutcomes,
    finalStatuses,
    refusedByCode: Object.fromEntries(desk.refusedByCode),
    bumps: counts.bumped,
    cascades: counts.cascaded,
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
