import type { FirstOutcomes } from '../run/desk'
import type { Outcome } from '../run/run'
import { percentage } from './columns'
import { usageOf } from './seats'

/** One doctor in figures. */
export interface DoctorSummary {
  readonly sessions: number
  readonly capacity: number
  readonly used: number
  /** Seats used per seat of base capacity, in percent. */
  readonly utilisation: number
  readonly tokens: number
}

/** What `--json` prints. */
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
  /** Seats taken above base capacity. */
  readonly overflowSeats: number
  readonly utilisation: number
  /** Times that a session was re-checked. */
  readonly checks: number
  readonly violations: number
  /** Only if there are any. */
  readonly violationList?: readonly string[]
  readonly byDoctor: Readonly<Record<string, DoctorSummary>>
  /** SHA-256 over the log's events, one line of JSON each: equal for equal input. */
  readonly digest: string
  readonly elapsedMs: number
}

export function summaryOf(outcome: Outcome, rules: string, elapsedMs: number): Summary {
  const { desk, ledger, sessions, violations } = outcome
  const { counts } = ledger
  const firstOutcomes = { confirmed: 0, waitlisted: 0, rejected: 0 }
  for (const outcomes of desk.firstOutcomes.values()) {
    firstOutcomes.confirmed += outcomes.confirmed
    firstOutcomes.waitlisted += outcomes.waitlisted
    firstOutcomes.rejected += outcomes.rejected
  }
  const finalStatuses: Record<string, number> = { ...outcome.stats.byStatus }
  for (const status of Object.keys(finalStatuses)) finalStatuses[status] = 0
  for (const { status } of sessions.flatMap(({ tokens }) => tokens))
    finalStatuses[status] = (finalStatuses[status] ?? 0) + 1
  const { capacity, used } = usageOf(sessions, ledger)
  return {
    rules,
    requests: firstOutcomes.confirmed + firstOutcomes.waitlisted + firstOutcomes.rejected,
    tokens: sessions.reduce((sum, { tokens }) => sum + tokens.length, 0),
    firstOutcomes,
    finalStatuses,
    refusedByCode: Object.fromEntries(desk.refusedByCode),
    bumps: counts.bumped,
    cascades: counts.cascaded,
    promotions: counts.promoted,
    overflowSeats: counts.overflowSeats,
    utilisation: percentage(used, capacity),
    checks: outcome.checks,
    violations: violations.length,
    ...(violations.length === 0 ? undefined : { violationList: violations }),
    byDoctor: byDoctor(outcome),
    digest: ledger.digest,
    elapsedMs,
  }
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
