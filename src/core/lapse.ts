import { evolve } from './evolve'
import { type Fact, reshape } from './fact'
import { settle } from './fill'
import { release } from './release'
import type { Rules } from './rules'
import type { Session } from './session'
import { View } from './view'

/** A session in which nothing is left that is over by the clock, and the facts that made it so. */
export interface Lapsed {
  readonly session: Session
  readonly facts: readonly Fact[]
}

/**
 * Ends holds and offers whose time is up, the earliest first, and opens seats that were kept long enough. Every command is decided
 * on what this leaves, so that an abandoned seat stands in nobody's way, whether anybody sweeps or not.
 */
export function lapse(session: Session, index: number, at: number, rules: Rules): Lapsed {
  const draft = session.draft()
  const facts: Fact[] = []
  while (draft.dueAt <= at) {
    const token = overdue(draft)
    const slot = draft.opensAt.indexOf(draft.dueAt)
    const added = token < 0 ? opened(draft, index, slot, at, rules) : expired(draft, index, token, at, rules)
    facts.push(...added)
  }
  return { session: draft, facts }
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
