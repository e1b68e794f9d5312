import type { CoreTokenStep } from '../command'
import { Refusal } from '../decision'
import { because, type Fact, leaves, opensToAll, type Ranked, type Trigger } from '../fact'
import { graceOf, isGraceFromStart, overtimeOf } from '../rules/ask-rules'
import type { Rules } from '../rules/rules'
import { evolve } from '../state/evolve'
import type { Session } from '../state/session'
import { bestForFreeSeat, type Fold, hopeful, nextMove, settleView, waitsBesideFreeSeat } from './settle'
import { type Clinic, View } from './view'

/**
 * Returns the session at the time of a command: holds and offers whose time is up have expired, the earliest first, reserved seats whose
 * time is up are open to all, and every token has the seat that the rules give it by now. So an abandoned seat is free for the next command
 * even if no sweep has run, and nobody waits beside a seat that the clock or other rules have opened. Nearly always nothing is due, and
 * nothing is copied.
 */
export function present({ session, rules }: Clinic, at: number, index: number): View {
  const seen = new View(session, rules, at, index)
  if (session.closed || (session.dueAt > at && nextMove(seen, NOTHING, whyNow) === undefined)) return seen
  const ended: Fact[] = []
  const view = new View(session.draft(), rules, at, index, ended)
  const fold: Fold = (session, fact) => {
    evolve(session, fact)
    ended.push(fact)
  }
  const { session: draft } = view
  while (draft.dueAt <= at) {
    const token = overdueToken(draft)
    fold(
      draft,
      token < 0
        ? opensToAll(view, draft.opensAt.indexOf(draft.dueAt))
        : leaves(view, 'token.expired', token, 'expired'),
    )
  }
  settleView(view, ended, whyNow, fold)
  return view
}

const NOTHING: readonly Fact[] = []

/** Why a token gets a seat of this slot at the beginning of a command. */
function whyNow(
  { session }: View,
  ended: readonly Fact[],
  { token, rank }: Ranked,
  slot: number,
  byBump: boolean,
): Trigger {
  const here = ended.findLast((fact) => isDue(fact) && (fact.to === slot || fact.from === slot))
  if (here !== undefined) return here
  if (byBump && rank < session.rankOf(token)) return because('aged')
  // A seat elsewhere may make room here: for a token that is bumped, or one that is pulled forward.
  return ended.findLast(isDue) ?? because('rules')
}

function isDue({ type }: Fact): boolean {
  return type === 'token.expired' || type === 'slot.released'
}

/** The token whose deadline is the next thing due, or -1. */
function overdueToken({ deadlines, dueAt }: Session): number {
  for (const [token, until] of deadlines) if (until === dueAt) return token
  return -1
}

/** Due at any time. */
const AT_ONCE = 0

/**
 * Returns the earliest time at which a sweep could change something, unless another command changes the session before; null if none
 * could. It may be too early, which costs a look at the session, and is never too late. Times of the rules, such as the grace, do not
 * count, so that a session stays due in time if the rules change.
 */
export function nextDue(session: Session, rules: Rules, now: number): number | null {
  const { closed, slots, starts, ends, planned, waiting } = session
  const awaited = session.firstAwaited()
  if (closed && awaited === slots) return null
  let due = awaited < slots ? starts[awaited]! : Number.POSITIVE_INFINITY
  // Holds and offers end, reserved seats open, and the session is closed after its last slot.
  if (!closed) due = Math.min(due, session.dueAt, ends[slots - 1]!)
  if (waiting > 0) due = Math.min(due, planned[0]!)
  if (due > now && (waiting > 0 || session.away > 0) && mayMove(new View(session, rules, now))) return AT_ONCE
  return Math.floor(due)
}

/**
 * Whether a token might get another place before anything else is due. A free seat beside a waiter counts even if the promotion rule does
 * not give it: a rule may open with the clock, and a scheduler may be started with other rules. From the start of the session on, when
 * waiters make it due anyway, their ranks may improve, and they may be left with nothing but slots in which the doctor is away.
 */
function mayMove(view: View): boolean {
  const { session, rules } = view
  if (waitsBesideFreeSeat(view) || (session.away > 0 && bestForFreeSeat(view) !== undefined)) return true
  const { from, fills } = rules.promotion
  const mayBePulled = from === 'waitlist-and-later' && fills !== undefined && session.away > 0
  return (mayBePulled && !session.closed) || hopeful(view).length > 0
}

/** Returns when the grace of a token ends. If its patient has not come by then, the next sweep marks it as a no-show. */
export function graceEndsAt(session: Session, rules: Rules, token: number): number {
  const slot = session.slotOf(token)
  const limit = isGraceFromStart(rules) ? session.starts[slot]! : session.ends[slot]!
  return Math.max(limit, session.planned[slot]! + session.tokens.lateBy(token)) + graceOf(rules)
}

/** Returns the refusal if the service date has not begun, so that the patient can neither have come nor have stayed away. */
export function tooEarly({ now }: View, { token, day, override }: CoreTokenStep): Refusal | undefined {
  if (day === undefined || override !== undefined || now >= day.from) return undefined
  return new Refusal('outside-service-date', -1, 0, token)
}

/**
 * Returns the refusal if the patient can no longer come, or not yet: the service date is over, and so is the grace after the last
 * slot, which may end after midnight.
 */
export function notToday(view: View, command: CoreTokenStep): Refusal | undefined {
  const { day, override, token } = command
  const early = tooEarly(view, command)
  if (early !== undefined || day === undefined || override !== undefined) return early
  const { session, rules, now } = view
  const end = Math.max(day.to, session.ends[session.slots - 1]! + overtimeOf(rules))
  return now < end ? undefined : new Refusal('outside-service-date', -1, 0, token)
}
