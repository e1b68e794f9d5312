import { because, type Fact, type Ranked, type Trigger } from '../fact'
import { opensToAll } from '../session-facts'
import type { Session } from '../state/session'
import type { Clinic } from './clinic'
import { bestForFreeSeat } from './next-in-line'
import { promoteAll, vacate } from './promote'
import { letWaitersIn, mayLetIn } from './settle'
import { View } from './view'

/**
 * Returns the session at the time of a command: holds and offers whose time is up have expired, the earliest first, reserved seats whose
 * time is up are open to all, and every token has the seat that the rules give it by now. So an abandoned seat is free for the next command
 * even if no sweep has run, and nobody waits beside a seat that the clock or other rules have opened.
 */
export function expireThenView({ session, rules }: Clinic, at: number, index: number): View {
  if (session.dueAt > at || session.closed) return settledByNow(new View(session, rules, at, index))
  const draft = session.draft()
  const facts: Fact[] = []
  while (draft.dueAt <= at) {
    const view = new View(draft, rules, at, index)
    const token = overdueToken(draft)
    facts.push(...(token >= 0 ? expireToken(view, token) : openReservedSeats(view, draft.opensAt.indexOf(draft.dueAt))))
  }
  return settledByNow(new View(draft, rules, at, index, facts))
}

/** Gives tokens the seats that they may have by now, free or by a bump. Nearly always there is none, and nothing is copied. */
function settledByNow(view: View): View {
  if (bestForFreeSeat(view) === undefined && !mayLetIn(view)) return view
  const { session, rules, now, index, ended } = view
  const draft = new View(session.draft(), rules, now, index)
  const facts = ended.slice()
  promoteAll(draft, (slot) => whyFree(slot, ended), facts)
  letWaitersIn(draft, (waiter, slot) => whyNow(waiter, session.rankOf(waiter.token), slot, ended), facts)
  return facts.length === ended.length ? view : new View(draft.session, rules, now, index, facts)
}

/** Why a free seat of this slot is given away at the beginning of a command. */
function whyFree(slot: number, ended: readonly Fact[]): Trigger {
  return openingOf(slot, ended) ?? ended.findLast((fact) => fact.type === 'token.expired') ?? because('rules')
}

/** Why a waiter is let in by a bump at the beginning of a command. */
function whyNow({ rank }: Ranked, base: number, slot: number, ended: readonly Fact[]): Trigger {
  if (rank < base && openingOf(slot, ended) === undefined) return because('aged')
  return whyFree(slot, ended)
}

/** The fact that opened the reserved seats of this slot to all. */
function openingOf(slot: number, ended: readonly Fact[]): Fact | undefined {
  return ended.find((fact) => fact.type === 'slot.released' && fact.to === slot)
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
  promoteAll(view, () => opening, facts)
  return facts
}
