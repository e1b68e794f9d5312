import type { CoreTokenStep } from '../command'
import { Refusal } from '../decision'
import { overtimeOf } from '../rules/defaults'
import type { View } from './view'

/** Returns the refusal if the service date has not begun, so that the patient can neither have come nor have stayed away. */
export function tooEarly({ now }: View, { token, day, override }: CoreTokenStep): Refusal | undefined {
  if (day === undefined || override !== undefined || now >= day.from) return undefined
  return new Refusal('outside-service-date', -1, 0, token)
}

/**
 * Returns the refusal if the patient can no longer come, or not yet: the service date is over, and so is the grace after the last
 * slot, which may end after midnight.
 */
export function notToday(view: View, command: CoreTokenStep): Refusal | undefined {
  const { day, override, token } = command
  const early = tooEarly(view, command)
  if (early !== undefined || day === undefined || override !== undefined) return early
  const { session, rules, now } = view
  const end = Math.max(day.to, session.ends[session.slots - 1]! + overtimeOf(rules))
  return now < end ? undefined : new Refusal('outside-service-date', -1, 0, token)
}
