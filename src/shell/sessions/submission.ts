import type { OpdError } from '../../errors'
import { freezeEvent } from '../../events/freeze'
import type { AppendOutcome, Commit } from '../../store/store'
import type { PendingCommit, SessionRecord } from './session-record'

/** The outcome of a commit, or the reason why it failed or is unknown. */
export type CommitOutcome = AppendOutcome | { readonly status: 'failed'; readonly error: OpdError }

/** A commit on its way to the store. The sessions in memory have its events already. */
export class Submission implements PendingCommit {
  startedAt: number | undefined
  readonly outcome: Promise<CommitOutcome>
  private resolve!: (outcome: CommitOutcome) => void

  constructor(
    readonly commit: Commit,
    readonly records: readonly SessionRecord[],
  ) {
    // The host and every reader share the events.
    for (const { events } of commit.writes) for (const event of events) freezeEvent(event)
    this.outcome = new Promise((resolve) => {
      this.resolve = resolve
    })
    for (const record of records) record.pending = this
  }

  /** Marks the records as checked, or as broken if the commit failed, then resolves `outcome`. */
  finish(outcome: CommitOutcome): void {
    for (const record of this.records) {
      if (outcome.status === 'key-taken' && !record.isBroken) record.isRefused = true
      if (outcome.status !== 'committed') record.isBroken = true
      else if (this.startedAt !== undefined) record.checkedAt = Math.max(record.checkedAt, this.startedAt)
      if (record.pending === this) record.pending = undefined
    }
    this.resolve(outcome)
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
