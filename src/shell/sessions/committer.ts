import { isOpdError, OpdError } from '../../errors'
import type { AppendOutcome, Commit, Store } from '../../store/store'
import type { Emitter } from '../log/emitter'
import { backOff } from '../time/back-off'
import { monotonicNow } from '../time/monotonic'
import { nextTurn } from '../time/next-turn'
import { within } from '../time/within'
import type { Settled, Submission } from './submission'

/** Commits that one append takes at most. */
const BATCH = 256

/** Appends all that waits at once, one append at a time: what is submitted meanwhile shares the next one. */
export class Committer {
  private waiting: Submission[] = []
  private isRunning = false

  constructor(
    private readonly store: Store,
    private readonly emitter: Emitter,
    private readonly deadlineMs: number,
    /** Called after every append that committed something. */
    private readonly committed: () => void,
  ) {}

  submit(submission: Submission): void {
    this.waiting.push(submission)
    if (this.isRunning) return
    this.isRunning = true
    void this.run()
  }

  private async run(): Promise<void> {
    for (;;) {
      // Whoever can decide in this turn comes along.
      await nextTurn()
      if (this.waiting.length === 0) break
      const batch = this.waiting.splice(0, BATCH).filter((submission) => {
        if (!submission.records.some((record) => record.isBroken)) return true
        // It was decided on something that was not committed.
        submission.settle({ status: 'conflict' })
        return false
      })
      if (batch.length > 0) await this.carry(batch)
    }
    this.isRunning = false
  }

  private async carry(batch: readonly Submission[]): Promise<void> {
    const settled = await this.append(batch)
    let any = false
    batch.forEach((submission, index) => {
      const outcome = settled[index]!
      submission.settle(outcome)
      if (outcome.status !== 'committed') return
      any = true
      for (const { events } of submission.commit.writes) for (const event of events) this.emitter.publish(event)
    })
    if (any) this.committed()
  }

  /** Tries until the outcome is known or time is up. The command ids tell what an earlier try has committed. */
  private async append(batch: readonly Submission[]): Promise<readonly Settled[]> {
    const commits = batch.map((submission) => submission.commit)
    const startedAt = monotonicNow()
    for (const submission of batch) submission.startedAt = startedAt
    const giveUp = startedAt + this.deadlineMs
    for (let attempt = 1; ; attempt++) {
      try {
        const outcomes = await within(giveUp - monotonicNow(), this.store.append(commits))
        if (outcomes.length !== commits.length || outcomes.some((outcome) => outcome?.status === undefined))
          throw new Error(`${commits.length} commits, and not an outcome for each`)
        if (attempt === 1) return outcomes
        return await Promise.all(outcomes.map((outcome, index) => this.ownOr(outcome, commits[index]!)))
      } catch (thrown) {
        const isKnown = attempt === 1 && isOpdError(thrown)
        if (isKnown || monotonicNow() > giveUp)
          return commits.map(({ commandId }) => ({
            status: 'failed',
            error: isKnown ? (thrown as OpdError) : outcomeUnknown(commandId, thrown),
          }))
        await backOff(attempt)
      }
    }
  }

  /** A command that is known after a try with unknown outcome may be known because of that try. */
  private async ownOr(outcome: AppendOutcome, { writes }: Commit): Promise<AppendOutcome> {
    if (outcome.status !== 'command-known') return outcome
    const { stream, expectedVersion, events } = writes.find((write) => write.events.length > 0)!
    const stored = await this.store.load(stream, expectedVersion)
    const isOwn = JSON.stringify(stored.slice(0, events.length)) === JSON.stringify(events)
    return isOwn ? { status: 'committed' } : outcome
  }
}

/** Neither committed nor not, as far as can be told in time. */
export function outcomeUnknown(commandId: string, cause: unknown): OpdError {
  const why = cause instanceof Error ? cause.message : String(cause)
  const message = `Whether the command '${commandId}' was committed is not known (${why}). Maybe repeat it with this command id.`
  return new OpdError('outcome-unknown', message, { commandId }, cause)
}
