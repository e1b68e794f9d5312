import { type Answer, commit, due, type Model } from './model'
import { moveOf } from './model-moves'
import { holdsAmong, holdsElsewhere } from './model-one-live'
import { type Asker, askerFor, place, placeNewcomer } from './model-placing'
import { close } from './model-roster'
import type { ModelSession } from './model-session'
import { settle } from './model-settling'
import { isOnStandby } from './model-standby'
import { newToken } from './model-token'

const MINUTE = 60_000
const MOST_MOVES = 500

/** Minutes after midnight of the service date. */
export interface Range {
  readonly from: number | undefined
  readonly to: number | undefined
}

/** The doctor is away: the slots that overlap the time are blocked, and tokens that are expected there get another place. */
export function blockTime(model: Model, id: string, range: Range, elsewhere: readonly string[]): Answer {
  const home = due(model.sessions.get(id)!)
  const slots = overlapping(home, range)
  if (slots.length === 0) return 'slot-not-found'
  if (home.closed) return 'session-closed'
  const left = slots.filter((slot) => !home.isOver(slot))
  if (left.length === 0) return 'slot-past'
  return leave(model, home, left, elsewhere) ?? 'open'
}

/** A clinic is cancelled: as if the doctor were away for the rest of it, and then it is closed. */
export function closeAndMove(model: Model, id: string, elsewhere: readonly string[]): Answer {
  const home = due(model.sessions.get(id)!)
  if (home.closed) return 'session-closed'
  const isAwaited = (slot: number): boolean =>
    home.tokens.some(({ status, seat }) => status === 'confirmed' && seat === slot)
  const left = [...home.slots.keys()].filter((slot) => !home.isOver(slot) || isAwaited(slot))
  return leave(model, home, left, elsewhere, close) ?? 'closed'
}

/** The doctor is back: the slots that overlap the time give seats again. */
export function unblockTime(session: ModelSession, range: Range): Answer {
  const slots = overlapping(session, range)
  if (slots.length === 0) return 'slot-not-found'
  if (session.closed) return 'session-closed'
  const left = slots.filter((slot) => !session.isOver(slot))
  if (left.length === 0) return 'slot-past'
  for (const slot of left) session.slots[slot]!.blocked = false
  return 'open'
}

/** The clinic runs late: all slots from one on begin and end so many minutes after the plan. Reservations last as much longer. */
export function delay(session: ModelSession, minutes: number, named?: number): Answer {
  const first = named ?? session.slots.findIndex((_, slot) => !session.isOver(slot))
  if (first < 0 || session.isOver(first)) return 'slot-past'
  const concerned = session.slots.slice(first)
  const later = concerned.map(({ start, planned }) => planned + minutes * MINUTE - start)
  if (later.every((ms) => ms === 0)) return session.closed ? 'closed' : 'open'
  const before = session.slots[first - 1]
  if (before !== undefined && before.end > concerned[0]!.start + later[0]!) return 'slot-overlap'
  for (const [n, slot] of concerned.entries()) {
    slot.start += later[n]!
    slot.end += later[n]!
    if (slot.opensAt !== undefined) slot.opensAt += later[n]!
  }
  return session.closed ? 'closed' : 'open'
}

/** Slots that overlap a time by their plan. */
function overlapping({ slots, day }: ModelSession, { from = 0, to = Number.POSITIVE_INFINITY }: Range): number[] {
  return slots.flatMap(({ start, end, planned }, slot) => {
    const begins = (planned - day.from) / MINUTE
    return begins < to && begins + (end - start) / MINUTE > from ? [slot] : []
  })
}

