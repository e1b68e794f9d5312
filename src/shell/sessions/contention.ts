import { monotonicNow, pauseUpTo } from '../time'
import type { SessionRecord } from './session-record'

/** Before the first conflict, which most processes never have. */
const NEVER = Number.NEGATIVE_INFINITY
/** How long a conflict makes further ones likely. */
const WINDOW_MS = 10_000
/** Longest pause of a command that lost to another process. */
const LONGEST_PAUSE_MS = 8

/**
 * Handles sessions to which other processes write. A session counts as contended for ten seconds after a commit to it
 * failed, and for another ten after each time that new events were found. Correctness never depends on it: an append checks versions.
 */
export class Contention {
  /** After a conflict on one session, newly loaded sessions count as contended until this time. */
  private newUntil = NEVER
  private readonly contendedUntil = new WeakMap<SessionRecord, number>()
  private readonly copies = new WeakMap<SessionRecord, SessionRecord>()
  private readonly pauses = new Map<string, Promise<void>>()

  /** Returns the empty record of a session that is not in memory. */
  newRecord(record: SessionRecord): SessionRecord {
    if (monotonicNow() < this.newUntil) this.contendedUntil.set(record, this.newUntil)
    return record
  }

  /** The record that replaces a broken one: a copy from before the events that were not committed, or an empty one. */
  insteadOf(broken: SessionRecord): SessionRecord {
    const copy = this.copies.get(broken)
    const record = copy === undefined || copy.isBroken ? broken.emptied() : copy
    // After a refusal by a key nothing points to another process that writes to this session.
    if (!broken.isRefused) this.newUntil = monotonicNow() + WINDOW_MS
    this.contendedUntil.set(record, broken.isRefused ? (this.contendedUntil.get(broken) ?? 0) : this.newUntil)
    return record
  }

  /** Called when the store had events of a session that were not in memory. */
  foundNews(record: SessionRecord): void {
    if (this.isContended(record)) this.contendedUntil.set(record, monotonicNow() + WINDOW_MS)
  }

  /**
   * Returns the moment as of which a command needs the session: `since`, or `wantedAt` if the session is contended, so that it is read
   * first. If events are waiting for the next append, the command shares it, and it is `since` all the same.
   */
  neededSince(record: SessionRecord, since: number, wantedAt: number): number {
    const { pending } = record
    const isGathering = pending !== undefined && pending.startedAt === undefined
    return this.isContended(record) && !isGathering ? wantedAt : since
  }

  /** Called before events are folded that may fail to be committed. A copy is cheaper than reading a long session again. */
  beforeFolding(record: SessionRecord): void {
    // A record may break while its command reads the doctor's details. A copy of it would count as sound.
    if (this.newUntil === NEVER || record.isBroken || record.pending !== undefined) return
    if (this.isContended(record)) this.copies.set(record, record.copy())
    else this.copies.delete(record)
  }

  /** Called after a commit: once nothing is pending, the copy is not needed any more. */
  afterCommit(record: SessionRecord): void {
    if (this.newUntil !== NEVER && record.pending === undefined && !record.isBroken) this.copies.delete(record)
  }

  /**
   * Waits before a command that lost to another process is decided again. The pauses of one session end together, so that one append
   * has all its commands, and they are short: the store admits processes one by one, and the command that waited longest must not be last.
   */
  pause(sessionId: string, attempt: number): Promise<void> {
    let shared = this.pauses.get(sessionId)
    if (shared === undefined) {
      shared = pauseUpTo(Math.min(LONGEST_PAUSE_MS, 2 ** attempt)).finally(() => this.pauses.delete(sessionId))
      this.pauses.set(sessionId, shared)
    }
    return shared
  }

  isContended(record: SessionRecord): boolean {
    if (this.newUntil === NEVER) return false
    const until = this.contendedUntil.get(record)
    return until !== undefined && monotonicNow() < until
  }
}
