import { because, type Fact, leaves, type Ranked, type Trigger } from '../fact'
import { opensToAll } from '../session-facts'
import { evolve } from '../state/evolve'
import type { Session } from '../state/session'
import type { Clinic } from './clinic'
import { type Fold, nextMove, settleView } from './settle'
import { View } from './view'

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
