import type { Rejected } from '../../api/refusals'
import type { CoreCommand } from '../../core/command'
import { change } from '../../core/decide/decide'
import { NEXT_SESSION, Refusal } from '../../core/decision'
import { type Fact, NOWHERE } from '../../core/fact'
import type { RequestRecord } from '../../events/token-event'
import { hostCode } from '../input/host-code'
import type { SessionRecord } from '../sessions/session-record'
import { refusalOf } from './refuse'

/** The decision on a command: facts to commit, nothing to do, or a refusal. */
export interface Outcome {
  /** The sessions that the decision read, in order of date; for a reschedule, the token's own first. */
  readonly records: readonly SessionRecord[]
  /** Facts of these sessions, without those that follow once they are folded; none if the command changes nothing. */
  readonly facts: readonly Fact[]
  /** Index of the session that the answer shows. */
  readonly index: number
  /** Handle of the token that the answer shows, or -1. */
  readonly token: number
  readonly refusal: Rejected | undefined
  /** Attributes for the token's request in the event. */
  readonly attributes: RequestRecord['attributes']
}

/** Returns the core's decision, each session by its own rules, or undefined if it needs one more session. */
export function decided(
  records: readonly SessionRecord[],
  command: CoreCommand,
  token = NOWHERE,
  attributes?: RequestRecord['attributes'],
): Outcome | undefined {
  const decision = hostCode('a rule', change, records, command)
  if (decision === NEXT_SESSION) return undefined
  if (decision instanceof Refusal) {
    // The token belongs to the first session.
    const known = decision.session === 0 ? token : NOWHERE
    return refused(records, refusalOf(decision, records[decision.session]!, known, command))
  }
  const own = ownFact(decision, command)
  const index = own?.session ?? 0
  return { records, facts: decision, index, token: own?.token ?? token, refusal: undefined, attributes }
}

/** The fact about the token that the decision issued or called; the command does not name it. */
function ownFact(facts: readonly Fact[], { op }: CoreCommand): Fact | undefined {
  if (op === 'callNext') return facts.find((fact) => fact.type === 'token.called')
  return op === 'book' || op === 'reschedule' ? facts.find((fact) => fact.intake !== null) : undefined
}

/** Returns the outcome of a refused command. */
export function refused(records: readonly SessionRecord[], refusal: Rejected): Outcome {
  return { records, facts: [], index: 0, token: NOWHERE, refusal, attributes: undefined }
}

/** Returns the outcome of a command that changes nothing. */
export function unchanged(record: SessionRecord): Outcome {
  return { records: [record], facts: [], index: 0, token: NOWHERE, refusal: undefined, attributes: undefined }
}
