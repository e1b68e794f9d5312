import type { OpdError } from '../../errors'
import type { AppendOutcome, Commit } from '../../store/store'
import { freeze } from './freeze'
import type { SessionRecord } from './session-record'

/** What became of a commit, or why that cannot be said. */
export type Settled = AppendOutcome | { readonly status: 'failed'; readonly error: OpdError }

/** A commit on its way to the store. The sessions in memory have its events already. */
export class Submission {
  /** When the append that carries it began; undefined while it waits. */
  startedAt: number | undefined
  readonly settled: Promise<Settled>
  private resolve!: (settled: Settled) => void

  constructor(
    readonly commit: Commit,
    readonly records: readonly SessionRecord[],
  ) {
    // The host sees these, and so does everybody else who reads them.
    freeze(commit.answer)
    for (const { events } of commit.writes) for (const event of events) freeze(event)
    this.settled = new Promise((resolve) => {
      this.resolve = resolve
    })
    for (const record of records) record.pending = this
  }

  settle(settled: Settled): void {
    for (const record of this.records) {
      if (settled.status !== 'committed') record.isBroken = true
      else if (this.startedAt !== undefined) record.checkedAt = Math.max(record.checkedAt, this.startedAt)
      if (record.pending === this) record.settle()
    }
    this.resolve(settled)
  }
}

/**
 * What must yet be committed for an answer that was decided on these sessions, and changes nothing, to know all that was
 * acknowledged before `arrived`; undefined where nothing would show that, because another process may have been there before.
 * Each session is as it was at some moment since, several not always at the same.
 */
export function proofsOf(records: readonly SessionRecord[], arrived: number): readonly Promise<Settled>[] | undefined {
  const proofs: Promise<Settled>[] = []
  for (const { pending, checkedAt, isBroken } of records) {
    const shownAt = pending === undefined ? checkedAt : (pending.startedAt ?? Number.POSITIVE_INFINITY)
    if (isBroken || shownAt <= arrived) return undefined
    if (pending !== undefined) proofs.push(pending.settled)
  }
  return proofs
}
