import { type Fact, reshape } from '../fact'
import type { Rules } from '../rules/rules'
import { evolve } from '../state/evolve'
import type { Session } from '../state/session'
import { settle } from './promote'
import { release } from './release'
import { View } from './view'

/**
 * The session as a command meets it: holds and offers whose time is up have ended, the earliest first, and seats that were kept long
 * enough are open to all. So an abandoned seat stands in nobody's way, whether anybody sweeps or not.
 */
export function expireThenView(session: Session, at: number, rules: Rules, index: number): View {
  if (session.dueAt > at || session.closed) return new View(session, rules, at, index)
  const draft = session.draft()
  const facts: Fact[] = []
  while (draft.dueAt <= at) {
    const token = overdue(draft)
    const slot = draft.opensAt.indexOf(draft.dueAt)
    const added = token < 0 ? opened(draft, index, slot, at, rules) : expired(draft, index, token, at, rules)
    facts.push(...added)
  }
  return new View(draft, rules, at, index, facts)
}

/** The token whose deadline is the next thing due, or -1. */
function overdue({ deadlines, dueAt }: Session): number {
  for (const [token, until] of deadlines) if (until === dueAt) return token
  return -1
}

function expired(draft: Session, index: number, token: number, at: number, rules: Rules): readonly Fact[] {
  const facts = release(new View(draft, rules, at, index), 'token.expired', token, 'expired')
  for (const fact of facts) evolve(draft, fact)
  return facts
}

function opened(draft: Session, index: number, slot: number, at: number, rules: Rules): readonly Fact[] {
  const facts = [reshape('slot.released', at, index, 'quota-released', null, slot)]
  evolve(draft, facts[0]!)
  settle(new View(draft, rules, at, index), -1, 'quota-released', facts)
  return facts
}
