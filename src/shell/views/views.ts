import type { SessionSummary, SessionView, SlotView, Stats, TokenView } from '../../api/views'
import { positionOf } from '../../core/decide/position'
import { View } from '../../core/decide/view'
import { minutesPerVisitOf } from '../../core/doctor'
import type { Rules } from '../../core/rules/rules'
import {
  CALLED,
  CANCELLED,
  COMPLETED,
  IN_CONSULTATION,
  STATUSES,
  type TokenStatus,
  WAITLISTED,
} from '../../core/state/status'
import { BUDGET, BUMPS, HOME, LIST, NAMED, OVERRIDE, PROMISED, REINSTATED, WANTED } from '../../core/state/tokens'
import { waitsFor } from '../../events/encode'
import { hostCode } from '../input/host-code'
import type { HabitsSetting, Setting } from '../input/setting'
import type { Zone } from '../input/zone'
import type { DoctorRecord } from '../sessions/session-cache'
import type { SessionRecord } from '../sessions/session-record'

/** What a view of a session needs besides its record. */
export interface Frame {
  readonly rules: Rules
  readonly now: number
  readonly zone: Zone
  /** The average with which the session's doctor is registered. */
  readonly minutesPerVisit: number
  readonly habits: HabitsSetting
}

export function frameOf(
  { rules }: SessionRecord,
  { doctor }: DoctorRecord,
  now: number,
  { zone, habits }: Pick<Setting, 'zone' | 'habits'>,
): Frame {
  return { rules, zone, now, minutesPerVisit: minutesPerVisitOf(doctor), habits }
}

/** Returns the public view of a token. */
export function tokenView(record: SessionRecord, token: number, frame: Frame): TokenView {
  return hostCode('a rule', viewNow, record, token, frame)
}

function viewNow(record: SessionRecord, token: number, frame: Frame): TokenView {
  return viewOf(new View(record.session, frame.rules, frame.now), record, token, frame)
}

function viewOf(view: View, record: SessionRecord, token: number, frame: Frame): TokenView {
  const { session, names } = record
  const { tokens } = session
  const name = names.tokens[token]!
  const slot = session.slotOf(token)
  const position = positionOf(view, token)
  const status = session.statusOf(token)
  // The visit of a cancelled token is only remembered for undo.
  const visit = status === CANCELLED ? undefined : session.room.of(token)
  const attributes = names.attributes[token]
  const budget = tokens.get(token, BUDGET)
  const plain = {
    id: name.tokenId,
    number: name.number,
    status: STATUSES[status]!,
    sessionId: names.sessionId,
    doctorId: names.doctorId,
    date: names.date,
    patientId: name.patientId,
    source: tokens.sources[token]!,
    slotId: names.slots[slot]?.slotId ?? null,
    start: names.slots[slot]?.start ?? null,
    end: names.slots[slot]?.end ?? null,
    wantedSlotId: names.slots[tokens.get(token, WANTED)]!.slotId,
    lastSlotId: names.lastSlots[token] ?? null,
    named: tokens.get(token, NAMED) === 1,
    waitsFor: status === WAITLISTED ? waitsFor(tokens.get(token, LIST), names.slots, names.times) : null,
    position,
    plannedTime:
      position === null || slot < 0 || status === IN_CONSULTATION || status === CALLED
        ? null
        : plan(record, slot, position, frame),
    sequence: token + 1,
    baseRank: session.lanes.ranks[tokens.get(token, HOME)]!,
    rank: view.rank(token),
    bumps: tokens.get(token, BUMPS),
    bumpBudget: budget < 0 ? null : budget,
    promised: tokens.isMarked(token, PROMISED),
    expiresAt: session.deadlines.get(token) ?? null,
    override: tokens.get(token, OVERRIDE) === 1,
    checkedInAt: visit === undefined || visit.checkedInAt === 0 ? null : visit.checkedInAt,
    standby: visit?.standby ?? false,
    seen: status === COMPLETED || visit?.again === true,
    room: visit?.room || null,
    skips: visit?.skips ?? 0,
    replaces: names.replaces.get(token) ?? null,
    replacedBy: names.replacedBy.get(token) ?? null,
    reinstated: tokens.isMarked(token, REINSTATED),
    cause: names.causes[token]!,
    createdAt: tokens.arrivedAt[token]!,
    updatedAt: names.updatedAt[token]!,
  }
  // A spread within the literal would make it several times as slow.
  return (attributes === undefined ? plain : { ...plain, attributes }) as TokenView
}

/** Returns a session's slots and figures. */
export function sessionSummary(record: SessionRecord, now: number): SessionSummary {
  const { session, names } = record
  const slots = names.slots.map((slot, index): SlotView => {
    const used = session.used[index]!
    const { slotId, start, end, startsAt, endsAt, capacity, seats, shares = [], opensAt = null } = slot
    const { plannedAt = startsAt, blocked = false } = slot
    const gone = session.closed || blocked || endsAt <= now
    const free = gone ? 0 : Math.max(0, capacity - used)
    return {
      id: slotId,
      start,
      end,
      startsAt,
      endsAt,
      capacity,
      used,
      free,
      kept: Math.min(free, session.reservedIn(index)),
      overflow: Math.max(0, used - capacity),
      seats,
      ceiling: session.ceiling[index]!,
      shares,
      opensAt,
      plannedAt,
      blocked,
    }
  })
  const free = slots.reduce((sum, slot) => sum + slot.free, 0)
  const { sessionId, doctorId, date } = names
  return {
    id: sessionId,
    doctorId,
    date,
    status: session.closed ? 'closed' : 'open',
    slots,
    rooms: names.rooms,
    free,
    waiting: session.waiting,
  }
}

/** Returns a session with all its tokens. */
export function sessionView(record: SessionRecord, frame: Frame): SessionView {
  const { session, version, updatedAt } = record
  const view = new View(session, frame.rules, frame.now)
  const tokens = hostCode('a rule', () =>
    Array.from({ length: session.tokens.count }, (_, token) => viewOf(view, record, token, frame)),
  )
  return {
    ...sessionSummary(record, frame.now),
    asOf: frame.now,
    version,
    updatedAt,
    overflowLimit: session.overflowLimit,
    rules: record.rulesName,
    tokens,
  }
}

/** Start of the slot plus one visit in the same room for each token before this one, whatever the clock says. */
function plan({ session, names }: SessionRecord, slot: number, position: number, frame: Frame): string {
  const visitsBefore = Math.floor((position - 1) / names.rooms)
  return frame.zone.textAt(session.starts[slot]! + Math.round(visitsBefore * frame.minutesPerVisit * 60_000))
}

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
