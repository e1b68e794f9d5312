import type { Stats } from '../../api/stats'
import { COMPLETED, IN_CONSULTATION, STATUSES, type TokenStatus } from '../../core/state/status'
import type { SessionRecord } from '../sessions/session-record'

/** Statuses of patients who have gone in to the doctor. */
const SEEN: readonly number[] = [IN_CONSULTATION, COMPLETED]

/** Adds up the counts of sessions. */
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
    standby: 0,
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
    sum.standby += session.room.standbyVisits((token) => SEEN.includes(session.statusOf(token)))
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
