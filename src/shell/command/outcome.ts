import type { Rejected } from '../../api/refusals'
import type { CoreCommand } from '../../core/command'
import { decide } from '../../core/decide/decide'
import { NEXT_SESSION, Refusal } from '../../core/decision'
import { type Fact, NOWHERE } from '../../core/fact'
import type { Rules, TokenRequest } from '../../core/rules/rules'
import type { Session } from '../../core/state/session'
import type { RequestRecord } from '../../events/token-event'
import { hostCode } from '../input/host-code'
import type { SessionRecord } from '../sessions/session-record'
import { refusalOf } from './refuse'

/** What a command means for the sessions that it concerns: facts to commit, nothing to do, or a refusal. */
export interface Outcome {
  /** The sessions looked at, in order of date. */
  readonly records: readonly SessionRecord[]
  /** Facts of these sessions; none where the command changes nothing. */
  readonly facts: readonly Fact[]
  /** The session that the answer is about, and the token in it, by handle; -1 where none is. */
  readonly index: number
  readonly token: number
  readonly refusal: Rejected | undefined
  /** Attributes for the token's request in the event. */
  readonly attributes: RequestRecord['attributes']
}

/** Lets the core decide; undefined where it wants to see one more session. */
export function decided(
  records: readonly SessionRecord[],
  command: CoreCommand,
  rules: Rules,
  token = NOWHERE,
  attributes?: RequestRecord['attributes'],
): Outcome | undefined {
  const sessions: Session[] = command.op === 'openSession' ? [] : records.map((record) => record.session)
  const decision = hostCode('a rule', () => decide(sessions, command, rules))
  if (decision === NEXT_SESSION) return undefined
  if (decision instanceof Refusal) {
    // The token is one of the first session.
    const known = decision.session === 0 ? token : NOWHERE
    const request = 'request' in command ? command.request : undefined
    return refused(records, refusalOf(decision, records[decision.session]!, known, request, rules))
  }
  const own = ownFact(decision, command)
  const index = own?.session ?? 0
  return { records, facts: decision, index, token: own?.token ?? token, refusal: undefined, attributes }
}

/** The fact of the token that only the decision names: the one that is issued, or called. */
function ownFact(facts: readonly Fact[], { op }: CoreCommand): Fact | undefined {
  if (op === 'callNext') return facts.find((fact) => fact.type === 'token.called')
  return op === 'book' || op === 'reschedule' ? facts.find((fact) => fact.intake !== null) : undefined
}

/** Nothing happens, for this reason. */
export function refused(records: readonly SessionRecord[], refusal: Rejected): Outcome {
  return { records, facts: [], index: 0, token: NOWHERE, refusal, attributes: undefined }
}

/** Nothing happens, because it is so already. */
export function unchanged(record: SessionRecord): Outcome {
  return { records: [record], facts: [], index: 0, token: NOWHERE, refusal: undefined, attributes: undefined }
}

/** What a token asked for, as far as rules are concerned. */
export function requestOf({ session, names }: SessionRecord, token: number): TokenRequest {
  return { source: session.tokens.sources[token]!, attributes: names.attributes[token] }
}
