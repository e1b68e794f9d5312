import type { RefusalDetails, Rejected } from '../../api/refusals'
import type { CoreCommand } from '../../core/command'
import type { RequestRecord } from '../../events/token-event'
import type { Setting } from '../input/setting'
import type { SessionCache } from '../sessions/session-cache'
import type { SessionRecord } from '../sessions/session-record'
import type { Soon } from '../time/soon'
import type { HeldKeys } from './command-queue'
import { decided, type Outcome } from './outcome'
import { notFound, reject } from './refuse'

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
