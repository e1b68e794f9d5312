import type { TokenStatus } from 'opd-scheduler'
import type { Patient } from './demand'

/** A patient on the way through the day, as far as the clinic has told. */
export interface Visitor {
  readonly patient: Patient
  status: TokenStatus | undefined
  /** Start of the slot in which there is a seat, in epoch milliseconds; undefined without one. */
  start: number | undefined
  rank: number
  sequence: number
  isPresent: boolean
  /** Counts changes of plan: what was intended for an earlier seat is void. */
  plan: number
}

export function visitorFor(patient: Patient): Visitor {
  const { isPresent } = patient
  return { patient, status: undefined, start: undefined, rank: 0, sequence: 0, isPresent, plan: 0 }
}

/** Emergencies have a rank of their own under all rules of the library, the first. */
export function isUrgent({ rank }: Visitor): boolean {
  return rank === 1
}
