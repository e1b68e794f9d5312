import type { TokenStatus } from 'opd-scheduler'
import type { ClinicDoctor } from './clinic'
import type { Patient } from './demand'

/** A patient during the day, with the state of their token. */
export interface Visitor {
  readonly patient: Patient
  /** The current token; rescheduling replaces it. */
  tokenId: string
  status: TokenStatus | undefined
  /** The doctor of the token; a substitute's once the clinic has moved the patient there. */
  doctor: ClinicDoctor
  /** The slot of the patient's seat; null without a seat. */
  slotId: string | null
  /** Start of that slot, as far as the patient knows, in epoch milliseconds; undefined without a seat. */
  start: number | undefined
  rank: number
  isPresent: boolean
  /** Whether the patient has checked in without a seat. */
  isOnStandby: boolean
  /** Number of times this patient was called. */
  calls: number
  /** Counts changes of seat: an arrival planned for an earlier one is void. */
  plan: number
}

export function visitorFor(patient: Patient): Visitor {
  const { tokenId, isPresent, doctor } = patient
  return {
    patient,
    tokenId,
    status: undefined,
    doctor,
    slotId: null,
    start: undefined,
    rank: 0,
    isPresent,
    isOnStandby: false,
    calls: 0,
    plan: 0,
  }
}

/** Emergencies alone have rank 1 under all presets. */
export function isUrgent({ rank }: Visitor): boolean {
  return rank === 1
}
