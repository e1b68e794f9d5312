import { messageOf } from '../../core/rules/words'
import { isOpdError, OpdError } from '../../errors'
import { freezeEvent, type OpdEvent } from '../../events/event'
import type { AppendOutcome, Commit, Store, WriteTurn } from '../../store/store'
import { backOff, monotonicNow, nextTurn, within } from '../time'
import type { PendingCommit, SessionRecord } from './session-record'

/** The outcome of a commit, or the reason why it failed or is unknown. */
export type CommitOutcome = AppendOutcome | { readonly status: 'failed'; readonly error: OpdError }

/** What a commit carries out. It makes the commit as late as possible, because thousands may wait. */
export interface Committing {
  commitOf(writes: Commit['writes'], keys: KeyChanges): Commit
}

/** The keys that a commit claims and releases. */
export type KeyChanges = Pick<Commit, 'claims' | 'releases'>

/**
 * Answers commands when the outcomes of their commits are known. It is one object for all, because a closure for each would keep more
 * while thousands wait.
 */
export interface Answering<Run extends Committing> {
  /** Called once everybody else knows the outcome. */
  whenOver(submission: Submission<Run>, outcome: CommitOutcome): void
}

/** A commit on its way to the store. The sessions in memory have its events already. */
export class Submission<Run extends Committing = Committing> implements PendingCommit {
  startedAt: number | undefined
  /** The promise for those who wait, made when somebody does, which is seldom. */
  private awaited: Promise<CommitOutcome> | undefined
  private tell: ((outcome: CommitOutcome) => void) | undefined

  constructor(
    readonly run: Run,
    readonly records: readonly SessionRecord[],
    readonly writes: Commit['writes'],
    private readonly keys: KeyChanges,
    private readonly answering: Answering<Run>,
  ) {
    // The host and every reader share the events.
    for (const { events } of writes) for (const event of events) freezeEvent(event)
    for (const record of records) record.pending = this
  }

  /** The outcome, for a command or query that finds this commit pending. */
  get outcome(): Promise<CommitOutcome> {
    this.awaited ??= new Promise((resolve) => {
      this.tell = resolve
    })
    return this.awaited
  }

  answer(outcome: CommitOutcome): void {
    this.answering.whenOver(this, outcome)
  }

  commit(): Commit {
    return this.run.commitOf(this.writes, this.keys)
  }

  /** Marks the records as checked, or as broken if the commit failed, then tells the outcome. */
  finish(outcome: CommitOutcome): void {
    for (const record of this.records) {
      if (outcome.status === 'key-taken' && !record.isBroken) record.isRefused = true
      if (outcome.status !== 'committed') record.isBroken = true
      else if (this.startedAt !== undefined) record.checkedAt = Math.max(record.checkedAt, this.startedAt)
      if (record.pending === this) record.pending = undefined
    }
    this.tell?.(outcome)
  }
}

/**
 * Returns the pending commits on which an answer from these records depends; undefined if a record is broken or older than `arrived`.
 * If all of them succeed, each session was in this state at some moment after `arrived`, not necessarily the same for all.
 */
export function proofsOf(
  records: readonly SessionRecord[],
  arrived: number,
): readonly PendingCommit['outcome'][] | undefined {
  const proofs: PendingCommit['outcome'][] = []
  for (const { pending, checkedAt, isBroken } of records) {
    const provedAt = pending === undefined ? checkedAt : (pending.startedAt ?? Number.POSITIVE_INFINITY)
    if (isBroken || provedAt <= arrived) return undefined
    if (pending !== undefined) proofs.push(pending.outcome)
  }
  return proofs
}

/** Most commits in one append. */
const BATCH = 256

const CONFLICT: CommitOutcome = { status: 'conflict' }

/** Group commit: appends all waiting commits, one append at a time. Commits submitted meanwhile share the next append. */
export class Committer {
  private waiting: Submission[] = []
  private carried: readonly Submission[] = []
  private isRunning = false
  private turn: WriteTurn | undefined

  constructor(
    private readonly store: Store,
    private readonly deadlineMs: number,
    /** Called with each event that was committed, in order. */
    private readonly publish: (event: OpdEvent) => void,
    /** Called after every append that committed something. */
    private readonly onCommitted: () => void,
  ) {
    store.whenReplaced?.(() => this.breakAll())
  }

  submit(submission: Submission): void {
    this.waiting.push(submission)
    if (this.isRunning) return
    this.isRunning = true
    void this.run()
  }

  /** Uses a turn for the next append. Ends it if the commands that waited for it have nothing to commit. */
  async use(turn: WriteTurn): Promise<void> {
    this.endTurn()
    this.turn = turn
    await nextTurn()
    await nextTurn()
    if (this.turn === turn && this.waiting.length === 0) this.endTurn()
  }

  private endTurn(): void {
    this.turn?.end()
    this.turn = undefined
  }

  /** Called if the store may lack events that commits were decided on. Those that were written before are found by their ids. */
  private breakAll(): void {
    for (const { records } of [...this.carried, ...this.waiting]) for (const record of records) record.isBroken = true
  }

