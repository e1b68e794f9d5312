import type { Rules } from 'opd-scheduler'
import type { CoreCommand } from '../../src/core/command'
import { change } from '../../src/core/decide/decide'
import { settle } from '../../src/core/decide/settle'
import type { Decision } from '../../src/core/decision'
import type { Fact } from '../../src/core/fact'
import { evolve } from '../../src/core/state/evolve'
import type { Session } from '../../src/core/state/session'
import { clinicOf } from './clinic-of'

/** Decides a command about one session and folds its facts and those that follow, as the shell does. Returns all of them, or a refusal. */
export function carryOut(session: Session, rules: Rules, command: CoreCommand): Decision {
  const clinic = clinicOf(session, rules)
  const decision = change([clinic], command)
  if (!Array.isArray(decision)) return decision
  const facts = [...(decision as readonly Fact[])]
  for (const fact of facts) evolve(session, fact)
  settle(clinic, decision, (_, fact) => {
    evolve(session, fact)
    facts.push(fact)
  })
  return facts
}
