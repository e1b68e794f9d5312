import type { Doctor } from '../../core/doctor'
import { OpdError } from '../../errors'
import type { Store } from '../../store/store'
import { monotonicNow } from '../time/monotonic'
import { freeze } from './freeze'
import { Recent } from './recent'
import { CONTENDED_MS, SessionRecord } from './session-record'
import { TailReader } from './tail-reader'

/** A doctor in memory. */
export interface DoctorRecord {
  readonly doctor: Doctor | undefined
  readonly version: number
  /** Moment at which the store was last asked. */
  readonly checkedAt: number
}

const UNKNOWN: DoctorRecord = { doctor: undefined, version: 0, checkedAt: Number.NEGATIVE_INFINITY }

/**
 * Sessions and doctors in memory, brought up to date from the store. Whoever asks for a session holds its key. What is asked
 * for with a moment includes every commit that was acknowledged before it.
 */
export class SessionCache {
  private readonly sessions: Recent<SessionRecord>
  private readonly tails: TailReader
  private readonly doctors = new Map<string, DoctorRecord>()
  /** Where other processes got in the way at one session, they may at those that are new here. */
  private contendedUntil = Number.NEGATIVE_INFINITY

  constructor(store: Store, sessionsInMemory: number) {
    this.tails = new TailReader(store)
    this.sessions = new Recent(sessionsInMemory)
  }

  /** The record of a session, perhaps with events that are not committed yet. */
  async session(sessionId: string, since: number): Promise<SessionRecord> {
    return this.look(this.at(sessionId), since)
  }

  /**
   * The record on which to decide a command. Where other processes write to the session too, what is in memory would be out of
   * date nearly always; then it is read first, unless that was done since the command wanted the session, or there is
   * something on it that goes with the next append.
   */
  async forDecision(sessionId: string, since: number, wantedAt: number): Promise<SessionRecord> {
    const record = this.at(sessionId)
    const { isContended, pending } = record
    const isGathering = pending !== undefined && pending.startedAt === undefined
    return this.look(record, isContended && !isGathering ? wantedAt : since)
  }

  private at(sessionId: string): SessionRecord {
    const known = this.sessions.get(sessionId)
    if (known?.isBroken === false) return known
    if (known === undefined) return SessionRecord.empty(sessionId, this.contendedUntil)
    this.contendedUntil = monotonicNow() + CONTENDED_MS
    return known.sound(this.contendedUntil)
  }

  /** The record of a session as it is in the store. */
  async committed(sessionId: string, since: number): Promise<SessionRecord> {
    for (;;) {
      const record = await this.session(sessionId, since)
      if (record.pending === undefined) return record
      await record.pending.settled
    }
  }

  /** Keeps a session that exists from now on. */
  keep(record: SessionRecord): void {
    this.sessions.set(record.sessionId, record)
  }

  /** Looks anew, for this process has changed the doctor. */
  forgetDoctor(doctorId: string): void {
    this.doctors.delete(doctorId)
  }

  /** A doctor as of `since` or later. */
  async doctor(doctorId: string, since: number): Promise<DoctorRecord> {
    const known = this.doctors.get(doctorId) ?? UNKNOWN
    return known.checkedAt > since ? known : this.lookUp(doctorId, known)
  }

  private async look(first: SessionRecord, since: number): Promise<SessionRecord> {
    for (let record = first; ; record = this.at(record.sessionId)) {
      if (record.checkedAt > since) return record
      if (record.pending === undefined) return this.load(record)
      await record.pending.settled
    }
  }

  private async load(record: SessionRecord): Promise<SessionRecord> {
    const checkedAt = monotonicNow()
    const tail = await this.tails.of(record.sessionId, record.version)
    try {
      record.load(tail)
    } catch (thrown) {
      record.isBroken = true
      throw thrown
    }
    record.checkedAt = checkedAt
    if (record.exists) this.keep(record)
    return record
  }

  private async lookUp(doctorId: string, known: DoctorRecord): Promise<DoctorRecord> {
    let { doctor, version } = known
    const checkedAt = monotonicNow()
    for (const event of await this.tails.of(doctorId, version)) {
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
