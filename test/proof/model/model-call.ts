import type { Composition } from './composition'
import type { Answer } from './model'
import type { ModelSession } from './model-session'
import { isOnStandby, leaveStandby, remember } from './model-standby'
import type { ModelToken } from './model-token'

/** Returns the worst rank of an emergency: the given one, or that of the source `emergency` if no other has it or a better one. */
export function urgentRank({ ranks, urgent, besides }: Composition): number | undefined {
  const { emergency, ...others } = ranks
  const isAlone = emergency !== undefined && Object.values(others).every((rank) => rank > emergency)
  const rank = urgent ?? (isAlone ? emergency : undefined)
  return rank === undefined || besides !== 'triage' ? rank : rank * 1000 + 999
}

/** Returns the rank of a present patient for the call, which improves in the building from the slot's planned start on. */
function rankForCall(session: ModelSession, { base, presence }: ModelToken): number {
  const from = Math.max(presence.since ?? session.now, presence.expectedAt)
  return session.aged(base, Math.max(0, session.now - from))
}

export function isUrgent(session: ModelSession, token: ModelToken): boolean {
  const urgent = urgentRank(session.rules)
  return urgent !== undefined && rankForCall(session, token) <= urgent
}

/** Returns the patients who are present, the one that is called next first; last those without a seat who may not be called. */
export function callingOrder(session: ModelSession): ModelToken[] {
  let rest = everybodyPresent(session)
  const order: ModelToken[] = []
  let visits = mayCallFromStandby(session) ? visitsLeft(session) : 0
  for (;;) {
    const next = firstOf(session, rest, visits > 0)
    if (next === undefined) return [...order, ...byKeys(rest, byClass)]
    if (isOnStandby(next) && !isUrgent(session, next)) visits--
    order.push(next)
    rest = rest.filter((token) => token !== next)
  }
}

export function callNext(session: ModelSession): Answer {
  const all = everybodyPresent(session)
  if (all.length === 0) return 'queue-empty'
  const next = firstOf(session, all, mayCallFromStandby(session))
  return next === undefined ? 'standby-waits' : call(session, next)
}

/** Calls a patient by name, or again. */
export function callByName(session: ModelSession, token: ModelToken, override: boolean): Answer {
  return isOnStandby(token) && !override && !mayBeSeen(session, token) ? 'standby-waits' : call(session, token)
}

/** Whether a patient without a seat may be seen now: nobody with a seat and no emergency comes first, and the conditions hold. */
export function mayBeSeen(session: ModelSession, token: ModelToken): boolean {
  if (isUrgent(session, token)) return true
  if (!mayCallFromStandby(session)) return false
  const others = everybodyPresent(session).filter(
    (each) => each === token || !isOnStandby(each) || isUrgent(session, each),
  )
  const first = firstOf(session, others, true)!
  return first === token || sitsOut(session, first)
}

function call(session: ModelSession, token: ModelToken): Answer {
  // A recall does not count as a call.
  if (token.status !== 'called') session.calls++
  if (isOnStandby(token)) return leaveStandby(session, token, 'called')
  remember(session, token)
  token.status = 'called'
  return token.status
}

function everybodyPresent({ tokens }: ModelSession): ModelToken[] {
  return tokens.filter((token) => token.status === 'checked-in' || isOnStandby(token))
}

/** Returns who is called first of some: an emergency, else somebody with a seat whose slot has begun, else the better of the others. */
function firstOf(session: ModelSession, all: readonly ModelToken[], standbyMay: boolean): ModelToken | undefined {
  for (const group of [
    all.filter((token) => !sitsOut(session, token)),
    all.filter((token) => sitsOut(session, token)),
  ]) {
    const [urgent] = byKeys(
      group.filter((token) => isUrgent(session, token)),
      (token) => [rankForCall(session, token), ...since(token)],
    )
    const others = group.filter((token) => !isUrgent(session, token))
    const [seated] = byKeys(
      others.filter((token) => !isOnStandby(token)),
      (token) => turn(session, token),
    )
    const [standby] = byKeys(others.filter(isOnStandby), byClass)
    const hasBegun = others.some(({ seat }) => seat !== undefined && session.slots[seat]!.start <= session.now)
    const waiting = standbyMay && !(hasBegun && seated !== undefined) ? standby : undefined
    const [best] = byKeys(
      [seated, waiting].filter((token) => token !== undefined),
      byClass,
    )
    const next = urgent ?? best
    if (next !== undefined) return next
  }
  return undefined
}

/** Whether the token is passed over, because it did not answer its call. */
function sitsOut({ calls }: ModelSession, { presence }: ModelToken): boolean {
  return presence.sitsOutUntil > calls
}

/** The turn of a patient with a seat: who has a reason to stay behind comes later, then the rank for the call counts. */
function turn(session: ModelSession, token: ModelToken): number[] {
  const { early = 'after', late = 'in-turn', last = [] } = session.rules.visit?.calls ?? {}
  const { start, end } = session.slots[token.seat!]!
  const behind = [
    early === 'after' && start > session.now,
    last.includes(token.source),
    late === 'after' && token.presence.since! >= end,
  ]
  return [...behind.map(Number), rankForCall(session, token), ...since(token)]
}

function byClass(token: ModelToken): number[] {
  return [token.base, ...since(token)]
}

function since({ presence }: ModelToken): number[] {
  return [presence.since!, presence.first]
}

function byKeys(tokens: readonly ModelToken[], keys: (token: ModelToken) => readonly number[]): ModelToken[] {
  return tokens.toSorted((a, b) => {
    const [left, right] = [keys(a), keys(b)]
    const at = left.findIndex((value, i) => value !== right[i])
    return at < 0 ? 0 : left[at]! - right[at]!
  })
}

/** Whether a patient without a seat may be called, whoever else is present. */
function mayCallFromStandby(session: ModelSession): boolean {
  const { tokens, slots, now } = session
  const isCalled = tokens.some(({ status }) => status === 'called')
  return !isCalled && now < slots.at(-1)!.end && visitsLeft(session) > 0
}

/** How many more visits without a seat there may be. Those of emergencies do not count, whom the policy gave such a rank. */
function visitsLeft(session: ModelSession): number {
  const isVisit = ({ status, presence }: ModelToken): boolean =>
    presence.wasStandby || (presence.standby && (status === 'in-consultation' || status === 'completed'))
  const urgent = urgentRank(session.rules) ?? Number.NEGATIVE_INFINITY
  const visits = session.tokens.filter((token) => isVisit(token) && token.base > urgent)
  return (session.rules.visit?.standby ?? 0) - visits.length
}
