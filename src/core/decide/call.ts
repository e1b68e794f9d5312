import { type Decision, Refusal, type StandbyWaits } from '../decision'
import { called, leaves, skipped, stays, type TokenFactType } from '../fact'
import { agedRank, callOrderOf, completionFrees, maxSkipsOf, skipCallsOf, standbyLimitOf } from '../rules/ask-rules'
import { RuleFault, type Rules } from '../rules/rules'
import type { Present } from '../rules/visit-rules'
import { shown } from '../rules/words'
import type { Session } from '../state/session'
import { CALLED, COMPLETED, IN_CONSULTATION } from '../state/status'
import { HOME, WANTED } from '../state/tokens'
import type { View } from './view'

/** What the rank for the call follows from. */
interface Ages {
  /** The rank that the priority policy gave, at intake or when the token was reclassified. */
  readonly base: number
  /** Time of the first check-in, in epoch milliseconds. */
  readonly since: number
  /** Planned start of the slot for which the patient was expected then: before it nobody ages. */
  readonly expectedAt: number
}

/** A token whose patient is present, with a seat or on standby. */
export interface Candidate extends Present, Ages {
  /** The session's number of calls until which it is passed over, because it did not answer its own. */
  readonly sitsOutUntil: number
  /** Number of the first check-in. */
  readonly first: number
  /** Whether it has no seat. */
  readonly standby: boolean
}

/** The rank for the call: that of the policy, aged by the time in the building since the patient was expected. */
export function rankForCall(rules: Rules, { base, since, expectedAt }: Ages, now: number): number {
  return agedRank(rules, base, Math.max(0, now - Math.max(since, expectedAt)))
}

/** Whether a patient of this rank for the call is an emergency. */
export function isUrgentRank({ priority }: Rules, rank: number): boolean {
  return priority.urgent !== undefined && rank <= priority.urgent
}

/** Whether the patient of this token is an emergency. */
export function isUrgent({ session, rules, now }: View, token: number): boolean {
  return (
    rules.priority.urgent !== undefined && isUrgentRank(rules, rankForCall(rules, agesOf(session, token, now), now))
  )
}

/** Whether an emergency without a seat is there and was not seen: on standby, or called and not gone in. */
export function hasUrgentWithoutSeat(view: View): boolean {
  const { session } = view
  const { standby, attended } = session.room
  for (const token of standby) if (isUrgent(view, token)) return true
  for (const token of attended)
    if (session.statusOf(token) === CALLED && session.slotOf(token) < 0 && isUrgent(view, token)) return true
  return false
}

/** Calls the first in order to a room. */
export function callNext(view: View, to: string): Decision {
  const { session, rules, now } = view
  const all = everybodyPresent(view)
  if (all.length === 0) return new Refusal('queue-empty')
  const next = firstToCall(rules, all, now, session.room.calls, () => whyStandbyWaits(view, to) === undefined)
  if (next === undefined) return whyStandbyWaits(view, to)!
  const cause = !next.standby ? 'called' : isUrgentRank(rules, next.rank) ? 'urgent' : 'standby'
  return call(view, next.token, to, cause)
}

/** Calls a token by name, or calls it again. */
export function callByName(view: View, token: number, to: string, isOverride: boolean): Decision {
  const { session } = view
  if (session.statusOf(token) === CALLED) return call(view, token, to, 'recalled')
  if (!session.room.standby.has(token)) return call(view, token, to, 'by-name')
  if (isUrgent(view, token)) return call(view, token, to, 'urgent')
  if (isOverride) return call(view, token, to, 'by-name')
  return whyNotYet(view, token, to) ?? call(view, token, to, 'standby')
}

/** Why a token on standby may not be called or seen now: another patient comes first, or nobody on standby may be called. */
export function whyNotYet(view: View, token: number, to: string): Refusal | undefined {
  if (isUrgent(view, token)) return undefined
  const why = whyStandbyWaits(view, to)
  if (why !== undefined) return why
  const { calls } = view.session.room
  const isRival = (each: Candidate): boolean =>
    !each.standby || each.token === token || isUrgentRank(view.rules, each.rank)
  const first = firstToCall(view.rules, everybodyPresent(view).filter(isRival), view.now, calls, () => true)!
  return first.token === token || first.sitsOutUntil > calls ? undefined : standbyWaits('patient-present')
}

