import type { Candidate } from '../../core/decide/call'

/** A patient to be called in one simulated run. */
export class SimulatedPatient implements Candidate {
  readonly token: number
  /** Changes with the simulated time. */
  rank: number
  readonly source: string
  readonly slotStart: number
  readonly slotEnd: number
  checkedInAt: number
  arrived: number
  readonly skips: number
  readonly again: boolean
  sitsOutUntil: number
  since: number
  first: number
  readonly base: number
  readonly expectedAt: number
  readonly standby: boolean
  /** Whether the patient comes at all. A patient who does not takes no visit time, but still gets a time of call. */
  willCome = true

  constructor(
    from: Candidate,
    /** Whether the next call is unanswered, because the patient has stepped out. */
    public hasSteppedOut: boolean,
  ) {
    // Field by field, because a spread would take most of the time of a run.
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
    this.since = from.since
    this.first = from.first
    this.base = from.base
    this.expectedAt = from.expectedAt
    this.standby = from.standby
  }
}
