import type { RefusalDetails, Rejected } from '../../api/results'
import type { CoreCommand } from '../../core/command'
import { change } from '../../core/decide/decide'
import { NEXT_SESSION, Refusal } from '../../core/decision'
import { type Fact, NOWHERE } from '../../core/fact'
import type { RequestRecord } from '../../events/event'
import { hostCode } from '../input/host-code'
import type { Setting } from '../input/setting'
import type { SessionCache } from '../sessions/session-cache'
import type { SessionRecord } from '../sessions/session-record'
import type { Soon } from '../time'
import type { HeldKeys } from './command-queue'
import { notFound, refusalOf, reject } from './refuse'

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

/** One attempt to decide a command: the time, and access to sessions. */
export class Preparation {
  constructor(
    readonly cache: SessionCache,
    readonly setting: Setting,
    /** Epoch milliseconds of the host's clock. */
    readonly now: number,
    /** The sessions must hold every commit that was acknowledged before this moment. */
    readonly since: number,
    /** When this attempt began, on the monotonic clock in milliseconds. */
    readonly asked: number,
    readonly keys: HeldKeys,
    /** Whether a refusal that the store would give at the commit is to be foreseen. */
    readonly foresees: boolean,
  ) {}

  /** Returns the session, locked against other commands of this process until the keys are released. */
  session(sessionId: string, isUse = true): Soon<SessionRecord> {
    const turn = this.keys.take(sessionId)
    if (turn !== undefined) return this.sessionAfter(turn, sessionId, isUse)
    return this.cache.forDecision(sessionId, this.since, this.asked, isUse)
  }

  private async sessionAfter(turn: Promise<void>, sessionId: string, isUse: boolean): Promise<SessionRecord> {
    await turn
    return this.cache.forDecision(sessionId, this.since, this.asked, isUse)
  }

  /** Returns sessions in this order. They are locked in order of their ids, so that two commands never wait for each other. */
  async sessions(sessionIds: readonly string[]): Promise<SessionRecord[]> {
    const inOrder = sessionIds.toSorted()
    this.keys.makeWayFor(inOrder)
    for (const id of inOrder) await this.keys.take(id)
    const reads = sessionIds.map((id) => this.cache.forDecision(id, this.since, this.asked))
    // The keys must be held until all reads have ended, also if one fails.
    await Promise.allSettled(reads)
    return Promise.all(reads)
  }

  decide(
    records: readonly SessionRecord[],
    command: CoreCommand,
    token?: number,
    attributes?: RequestRecord['attributes'],
  ): Outcome {
    return decided(records, command, token, attributes)!
  }

  /** Returns the refusal if there is no session: the doctor is not registered, the session does not exist, or none is open. */
  async whyNoSession(sought: RefusalDetails['session-not-found']): Promise<Rejected> {
    const { doctor } = await this.cache.doctor(sought.doctorId, this.since)
    return doctor === undefined ? notFound.doctor(sought.doctorId) : reject('session-not-found', sought)
  }
}
