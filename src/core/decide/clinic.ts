import type { ClinicDay } from '../rules/clinic-day'
import type { Rules } from '../rules/rules'
import type { Session } from '../state/session'

/** A session, the rules by which it is decided, and the day that they may ask for. */
export interface Clinic {
  readonly session: Session
  readonly rules: Rules
  readonly day: ClinicDay
}
