import type { Clinic } from '../../src/core/decide/view'
import type { Rules } from '../../src/core/rules/rules'
import type { Session } from '../../src/core/state/session'

const day = { doctorId: 'dr-rao', date: '2026-01-30' }

/** A session that is decided by these rules. */
export function clinicOf(session: Session, rules: Rules): Clinic {
  return { session, rules, day }
}
