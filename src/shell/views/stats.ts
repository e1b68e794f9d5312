import { STATUSES, type TokenStatus } from '../../core/state/status'
import type { SessionRecord } from '../sessions/session-record'

/** Counts over sessions. */
export interface Stats {
  /** Sessions counted. */
  readonly sessions: number
  /** Base capacity in seats. */
  readonly capacity: number
  /** Seats in use. */
  readonly used: number
  /** Seats in use per seat of base capacity, in percent with one decimal; 0 where there is no capacity. */
  readonly utilisation: number
  /** Tokens issued. */
  readonly tokens: number
  /** Different patients. */
  readonly patients: number
  /** Tokens by status. */
  readonly byStatus: Readonly<Record<TokenStatus, number>>
  /** Tokens by booking class. */
  readonly bySource: Readonly<Record<string, number>>
  /** Times that a token lost its seat to a better one. */
  readonly bumps: number
  /** Bumps whose victim found another seat. */
  readonly cascades: number
  /** Times that a token got, or was offered, a seat that had become free. */
  readonly promotions: number
  /** Tokens dropped. */
  readonly drops: number
}

/** Adds sessions up. */
export class StatsTally {
  private readonly sum = {
    sessions: 0,
    capacity: 0,
    used: 0,
    tokens: 0,
    bumps: 0,
    cascades: 0,
    promotions: 0,
    drops: 0,
  }
  private readonly byStatus = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<TokenStatus, number>
  private readonly bySource = new Map<string, number>()
  private readonly patients = new Set<string>()

  add({ session, names, tally }: SessionRecord): void {
    const { sum } = this
    sum.sessions++
    sum.bumps += tally.bumps
    sum.cascades += tally.cascades
    sum.promotions += tally.promotions
    sum.drops += tally.drops
    for (let slot = 0; slot < session.slots; slot++) {
      sum.capacity += session.base[slot]!
      sum.used += session.used[slot]!
    }
    sum.tokens += session.tokens.count
    names.tokens.forEach(({ patientId }, token) => {
      const source = session.tokens.sources[token]!
      this.patients.add(patientId)
      this.byStatus[STATUSES[session.statusOf(token)]!]++
      this.bySource.set(source, (this.bySource.get(source) ?? 0) + 1)
    })
  }

  stats(): Stats {
    const { capacity, used } = this.sum
    const utilisation = capacity === 0 ? 0 : Math.round((used / capacity) * 1000) / 10
    const { byStatus, patients } = this
    return { ...this.sum, patients: patients.size, utilisation, byStatus, bySource: Object.fromEntries(this.bySource) }
  }
}
