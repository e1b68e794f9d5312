import { because, type Fact, type Ranked, type Trigger } from '../fact'
import { opensToAll } from '../session-facts'
import type { Session } from '../state/session'
import type { Clinic } from './clinic'
import { promoteAll, vacate } from './promote'
import { letWaitersIn, mayLetIn } from './settle'
import { View } from './view'

/**
 * Returns the session at the time of a command: holds and offers whose time is up have expired, the earliest first, and reserved
 * seats whose time is up are open to all. So an abandoned seat is free for the next command even if no sweep has run.
 */
export function expireThenView({ session, rules }: Clinic, at: number, index: number): View {
  if (session.dueAt > at || session.closed) return waitersLetIn(new View(session, rules, at, index))
  const draft = session.draft()
  const facts: Fact[] = []
  while (draft.dueAt <= at) {
    const view = new View(draft, rules, at, index)
    const token = overdueToken(draft)
    facts.push(...(token >= 0 ? expireToken(view, token) : openReservedSeats(view, draft.opensAt.indexOf(draft.dueAt))))
  }
  return waitersLetIn(new View(draft, rules, at, index, facts))
}

/** Lets waiters in that may bump a token by now: because they waited, or because reserved seats opened to all. */
function waitersLetIn(view: View): View {
  return mayLetIn(view) ? letIn(view) : view
}

function letIn(view: View): View {
  const { session, rules, now, index, ended } = view
  const why = (waiter: Ranked, slot: number): Trigger => whyNow(waiter, session.rankOf(waiter.token), slot, ended)
  const facts = ended.slice()
  const draft = session.draft()
  letWaitersIn(new View(draft, rules, now, index), why, facts)
  return facts.length === ended.length ? view : new View(draft, rules, now, index, facts)
}

/** Why a waiter is let in at the beginning of a command. */
function whyNow({ rank }: Ranked, base: number, slot: number, ended: readonly Fact[]): Trigger {
  const opening = ended.find((fact) => fact.type === 'slot.released' && fact.to === slot)
  if (opening !== undefined) return opening
  if (rank < base) return because('aged')
  return ended.findLast((fact) => fact.type === 'token.expired') ?? because('rules')
}

/** The token whose deadline is the next thing due, or -1. */
function overdueToken({ deadlines, dueAt }: Session): number {
  for (const [token, until] of deadlines) if (until === dueAt) return token
  return -1
}

function expireToken(view: View, token: number): readonly Fact[] {
  const facts = vacate(view, 'token.expired', token, 'expired')
  for (const fact of facts) view.apply(fact)
  return facts
}

function openReservedSeats(view: View, slot: number): readonly Fact[] {
  const opening = opensToAll(view, slot)
  const facts = [opening]
  view.apply(opening)
  promoteAll(view, opening, facts)
  return facts
}
