import type { OpdError } from '../../errors'
import { freezeEvent } from '../../events/freeze'
import type { AppendOutcome, Commit } from '../../store/store'
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
