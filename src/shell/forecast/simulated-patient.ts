import type { Candidate } from '../../core/decide/calling'

/** Somebody to be called in one play. */
export class SimulatedPatient implements Candidate {
  readonly token: number
  readonly rank: number
  readonly source: string
  readonly slotStart: number
  readonly slotEnd: number
  checkedInAt: number
  arrived: number
  readonly skips: number
  readonly again: boolean
  sitsOutUntil: number
  /** Who stays away takes no time, but is told when it would have been called. */
  comes = true

  constructor(
    from: Candidate,
    /** Has stepped out when called next. */
    public isOut: boolean,
  ) {
    // Field by field: hundreds are made in every play, and copying with a spread takes most of the time.
    this.token = from.token
    this.rank = from.rank
    this.source = from.source
    this.slotStart = from.slotStart
    this.slotEnd = from.slotEnd
    this.checkedInAt = from.checkedInAt
    this.arrived = from.arrived
    this.skips = from.skips
    this.again = from.again
    this.sitsOutUntil = from.sitsOutUntil
  }
}
