import type { Rules } from '../rules/rules'
import type { ServiceDay } from '../rules/service-day'
import type { Session } from '../state/session'

/** A session, the rules by which it is decided, and the day that they may ask for. */
export interface Clinic {
  readonly session: Session
  readonly rules: Rules
  readonly day: ServiceDay
}
