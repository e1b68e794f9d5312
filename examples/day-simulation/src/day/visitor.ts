import type { TokenStatus } from 'opd-scheduler'
import type { Patient } from './demand'

/** A patient on the way through the day, as far as the clinic has told. */
export interface Visitor {
  readonly patient: Patient
  /** The token now; another one after a change of hour. */
  tokenId: string
  status: TokenStatus | undefined
  /** Start of the slot in which there is a seat, in epoch milliseconds; undefined without one. */
  start: number | undefined
  rank: number
  isPresent: boolean
  /** How often this patient was called. */
  calls: number
  /** Counts changes of plan: what was intended for an earlier seat is void. */
  plan: number
}

export function visitorFor(patient: Patient): Visitor {
  const { tokenId, isPresent } = patient
  return { patient, tokenId, status: undefined, start: undefined, rank: 0, isPresent, calls: 0, plan: 0 }
}

/** Emergencies have a rank of their own under all rules of the library, the first. */
export function isUrgent({ rank }: Visitor): boolean {
  return rank === 1
}