  private async run(): Promise<void> {
    for (;;) {
      // Commands that can be decided in this turn share the append.
      await nextTurn()
      if (this.waiting.length === 0) break
      const batch = this.waiting.splice(0, BATCH).filter((submission) => {
        if (!isBroken(submission)) return true
        // It was decided on events that were not committed.
        submission.finish(CONFLICT)
        submission.answer(CONFLICT)
        return false
      })
      if (batch.length > 0) await this.carry(batch)
    }
    this.isRunning = false
    this.endTurn()
  }

  private async carry(batch: readonly Submission[]): Promise<void> {
    this.carried = batch
    const outcomes = await this.outcomesOf(batch)
    this.carried = []
    let any = false
    batch.forEach((submission, index) => {
      const outcome = outcomes[index]!
      submission.finish(outcome)
      if (outcome.status !== 'committed') return
      any = true
      for (const { events } of submission.writes) for (const event of events) this.publish(event)
    })
    if (any) this.onCommitted()
    // What the listeners began, and their errors, come before the answers.
    await Promise.resolve()
    batch.forEach((submission, index) => {
      submission.answer(outcomes[index]!)
    })
  }

  /** Makes the commits and appends them. An error while they are made fails these commits, and does not stop later ones. */
  private async outcomesOf(batch: readonly Submission[]): Promise<readonly CommitOutcome[]> {
    let commits: readonly Commit[]
    try {
      commits = batch.map((submission) => submission.commit())
    } catch (thrown) {
      return batch.map(() => failed(thrown))
    }
    return this.append(batch, commits)
  }

  /** Retries until the outcome is known or the deadline is over. The command ids tell what an earlier attempt committed. */
  private async append(batch: readonly Submission[], commits: readonly Commit[]): Promise<readonly CommitOutcome[]> {
    const startedAt = monotonicNow()
    for (const submission of batch) submission.startedAt = startedAt
    const deadline = startedAt + this.deadlineMs
    for (let attempt = 1; ; attempt++) {
      try {
        const isGivenUp = attempt > 1 && batch.some(isBroken)
        const rest = deadline - monotonicNow()
        const outcomes = await (isGivenUp ? within(rest, this.find(commits)) : this.appendInTurn(commits, rest))
        if (outcomes.length !== commits.length || outcomes.some((outcome) => outcome?.status === undefined))
          throw new Error(`the store did not return an outcome for each of ${commits.length} commits`)
        if (attempt === 1) return outcomes
        return await Promise.all(outcomes.map((outcome, index) => this.ownOr(outcome, commits[index]!)))
      } catch (thrown) {
        const isKnown = attempt === 1 && isOpdError(thrown)
        if (isKnown || monotonicNow() > deadline)
          return commits.map(({ commandId }) => ({
            status: 'failed',
            error: isKnown ? (thrown as OpdError) : outcomeUnknown(commandId, thrown),
          }))
        await backOff(attempt)
      }
    }
  }

  /** Appends with the turn of this process, if it has one. The turn ends with the wait, although the append may never answer. */
  private async appendInTurn(commits: readonly Commit[], ms: number): Promise<readonly AppendOutcome[]> {
    const { turn } = this
    this.turn = undefined
    try {
      return await within(ms, this.store.append(commits, turn))
    } finally {
      turn?.end()
    }
  }

  /** The outcomes of commits that must not be written any more: an earlier attempt wrote them, or nothing did. */
  private find(commits: readonly Commit[]): Promise<readonly AppendOutcome[]> {
    return Promise.all(
      commits.map(async ({ commandId }): Promise<AppendOutcome> => {
        const commit = await this.store.findCommit(commandId)
        return commit === undefined ? { status: 'conflict' } : { status: 'command-known', commit }
      }),
    )
  }

  /** On a retry, `command-known` may mean that an earlier attempt committed this command: then its events are in the stream. */
  private async ownOr(outcome: AppendOutcome, { writes }: Commit): Promise<AppendOutcome> {
    if (outcome.status !== 'command-known') return outcome
    const { stream, expectedVersion, events } = writes.find((write) => write.events.length > 0)!
    const stored = await this.store.load(stream, expectedVersion)
    const isOwn = JSON.stringify(stored.slice(0, events.length)) === JSON.stringify(events)
    return isOwn ? { status: 'committed' } : outcome
  }
}

/** Whether it was decided on events that the store does not have. */
function isBroken({ records }: Submission): boolean {
  return records.some((record) => record.isBroken)
}

/** The outcome of a commit that could not be made: nothing was written. */
function failed(thrown: unknown): CommitOutcome {
  const error = new OpdError(
    'store-failed',
    `The commit could not be made: ${messageOf(thrown)}. Nothing was stored.`,
    {},
    thrown,
  )
  return { status: 'failed', error }
}

/** The error for a commit whose outcome is still unknown at the deadline. */
function outcomeUnknown(commandId: string, cause: unknown): OpdError {
  const why = messageOf(cause)
  const message = `Whether the command '${commandId}' was committed is not known (${why}). Repeat it with this command id.`
  return new OpdError('outcome-unknown', message, { commandId }, cause)
}