/** To the same room as before, unless another is named. */
function call(view: View, token: number, to: string, cause: string): Decision {
  const { room } = view.session
  const order = room.standby.has(token) ? '' : callOrderOf(view.rules).name
  return [called(view, token, cause, order, to || room.roomOf(token))]
}

/** A called token did not come: it is present again, or after too many skips a no-show. Without a seat it is on standby again. */
export function skip(view: View, token: number): Decision {
  const { session, rules } = view
  const { skips, standby } = session.room.of(token)!
  // Nobody waits in a closed session.
  const isLast = skips + 1 >= maxSkipsOf(rules) || (standby && session.closed)
  if (isLast) return depart(view, 'token.no-show', token, 'skipped')
  return [skipped(view, token, skipCallsOf(rules), standby ? session.listBefore(token) : -1)]
}

/**
 * The one order of call, which the queue and the forecast use too. Returns the patient who is called now after `calls` calls: an
 * emergency; else one with a seat by the call order; else, if `mayStandby` says so, one without. As long as nobody's slot has begun, the
 * first with a seat and the first without are compared. A patient who did not answer a call sits out: others come before. Returns
 * undefined if nobody may be called.
 */
export function firstToCall<T extends Candidate>(
  rules: Rules,
  all: readonly T[],
  now: number,
  calls: number,
  mayStandby: () => boolean,
): T | undefined {
  return firstOf(rules, all, now, calls, mayStandby, false) ?? firstOf(rules, all, now, calls, mayStandby, true)
}

function firstOf<T extends Candidate>(
  rules: Rules,
  all: readonly T[],
  now: number,
  calls: number,
  mayStandby: () => boolean,
  sitsOut: boolean,
): T | undefined {
  let urgent: T | undefined
  let seated: T | undefined
  let standby: T | undefined
  let hasBegun = false
  for (const each of all) {
    if (each.sitsOutUntil > calls !== sitsOut) continue
    if (isUrgentRank(rules, each.rank)) {
      if (urgent === undefined || byRank(each, urgent) < 0) urgent = each
    } else if (each.standby) {
      if (standby === undefined || byClass(each, standby) < 0) standby = each
    } else {
      hasBegun ||= each.slotStart <= now
      if (seated === undefined || byCallOrder(rules, each, seated, now) < 0) seated = each
    }
  }
  if (urgent !== undefined) return urgent
  if (standby === undefined || hasBegun || !mayStandby()) return seated
  return seated === undefined || byClass(standby, seated) < 0 ? standby : seated
}

/** Everybody who is present, in the order in which they would be called now. Those on standby who may not be called come last. */
export function callingOrder(view: View): number[] {
  const { rules, now, session } = view
  const rest = everybodyPresent(view)
  const order: number[] = []
  let standbyLeft = session.room.standby.size > 0 && whyStandbyWaits(view) === undefined ? standbyVisitsLeft(view) : 0
  for (;;) {
    const next = firstToCall(rules, rest, now, session.room.calls, () => standbyLeft > 0)
    if (next === undefined) break
    if (next.standby && !isUrgentRank(rules, next.rank)) standbyLeft--
    order.push(next.token)
    rest.splice(rest.indexOf(next), 1)
  }
  return [...order, ...rest.sort(byClass).map(({ token }) => token)]
}

function everybodyPresent(view: View): Candidate[] {
  const all: Candidate[] = []
  for (const token of view.session.room.present) all.push(candidate(view, token))
  for (const token of view.session.room.standby) all.push(candidate(view, token))
  return all
}

