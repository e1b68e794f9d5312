import type { Doctor } from '../core/doctor'
import { OpdError } from '../errors'
import type { Store } from '../store/store'
import { freeze } from './freeze'
import { SessionRecord } from './record'

/** A doctor in memory. */
export interface DoctorRecord {
  readonly doctor: Doctor | undefined
  readonly version: number
}

/** Sessions and doctors in memory, brought up to date from the store. */
export class Shelf {
  private readonly sessions = new Map<string, SessionRecord>()
  private readonly doctors = new Map<string, DoctorRecord>()

  constructor(private readonly store: Store) {}

  /** The record of a session; with `fresh` it includes every commit acknowledged before the call. */
  async session(sessionId: string, fresh: boolean): Promise<SessionRecord> {
    const known = this.sessions.get(sessionId)
    if (known !== undefined && !fresh) return known
    const record = known ?? SessionRecord.empty(sessionId)
    const tail = await this.store.load(sessionId, record.version)
    try {
      record.load(tail)
    } catch (thrown) {
      this.sessions.delete(sessionId)
      throw thrown
    }
    if (record.exists) this.sessions.set(sessionId, record)
    return record
  }

  /** Keeps a session that was opened just now. */
  keep(record: SessionRecord): void {
    this.sessions.set(record.sessionId, record)
  }

  /** Forgets what was folded but not committed. */
  forget(stream: string): void {
    this.sessions.delete(stream)
    this.doctors.delete(stream)
  }

  async doctor(doctorId: string, fresh: boolean): Promise<DoctorRecord> {
    const known = this.doctors.get(doctorId)
    if (known !== undefined && !fresh) return known
    let record = known ?? { doctor: undefined, version: 0 }
    for (const event of await this.store.load(doctorId, record.version)) {
      if (event.type !== 'doctor.registered' || event.version !== record.version + 1) {
        throw new OpdError(
          'store-corrupt',
          `the stream ${doctorId} goes on with ${event.type} number ${event.version}`,
          { stream: doctorId },
        )
      }
      record = { doctor: freeze(event.doctor), version: event.version }
    }
    if (record.version > (this.doctors.get(doctorId)?.version ?? 0)) this.doctors.set(doctorId, record)
    return record
  }
}
