import type { TokenAttributes } from 'opd-scheduler'
import type { Composition } from './composition'
import { place, placeNewcomer } from './model-placing'
import { ModelSession, type ModelToken } from './model-session'

const HOUR = 3_600_000

/** What a command answers: a status, or the code of a refusal. */
export type Answer = string

export interface Wish {
  readonly patient: string
  readonly source: string
  readonly attributes?: TokenAttributes | undefined
}

/** One doctor's sessions by date, and what each command does to them, read from the documentation sentence by sentence. */
export class Model {
  readonly sessions = new Map<string, ModelSession>()

  constructor(readonly rules: Composition) {}

  tick(now: number): void {
    for (const session of this.sessions.values()) session.now = now
  }

  open(date: string, slots: readonly { start: number; end: number; base: number }[]): void {
    const session = new ModelSession(this.rules)
    session.slots = slots.map((slot) => ({ ...slot }))
    this.sessions.set(date, session)
  }

  /** The first coming session that seats the newcomer, else the first that lets it wait. */
  bookWithDoctor(wish: Wish, today: string): Answer {
    let waiting: ModelSession | undefined
    let second: Answer | undefined
    const coming = [...this.sessions].filter(([date, { closed }]) => date >= today && !closed)
    if (coming.length === 0) return 'session-not-found'
    for (const [, session] of coming) {
      const trial = session.copy()
      const answer = book(trial, undefined, wish)
      if (answer === 'unknown-source' || answer === 'duplicate-token') return answer
      if (answer === 'confirmed') {
        session.become(trial)
        return answer
      }
      if (answer === 'waitlisted') waiting ??= session
      else if (second === undefined || second === 'slot-past') second = answer
    }
    return waiting === undefined ? second! : book(waiting, undefined, wish)
  }
}

/** Books a slot, or with none the earliest of the session that fits. */
export function book(session: ModelSession, named: number | undefined, { patient, source, attributes }: Wish): Answer {
  const { repeats } = session.rules
  const base = session.baseRank(source, attributes)
  if (base === undefined) return 'unknown-source'
  if (session.closed) return 'session-closed'
  const wanted = named ?? session.slots.findIndex((slot) => slot.start > session.now)
  if (wanted < 0 || session.isOver(wanted)) return 'slot-past'
  if (repeats !== true && session.hasLive(patient, wanted)) return 'duplicate-token'
  const trial = session.copy()
  const rank = session.aged(base, 0)
  const token: ModelToken = {
    patient,
    source,
    attributes,
    base,
    seatRank: rank,
    wanted,
    named: named !== undefined,
    arrivedAt: session.now,
    status: 'dropped',
    seat: undefined,
    waits: undefined,
    bumps: 0,
  }
  trial.tokens.push(token)
  const placed = placeNewcomer(trial, { token, rank, lost: undefined, mayBump: true })
  if (placed === 'bump-failed') return placed
  if (placed !== 'placed') return named === undefined ? 'no-capacity' : 'slot-full'
  const { seat, status } = trial.tokens.at(-1)!
  if (repeats !== true && seat !== undefined && session.hasLive(patient, seat)) return 'duplicate-token'
  session.become(trial)
  return status
}

/** A step of one token's visit. */
export function step(session: ModelSession, op: string, index: number): Answer {
  const token = session.tokens[index]!
  const { status } = token
  const release = (final: 'cancelled' | 'no-show' | 'completed'): Answer => {
    const hadSeat = token.seat !== undefined
    session.leave(token, final)
    if (hadSeat) session.promote()
    return final
  }
  const may = (...from: string[]): boolean => from.includes(status)
  switch (op) {
    case 'cancel':
      return may('confirmed', 'checked-in', 'waitlisted') ? release('cancelled') : 'invalid-transition'
    case 'noShow':
      return may('confirmed') ? release('no-show') : 'invalid-transition'
    case 'checkIn':
      if (!may('confirmed')) return 'invalid-transition'
      token.status = 'checked-in'
      return token.status
    case 'start':
      if (!may('confirmed', 'checked-in')) return 'invalid-transition'
      token.status = 'in-consultation'
      return token.status
    case 'complete':
      if (!may('confirmed', 'checked-in', 'in-consultation')) return 'invalid-transition'
      if (session.rules.completed === 'frees') return release('completed')
      token.status = 'completed'
      return token.status
    default:
      return reinstate(session, index)
  }
}

function reinstate(session: ModelSession, index: number): Answer {
  const { status, patient, wanted, seatRank: rank } = session.tokens[index]!
  const repeats = session.rules.repeats === true
  if (session.closed) return 'session-closed'
  if (status !== 'no-show') return 'invalid-transition'
  if (!repeats && session.hasLive(patient, wanted)) return 'duplicate-token'
  const token = session.tokens[index]!
  const free = session.slots.findIndex((_, slot) => slot >= wanted && session.isFree(token.source, slot))
  if (free >= 0 && !session.overtakes(token, rank, free)) {
    if (!repeats && session.hasLive(patient, free)) return 'duplicate-token'
    session.sit(token, free, rank)
    return 'confirmed'
  }
  if (session.rules.promotion.from === 'nobody' || session.isOver(session.slots.length - 1)) return 'no-capacity'
  Object.assign(token, { seat: undefined, status: 'waitlisted', waits: { slot: wanted, accepts: 'onward' } })
  return 'waitlisted'
}

