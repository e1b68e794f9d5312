import { type Fact, leaves } from '../fact'
import { overtimeOf } from '../rules/ask-rules'
import { evolve } from '../state/evolve'
import { CONFIRMED } from '../state/status'
import { hasUrgentWithoutSeat } from './call'
import { graceEndsAt } from './clock'
import { closeOpenSession } from './roster'
import { View } from './view'

/**
 * Marks tokens that have not come as no-shows once their grace is over, and closes the session after its last slot. In a session that was
 * closed early, tokens may still be expected.
 */
export function sweep({ session, rules, now, index }: View): readonly Fact[] {
  const facts: Fact[] = []
  const draft = session.draft()
  for (const token of draft.tokens.handles()) {
    if (draft.statusOf(token) !== CONFIRMED || graceEndsAt(draft, rules, token) > now) continue
    const gone = leaves(new View(draft, rules, now, index), 'token.no-show', token, 'grace-over')
    evolve(draft, gone)
    facts.push(gone)
  }
  // The clock may leave a waiter with nothing but slots in which the doctor is away.
  const view = new View(draft, rules, now, index)
  for (const token of draft.tokens.handles()) {
    if (!view.isStranded(token)) continue
    const gone = leaves(view, 'token.dropped', token, 'blocked')
    evolve(draft, gone)
    facts.push(gone)
  }
  const end = session.ends[session.slots - 1]! + overtimeOf(rules)
  // A patient who got a seat late may still come.
  if (end > now || session.closed || draft.isAwaited()) return facts
  const after = new View(draft, rules, now, index)
  // No emergency goes home unseen by a clock.
  if (!hasUrgentWithoutSeat(after)) facts.push(...closeOpenSession(after))
  return facts
}