/** Blocks slots, moves those who are expected there, and writes all sessions that have changed. Returns the code of a refusal. */
function leave(
  model: Model,
  home: ModelSession,
  slots: readonly number[],
  elsewhere: readonly string[],
  then?: (home: ModelSession) => Answer,
): Answer | undefined {
  const others = elsewhere.map((id) => due(model.sessions.get(id)!))
  const arrivals: string[][] = others.map(() => [])
  const moves: string[] = []
  for (const slot of slots) home.slots[slot]!.blocked = true
  for (const [index, token] of home.tokens.entries()) {
    if (token.status !== 'held' || !home.slots[token.seat!]!.blocked) continue
    const { seat } = token
    home.end(token, 'expired')
    moves.push(moveOf(home, index, seat, 'expired', 'blocked'))
  }
  const concerned = home.tokens.filter((token) => {
    if (token.waits !== undefined)
      return (then !== undefined || !isOnStandby(token)) && home.waitsForBlocked(token.waits)
    return ['confirmed', 'offered'].includes(token.status) && home.slots[token.seat!]!.blocked
  })
  if (concerned.length > MOST_MOVES) return 'too-many-moves'
  // All have to go, so the best chooses first.
  const standing = (token: (typeof concerned)[number]): number =>
    token.waits === undefined ? home.standing(token) : home.rank(token)
  concerned.sort((a, b) => (home.before(a, standing(a), b, standing(b)) ? -1 : 1))
  const inOrder = concerned.map((token) => ({ index: home.tokens.indexOf(token), rank: standing(token) }))
  for (const { index, rank } of inOrder) {
    const { seat, wanted } = home.tokens[index]!
    const wall = home.slots[seat ?? wanted]!.planned - home.day.from
    const asker = askerFor(home, index, rank, seat)
    home.leave(home.tokens[index]!, 'dropped')
    // Better waiters ask first.
    settle(home, asker)
    const before = home.copy()
    const isPlaced = findPlace(home, asker)
    // A seat elsewhere is better than a place on the waiting list.
    const isSeated = isPlaced && home.tokens[index]!.waits === undefined
    const n = isSeated ? -1 : others.findIndex((other) => sitElsewhere(home, index, wall, other, others))
    if (isPlaced && n < 0) {
      moves.push(moveOf(home, index, seat, home.tokens[index]!.status, 'blocked'))
      continue
    }
    if (n >= 0) home.become(before)
    else home.forget(home.tokens[index]!)
    const token = home.tokens[index]!
    if (n >= 0) {
      const other = others[n]!
      home.end(token, 'rescheduled')
      token.replacedBy = `${other.id}.t${other.tokens.length}`
      arrivals[n]!.push(moveOf(other, other.tokens.length - 1, undefined, 'confirmed', 'rescheduled'))
    }
    moves.push(moveOf(home, index, seat, token.status, 'blocked'))
  }
  model.moves = [...moves, ...arrivals.flat()]
  then?.(home)
  commit(model.sessions.get(home.id)!, home)
  for (const [n, other] of others.entries()) if (arrivals[n]!.length > 0) commit(model.sessions.get(other.id)!, other)
  return undefined
}

/** The token looks for another place in its session: as a newcomer, since no better token took its seat, else as a displaced one. */
function findPlace(home: ModelSession, asker: Asker): boolean {
  return placeNewcomer(home, asker) === 'placed' || place(home, asker, home.rules.displaced, false) === 'placed'
}

/** A new token gets a free seat elsewhere: at the same time of day, else later, else the latest one before. */
function sitElsewhere(
  home: ModelSession,
  index: number,
  wall: number,
  other: ModelSession,
  others: readonly ModelSession[],
): boolean {
  if (other.closed) return false
  const { patient, source, attributes } = home.tokens[index]!
  const base = other.baseRank(source, attributes)
  if (base === undefined || (other.counts(source) && holdsElsewhere(other, patient, home))) return false
  // This command may have brought the patient to another doctor of that day.
  if (other.counts(source) && holdsAmong(others, other, patient)) return false
  const slots = [...other.slots.keys()].filter((slot) => other.slots[slot]!.start > other.now)
  const isEarlier = (slot: number): boolean => other.slots[slot]!.planned - other.day.from < wall
  const inTurn = [...slots.filter((slot) => !isEarlier(slot)), ...slots.filter(isEarlier).reverse()]
  for (const slot of inTurn) {
    const asks = { patient, source, attributes, base, seatRank: base, wanted: slot, named: true }
    const token = newToken({ ...asks, arrivedAt: other.now, replaces: `${home.id}.t${index + 1}` })
    const isTwice = other.collides(patient, source, slot)
    other.tokens.push(token)
    if (other.isFree(source, slot) && !isTwice) {
      other.sit(token, slot, base)
      return true
    }
    other.tokens.pop()
  }
  return false
}