/** A token as the call order sees it, which cannot change it. One that has not checked in counts as checking in now, after all others. */
export function candidate({ session, rules, now }: View, token: number): Candidate {
  const visit = session.room.of(token)
  const slot = session.slotOf(token)
  const ages = agesOf(session, token, now)
  const next = session.room.arrivals + 1
  return Object.freeze({
    token,
    rank: rankForCall(rules, ages, now),
    source: session.tokens.sources[token]!,
    slotStart: slot < 0 ? Number.POSITIVE_INFINITY : session.starts[slot]!,
    slotEnd: slot < 0 ? Number.POSITIVE_INFINITY : session.ends[slot]!,
    checkedInAt: visit?.checkedInAt ?? now,
    arrived: visit?.arrived ?? next,
    skips: visit?.skips ?? 0,
    again: visit?.again ?? false,
    base: ages.base,
    since: ages.since,
    expectedAt: ages.expectedAt,
    sitsOutUntil: visit?.sitsOutUntil ?? 0,
    first: visit?.first?.number ?? next,
    standby: slot < 0,
  })
}

/** A patient who has not checked in is expected for the seat's slot, or without a seat for the slot asked for. */
function agesOf(session: Session, token: number, now: number): Ages {
  const { lanes, planned, room, tokens } = session
  const base = lanes.ranks[tokens.get(token, HOME)]!
  const first = room.of(token)?.first ?? null
  if (first !== null) return { base, since: first.at, expectedAt: first.expectedAt }
  const slot = session.slotOf(token)
  return { base, since: now, expectedAt: planned[slot < 0 ? tokens.get(token, WANTED) : slot]! }
}

/** By the policy's rank, then by the first check-in. Without a seat, and before the slot, nobody ages. */
function byClass(a: Candidate, b: Candidate): number {
  return a.base - b.base || bySince(a, b)
}

function byRank(a: Candidate, b: Candidate): number {
  return a.rank - b.rank || bySince(a, b)
}

function byCallOrder(rules: Rules, a: Candidate, b: Candidate, now: number): number {
  const order = callOrderOf(rules)
  const answer = order.compare(a, b, now)
  if (typeof answer !== 'number' || Number.isNaN(answer))
    throw new RuleFault(`the call order '${order.name}' returns ${shown(answer)}`)
  return answer || bySince(a, b)
}

function bySince(a: Candidate, b: Candidate): number {
  return a.since - b.since || a.first - b.first
}

/**
 * Returns the refusal if no token on standby may be called to this room now, whoever else is present. No called patient waits for one longer
 * than until a visit that is under way ends, and no visit of one begins after the session's last slot.
 */
function whyStandbyWaits(view: View, to = ''): Refusal | undefined {
  const { session, now } = view
  const { room } = session
  for (const token of room.attended)
    if (session.statusOf(token) === CALLED && !areApart(room.roomOf(token), to)) return standbyWaits('patient-called')
  if (now >= session.ends[session.slots - 1]!) return standbyWaits('session-over')
  return standbyVisitsLeft(view) > 0 ? undefined : standbyWaits('limit-reached')
}

function standbyWaits(why: StandbyWaits): Refusal {
  return new Refusal('standby-waits', undefined, undefined, undefined, undefined, why)
}

/** Whether these are two rooms. A patient who was called to no room in particular may be on the way to any. */
function areApart(a: string, b: string): boolean {
  return a !== '' && b !== '' && a !== b
}

/** How many more tokens on standby may be called. Emergencies do not count, by the rank that the policy gave them. */
export function standbyVisitsLeft({ session, rules }: View): number {
  const counts = (token: number, isBack: boolean): boolean => {
    const status = session.statusOf(token)
    const base = session.lanes.ranks[session.tokens.get(token, HOME)]!
    return (isBack || status === IN_CONSULTATION || status === COMPLETED) && !isUrgentRank(rules, base)
  }
  return standbyLimitOf(rules) - session.room.standbyVisits(counts)
}

/** A patient goes or does not come. If a visit was completed before, it stays completed, and so does the use of its seat. */
export function depart(view: View, type: TokenFactType, token: number, cause: string): Decision {
  if (view.session.room.of(token)?.again !== true) return [leaves(view, type, token, cause)]
  return complete(view, token, cause === 'cancelled' ? 'left' : cause)
}

/** The visit is over. Its seat is given away if the rules say so. */
export function complete(view: View, token: number, cause: string): Decision {
  if (completionFrees(view.rules)) return [leaves(view, 'token.completed', token, cause)]
  return [stays(view, 'token.completed', token, cause)]
}
