import type { Doctor } from '../../core/doctor'
import { OpdError } from '../../errors'
import { freeze } from '../../events/event'
import type { Store } from '../../store/store'
import type { Rulebook } from '../input/rulebook'
import { giveWay, monotonicNow, type Soon } from '../time'
import type { Committer } from './committer'
import type { Contention } from './contention'
import { SessionRecord } from './session-record'
import { TailReader } from './tail-reader'

/** A doctor in memory. */
export interface DoctorRecord {
  readonly doctor: Doctor | undefined
  readonly version: number
  /** When the store was last asked. */
  readonly checkedAt: number
}

const UNKNOWN: DoctorRecord = { doctor: undefined, version: 0, checkedAt: Number.NEGATIVE_INFINITY }

/**
 * Sessions (a scan-resistant cache) and doctors in memory, brought up to date from the store. The caller holds the session's key. A record that is
 * asked for with a moment `since` includes every commit that was acknowledged before it.
 */
export class SessionCache {
  /** How often everything was forgotten. What was read at another count must not be used. */
  epoch = 0
  private sessions: ScanResistantCache<SessionRecord>
  private readonly tails: TailReader
  /** Reads sessions to which other processes write. */
  private readonly tailsInTurn: TailReader
  private readonly doctors = new Map<string, DoctorRecord>()

  constructor(
    store: Store,
    private readonly contention: Contention,
    sessionsInMemory: number,
    private readonly rulebook: Rulebook,
    committer: Pick<Committer, 'use'>,
    private readonly deadlineMs: number,
  ) {
    this.tails = new TailReader(store)
    this.tailsInTurn = store.takeTurn === undefined ? this.tails : new TailReader(store, (turn) => committer.use(turn))
    this.sessions = new ScanResistantCache(sessionsInMemory)
    store.whenReplaced?.(() => {
      this.epoch++
      this.sessions = new ScanResistantCache(sessionsInMemory)
      this.doctors.clear()
    })
  }

  /**
   * The record to decide a command on, which asked for it at `wantedAt`. It may have events that are not committed yet. A sweep does not
   * use the sessions that it looks at: it would displace those in use.
   */
  forDecision(sessionId: string, since: number, wantedAt: number, isUse = true): Soon<SessionRecord> {
    const record = this.recordOf(sessionId, isUse)
    const needed = this.contention.neededSince(record, since, wantedAt)
    if (record.checkedAt > needed) return record
    // Those in line behind a read that never ends would else wait for one deadline after another.
    if (monotonicNow() > wantedAt + this.deadlineMs)
      throw new OpdError(
        'store-failed',
        `The session ${sessionId} could not be read in time. Check the store, then try again.`,
      )
    return this.upToDate(record, needed, isUse, true)
  }

  /** The record of a session without events that are not committed yet. */
  async withoutPending(sessionId: string, since: number): Promise<SessionRecord> {
    for (;;) {
      const record = await this.upToDate(this.recordOf(sessionId, false), since, false)
      // A commit may have failed while this waited: then the record is broken and has nothing pending.
      if (record.pending === undefined && !record.isBroken) return record
      await record.pending?.outcome
    }
  }

  /**
   * A copy of a session for a caller that does not hold its key, without events that are not committed yet. The session in memory must not be
   * read meanwhile: a command that holds the key may be reading it.
   */
  async copyOf(sessionId: string): Promise<SessionRecord> {
    for (;;) {
      const record = this.recordOf(sessionId, false)
      if (record.pending === undefined && !record.isBroken) {
        const { epoch } = this
        const copy = record.copy()
        const tail = await this.tails.of(sessionId, copy.version)
        if (epoch !== this.epoch) continue
        copy.load(tail)
        return copy
      }
      await record.pending?.outcome
    }
  }

  /** Called before events are folded into a record that may fail to be committed. */
  beforeFolding(record: SessionRecord): void {
    this.contention.beforeFolding(record)
    this.sessions.use(record.sessionId, record)
  }

  /** Called after a commit of events that were folded into these records. */
  afterCommit(records: readonly SessionRecord[]): void {
    for (const record of records) this.contention.afterCommit(record)
  }

  /** Removes a doctor that this process has changed. */
  forgetDoctor(doctorId: string): void {
    this.doctors.delete(doctorId)
  }

  /** A doctor's details as of `since` or later. */
  doctor(doctorId: string, since: number): Soon<DoctorRecord> {
    const known = this.doctors.get(doctorId) ?? UNKNOWN
    return known.checkedAt > since ? known : this.readDoctor(doctorId, known)
  }

