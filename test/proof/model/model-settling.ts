import { bump, canWait, wishOf } from './model-placing'
import type { ModelSession } from './model-session'
import type { ModelToken } from './model-token'

/** Before and after each command: free seats are given away, and tokens that wait are let in by bumps, until none may come in. */
export function settle(session: ModelSession, before?: Before): void {
  do promote(session, before)
  while (letOneIn(session, before))
}

/** A token that asks as well: only better ones may come in. */
interface Before {
  readonly at: number
  readonly rank: number
}

function comesFirst(session: ModelSession, token: ModelToken, before: Before | undefined): boolean {
  if (before === undefined) return true
  return session.before(token, session.rank(token), session.tokens[before.at]!, before.rank)
}

/** Returns the session as it will be once all that may come in are in. */
export function settledCopy(session: ModelSession): ModelSession {
  const copy = session.copy()
  settle(copy)
  return copy
}

/** Gives free seats away, best token first, until no token may have one. */
function promote(session: ModelSession, before: Before | undefined): void {
  for (;;) {
    let best: ModelToken | undefined
    let into = -1
    session.slots.forEach((_, slot) => {
      const candidate = session.bestOf(session.entitled(slot))
      if (candidate === undefined) return
      if (best !== undefined && !session.before(candidate, session.rank(candidate), best, session.rank(best))) return
      best = candidate
      into = slot
    })
    if (best === undefined || !comesFirst(session, best, before)) return
    const { offers } = session.rules.promotion
    // The patient of a token on standby is there, and need not be asked.
    const mayAsk = best.waits !== undefined && !best.presence.standby
    const isAsked = mayAsk && offers !== undefined && !offers.exempt.includes(best.source)
    session.sit(best, into, session.rank(best))
    if (isAsked) session.keep(best, 'offered', offers.minutes)
  }
}

/** The waiters ask in the whole order, until one is let in. No token is bumped for a reinstated one. */
function letOneIn(session: ModelSession, before: Before | undefined): boolean {
  if (session.closed || session.rules.promotion.from === 'nobody') return false
  return session
    .waiters()
    .some((waiter) => !waiter.reinstated && comesFirst(session, waiter, before) && letIn(session, waiter))
}

/** The token asks as a newcomer for each slot that it accepts. It comes in only by a bump there; any other answer leaves it waiting. */
function letIn(session: ModelSession, token: ModelToken): boolean {
  return [...session.slots.keys()].some((slot) => session.letsIn(token, slot) && bumpsIn(session, token, slot))
}

function bumpsIn(session: ModelSession, token: ModelToken, slot: number): boolean {
  const at = session.tokens.indexOf(token)
  const rank = session.rank(token)
  if (session.victim(token, rank, slot) === undefined) return false
  const asker = { at, rank, wanted: slot, named: true, lost: undefined, mayBump: true, bumpsOnlyIn: slot }
  for (const tactic of session.rules.overflow) {
    const wish = wishOf(session, asker, tactic)
    if (wish === undefined) continue
    if (wish.kind !== 'bump') {
      if (canWait(session, wish)) return false
      continue
    }
    const trial = session.copy()
    const bumped = bump(trial, asker, slot)
    if (bumped === 'failed') continue
    if (!session.letsIn(token, slot, bumped === 'spare')) return false
    session.become(trial)
    return true
  }
  return false
}
