import { type Decision, Refusal } from '../decision'
import { called, skipped } from '../fact'
import { callOrderOf, maxSkipsOf, skipCallsOf } from '../rules/defaults'
import { RuleFault, type Rules } from '../rules/rules'
import { shown } from '../rules/shown'
import type { Present } from '../rules/visit-rules'
import { rememberedList } from '../state/cancelled'
import { CALLED } from '../state/status'
import { depart } from './depart'
import { sitsOut, standbyOrder, whyStandbyWaits } from './standby'
import type { View } from './view'

/** A present token. After a skip it is passed over until the session has had `sitsOutUntil` calls. */
export interface Candidate extends Present {
  readonly sitsOutUntil: number
}

/** Calls the best present token to a room. If there is none, or all of them sit out, the best one on standby is called. */
export function callNext(view: View, to = ''): Decision {
  const { room } = view.session
  let first: Candidate | undefined
  for (const token of room.present) {
    const next = candidate(view, token)
    if (first === undefined || compare(view, next, first) < 0) first = next
  }
  if (first !== undefined && first.sitsOutUntil <= room.calls) return call(view, first.token, to)
  const standby = standbyOrder(view)[0]
  if (first === undefined)
    return standby === undefined ? new Refusal('queue-empty') : callFromStandby(view, standby, to)
  const instead = standby === undefined || sitsOut(view, standby) ? undefined : callFromStandby(view, standby, to)
  return instead === undefined || instead instanceof Refusal ? call(view, first.token, to) : instead
}

/** Present tokens in the order in which they would be called now. */
export function callingOrder(view: View): number[] {
  const candidates = Array.from(view.session.room.present, (token) => candidate(view, token))
  return candidates.sort((a, b) => compare(view, a, b)).map(({ token }) => token)
}

/** Calls a token on standby, which leaves the waiting list without a seat. Refused as long as it has to wait for others. */
export function callFromStandby(view: View, token: number, to: string): Decision {
  return whyStandbyWaits(view, to) ?? [called(view, token, 'standby', '', to)]
}

/** Calls a token to a room, or calls it again; to the same room, unless another is named. */
export function call(view: View, token: number, to: string): Decision {
  const cause = view.session.statusOf(token) === CALLED ? 'recalled' : 'called'
  return [called(view, token, cause, callOrderOf(view.rules).name, to || view.session.room.roomOf(token))]
}

/** A called token did not come: it is present again, or after too many skips a no-show. Without a seat it is on standby again. */
export function skip(view: View, token: number): Decision {
  const { session, rules } = view
  const { skips, standby } = session.room.of(token)!
  // Nobody waits in a closed session.
  const isLast = skips + 1 >= maxSkipsOf(rules) || (standby && session.closed)
  if (isLast) return depart(view, 'token.no-show', token, 'skipped')
  return [skipped(view, token, skipCallsOf(rules), standby ? rememberedList(session, token) : -1)]
}

/** A token as the call order sees it, which cannot change it. One that has not checked in counts as checking in now, after all others. */
export function candidate({ session, now }: View, token: number): Candidate {
  const visit = session.room.of(token)
  const slot = session.slotOf(token)
  return Object.freeze({
    token,
    rank: session.rankOf(token),
    source: session.tokens.sources[token]!,
    slotStart: session.starts[slot]!,
    slotEnd: session.ends[slot]!,
    checkedInAt: visit?.checkedInAt ?? now,
    arrived: visit?.arrived ?? session.room.arrivals + 1,
    skips: visit?.skips ?? 0,
    again: visit?.again ?? false,
    sitsOutUntil: visit?.sitsOutUntil ?? 0,
  })
}

/** Returns a number below 0 if `a` is called before `b` at this time, after `calls` calls. */
export function compareCalls(rules: Rules, a: Candidate, b: Candidate, now: number, calls: number): number {
  const sitsOut = a.sitsOutUntil > calls
  if (sitsOut !== b.sitsOutUntil > calls) return sitsOut ? 1 : -1
  const order = callOrderOf(rules)
  const answer = order.compare(a, b, now)
  if (typeof answer !== 'number' || Number.isNaN(answer))
    throw new RuleFault(`the call order '${order.name}' returns ${shown(answer)}`)
  return answer || a.arrived - b.arrived
}

function compare({ rules, now, session }: View, a: Candidate, b: Candidate): number {
  return compareCalls(rules, a, b, now, session.room.calls)
}