  private recordOf(sessionId: string, isUse: boolean): SessionRecord {
    const known = this.sessions.get(sessionId, isUse)
    if (known === undefined) return this.contention.newRecord(SessionRecord.empty(sessionId, this.rulebook))
    return known.isBroken ? this.contention.insteadOf(known) : known
  }

  private async upToDate(
    first: SessionRecord,
    since: number,
    isUse: boolean,
    isForDecision = false,
  ): Promise<SessionRecord> {
    for (let record = first; ; record = this.recordOf(record.sessionId, isUse)) {
      if (record.checkedAt > since) return record
      if (record.pending !== undefined) await record.pending.outcome
      else if (await this.read(record, isUse, isForDecision && this.contention.isContended(record))) return record
    }
  }

  /** Reads the new events of a record. Returns false if everything was forgotten meanwhile: they do not belong to this record. */
  private async read(record: SessionRecord, isUse: boolean, isInTurn: boolean): Promise<boolean> {
    const { epoch } = this
    // A walk reads many sessions, and both steps may take milliseconds without ever waiting.
    if (!isUse) await giveWay()
    const checkedAt = monotonicNow()
    const tail = await (isInTurn ? this.tailsInTurn : this.tails).of(record.sessionId, record.version)
    if (!isUse) await giveWay()
    if (epoch !== this.epoch) return false
    if (tail.length > 0) this.contention.foundNews(record)
    try {
      record.load(tail)
    } catch (thrown) {
      record.isBroken = true
      throw thrown
    }
    record.checkedAt = checkedAt
    if (!record.exists) return true
    if (isUse) this.sessions.use(record.sessionId, record)
    else this.sessions.keep(record.sessionId, record)
    return true
  }

  private async readDoctor(doctorId: string, known: DoctorRecord): Promise<DoctorRecord> {
    let { doctor, version } = known
    const { epoch } = this
    const checkedAt = monotonicNow()
    const tail = await this.tails.of(doctorId, version)
    if (epoch !== this.epoch) return this.readDoctor(doctorId, UNKNOWN)
    for (const event of tail) {
      if (event.type !== 'doctor.registered' || event.version !== version + 1) {
        throw new OpdError(
          'store-corrupt',
          `the stream ${doctorId} goes on with ${event.type} number ${event.version}, after ${version}`,
          { stream: doctorId },
        )
      }
      doctor = freeze(event.doctor)
      version = event.version
    }
    const record = { doctor, version, checkedAt }
    if (version > 0 && version >= (this.doctors.get(doctorId)?.version ?? 0)) this.doctors.set(doctorId, record)
    return record
  }
}

/** One in so many values that were only read replaces another if the cache is full. */
const ONE_IN = 8

/**
 * A cache in two queues, so that a walk over more values than fit neither displaces those in use nor itself. Values in use are an LRU cache
 * in two generations: a full young one becomes the old one, and values of the former old one that were not used since are dropped. Beside
 * them are values that were only read, the oldest first: of these a full cache takes one in eight, because a walk comes back to the
 * others before it comes back to a new one. A use takes constant time, whatever the size.
 */
export class ScanResistantCache<T> {
  private young = new Map<string, T>()
  private old = new Map<string, T>()
  private readonly read = new Map<string, T>()
  private refused = 0

  /** Holds at most `bound` values, and always the half of them that was used last. */
  constructor(private readonly bound: number) {}

  /** Returns a value. One that is used counts as in use from now on. */
  get(key: string, isUsed: boolean): T | undefined {
    const found = this.young.get(key)
    if (found !== undefined) return found
    const known = this.old.get(key) ?? this.read.get(key)
    if (known !== undefined && isUsed) this.use(key, known)
    return known
  }

  /** Puts in a value that is in use. */
  use(key: string, value: T): void {
    // Nearly every command uses a session that is in use.
    if (this.young.get(key) === value) return
    this.read.delete(key)
    this.young.set(key, value)
    if (this.young.size * 2 >= this.bound) {
      this.old = this.young
      this.young = new Map()
    }
    this.makeRoom()
  }

  /** Puts in a value that was only read, if there is room for it, or else now and then. */
  keep(key: string, value: T): void {
    if (this.young.has(key)) this.young.set(key, value)
    else if (this.old.has(key)) this.old.set(key, value)
    else if (this.read.has(key) || this.size < this.bound) this.read.set(key, value)
    else if (++this.refused % ONE_IN === 0) this.read.set(key, value)
    this.makeRoom()
  }

  /** Drops the oldest values that were only read. */
  private makeRoom(): void {
    while (this.size > this.bound && this.read.size > 0) this.read.delete(this.read.keys().next().value!)
  }

  private get size(): number {
    return this.young.size + this.old.size + this.read.size
  }
}
