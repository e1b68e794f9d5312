import { messageOf } from '../../core/rules/shown'
import { isOpdError, OpdError } from '../../errors'
import type { OpdEvent } from '../../events/event'
import type { AppendOutcome, Commit, Store, WriteTurn } from '../../store/store'
import { monotonicNow } from '../time/monotonic'
import { backOff, nextTurn, within } from '../time/waiting'
import type { CommitOutcome, Submission } from './submission'

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