/** A new class keeps its seat with the better rank, or asks again as a newcomer in its old place in the order of arrival. */
export function reclassify(session: ModelSession, index: number, source: string, given?: TokenAttributes): Answer {
  const token = session.tokens[index]!
  const attributes = given ?? token.attributes
  const base = session.baseRank(source, attributes)
  if (base === undefined) return 'unknown-source'
  if (!session.isLive(token)) return 'invalid-transition'
  const { seat } = token
  if (seat !== undefined) {
    const sees = session.seats(source, seat)
    if (session.used(seat) > sees && sees < session.seats(token.source, seat)) return 'no-capacity'
    Object.assign(token, { source, attributes, base, seatRank: Math.min(base, token.seatRank) })
    session.promote()
    return token.status
  }
  Object.assign(token, { source, attributes, base })
  if (session.closed) return token.status
  const rank = session.rank(token)
  const trial = session.copy()
  const asking = trial.tokens[index]!
  trial.leave(asking, 'dropped')
  const placed = placeNewcomer(trial, { token: asking, rank, lost: undefined, mayBump: true })
  if (placed === 'placed' && trial.tokens[index]!.seat !== undefined) session.become(trial)
  else session.promote()
  return session.tokens[index]!.status
}

export function addSlot(session: ModelSession, slot: { start: number; end: number; base: number }): Answer {
  if (session.closed) return 'session-closed'
  if (slot.end <= session.now) return 'slot-past'
  if (session.slots.some((other) => slot.start < other.end && other.start < slot.end)) return 'slot-overlap'
  const at = session.slots.filter((other) => other.start < slot.start).length
  session.slots.splice(at, 0, { ...slot })
  const moved = (old: number): number => (old >= at ? old + 1 : old)
  for (const token of session.tokens) {
    const wanted = token.wanted
    // Who asked for the earliest slot would have asked for this one.
    const isNowFirst = !token.named && at <= wanted && slot.start > token.arrivedAt
    token.wanted = isNowFirst ? at : moved(wanted)
    if (token.seat !== undefined) token.seat = moved(token.seat)
    if (token.waits === undefined || token.waits.accepts === 'any') continue
    const follows = token.waits.accepts === 'onward' && token.waits.slot === wanted
    token.waits.slot = follows ? token.wanted : moved(token.waits.slot)
  }
  session.promote()
  return 'open'
}

export function resize(session: ModelSession, slot: number, capacity: number, displace: boolean): Answer {
  if (session.closed) return 'session-closed'
  const trial = session.copy()
  trial.slots[slot]!.base = capacity
  for (let crowd = crowdOf(trial, slot); crowd.length > 0; crowd = crowdOf(trial, slot)) {
    const movable = crowd.filter((token) => token.status === 'confirmed')
    const last = movable.find((a) => movable.every((b) => a === b || trial.before(b, b.seatRank, a, a.seatRank)))
    if (!displace || last === undefined) return 'capacity-in-use'
    const asker = { token: last, rank: last.seatRank, lost: slot, mayBump: true }
    trial.leave(last, 'dropped')
    const asNewcomer = placeNewcomer(trial, asker)
    if (asNewcomer === 'placed') continue
    const asDisplaced = place(trial, asker, trial.rules.displaced, false)
    if (asDisplaced !== 'placed' && asDisplaced !== 'dropped') return 'capacity-in-use'
  }
  if (trial.overflow() > trial.overflowLimit()) return 'capacity-in-use'
  trial.promote()
  session.become(trial)
  return 'open'
}

/** Those of whom one has to go: more sit in the slot than some of its classes see seats, or than the session's overflow allows. */
function crowdOf(session: ModelSession, slot: number): ModelToken[] {
  const seated = session.tokens.filter((token) => token.seat === slot)
  const { base } = session.slots[slot]!
  if (session.overflow() > session.overflowLimit() && seated.length > base) return seated
  const views = [...new Set(seated.map((token) => session.seats(token.source, slot)))].sort((a, b) => a - b)
  for (const seats of views) {
    const limited = seated.filter((token) => session.seats(token.source, slot) <= seats)
    if (limited.length > seats) return limited
  }
  return []
}

export function close(session: ModelSession): Answer {
  if (session.closed) return 'session-closed'
  for (const token of session.tokens) if (token.status === 'waitlisted') session.leave(token, 'dropped')
  session.closed = true
  return 'closed'
}

/** The date of yesterday, from which sessions may still be running. */
export function yesterday(now: number, zoneMs: number): string {
  return new Date(now + zoneMs - 24 * HOUR).toISOString().slice(0, 10)
}
