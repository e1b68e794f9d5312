import type { Doctor } from '../core/doctor'
import { OpdError } from '../errors'
import type { Store } from '../store/store'
import { freeze } from './freeze'
import { moment } from './moment'
import { Recent } from './recent'
import { SessionRecord } from './record'

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
export class Shelf {
  private readonly sessions: Recent<SessionRecord>
  private readonly doctors = new Map<string, DoctorRecord>()

  constructor(
    private readonly store: Store,
    sessionsInMemory: number,
  ) {
    this.sessions = new Recent(sessionsInMemory)
  }

  /** The record of a session, perhaps with events that are still on their way to the store. */
  async session(sessionId: string, since: number): Promise<SessionRecord> {
    for (;;) {
      const known = this.sessions.get(sessionId)
      const record = known?.isBroken ? known.sound() : (known ?? SessionRecord.empty(sessionId))
      if (record.checkedAt > since) return record
      if (record.pending === undefined) return this.load(record)
      await record.pending.settled
    }
  }

  /** The record of a session as it is in the store. */
  async settled(sessionId: string, since: number): Promise<SessionRecord> {
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

  async doctor(doctorId: string, since: number): Promise<DoctorRecord> {
    const known = this.doctors.get(doctorId) ?? UNKNOWN
    if (known.checkedAt > since) return known
    let { doctor, version } = known
    const checkedAt = moment()
    for (const event of await this.store.load(doctorId, version)) {
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

  private async load(record: SessionRecord): Promise<SessionRecord> {
    const checkedAt = moment()
    const tail = await this.store.load(record.sessionId, record.version)
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
}
