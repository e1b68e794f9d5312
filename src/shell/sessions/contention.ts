import { isOpdError } from '../../errors'
import type { OpdEvent } from '../../events/event'
import type { Store, WriteTurn } from '../../store/store'
import { monotonicNow, nextTurn, pauseUpTo } from '../time'
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

/** A tail that was asked for and is not read yet. */
interface Wanted {
  readonly afterVersion: number
  readonly tail: Promise<readonly OpdEvent[]>
  readonly resolve: (tail: readonly OpdEvent[]) => void
  readonly reject: (thrown: unknown) => void
}

/** A data loader for the tails of streams: asks for all that are wanted in one turn with one query, if the store has `loadAll`. */
export class TailReader {
  private wanted = new Map<string, Wanted>()

  constructor(
    private readonly store: Pick<Store, 'load' | 'loadAll' | 'takeTurn'>,
    /** If given, tails are read in turns. Called with each turn when the commands that wait for the tails can be decided. */
    private readonly useTurn?: (turn: WriteTurn) => void,
  ) {}

  /** The events of a stream above a version, as of this call or later. */
  of(stream: string, afterVersion: number): Promise<readonly OpdEvent[]> {
    const { loadAll } = this.store
    if (loadAll === undefined) return this.store.load(stream, afterVersion)
    const known = this.wanted.get(stream)
    if (known?.afterVersion === afterVersion) return known.tail
    if (known !== undefined) return this.store.load(stream, afterVersion)
    if (this.wanted.size === 0) void this.askSoon(loadAll)
    let resolve!: Wanted['resolve']
    let reject!: Wanted['reject']
    const tail = new Promise<readonly OpdEvent[]>((fulfil, fail) => {
      resolve = fulfil
      reject = fail
    })
    this.wanted.set(stream, { afterVersion, tail, resolve, reject })
    return tail
  }

  private async askSoon(loadAll: Required<Store>['loadAll']): Promise<void> {
    await nextTurn()
    const turn = this.useTurn && (await this.turn())
    const { wanted } = this
    this.wanted = new Map()
    const versions = new Map([...wanted].map(([stream, { afterVersion }]) => [stream, afterVersion]))
    try {
      const tails = await loadAll(versions, turn)
      for (const [stream, { resolve }] of wanted) resolve(tails.get(stream) ?? [])
      if (turn !== undefined) this.useTurn!(turn)
    } catch (thrown) {
      turn?.end()
      // One damaged stream must not fail the others, and a turn may have been lost. A store that cannot be reached fails for all.
      const isOfOne = wanted.size > 1 && isOpdError(thrown) && thrown.code === 'store-corrupt'
      for (const [stream, { afterVersion, resolve, reject }] of wanted)
        if (isOfOne || turn !== undefined) this.store.load(stream, afterVersion).then(resolve, reject)
        else reject(thrown)
    }
  }

  /** Waits for a turn of this process. If it does not get one, conflicts are only more likely. */
  private async turn(): Promise<WriteTurn | undefined> {
    try {
      return await this.store.takeTurn?.()
    } catch {
      return undefined
    }
  }
}
