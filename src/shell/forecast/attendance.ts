import { callingOrder } from '../../core/decide/call'
import type { View } from '../../core/decide/view'
import { CALLED, CONFIRMED, IN_CONSULTATION } from '../../core/state/status'

/** Tokens by where their patients are. */
export interface Attendance {
  readonly inConsultation: readonly number[]
  readonly called: readonly number[]
  readonly present: readonly number[]
  readonly expected: readonly number[]
}

/** Returns which tokens are with the doctor, called, present, on standby and expected now. */
export function attendanceOf(view: View): Attendance {
  const { session } = view
  const tokens = Array.from({ length: session.tokens.count }, (_, token) => token)
  const having = (status: number): number[] => tokens.filter((token) => session.statusOf(token) === status)
  return {
    inConsultation: having(IN_CONSULTATION),
    called: having(CALLED),
    present: callingOrder(view),
    expected: having(CONFIRMED).sort(
      (a, b) => session.slotOf(a) - session.slotOf(b) || view.rank(a) - view.rank(b) || a - b,
    ),
  }
}
