import type { SessionView } from '../api/views'
import type { Rules } from '../core/rules/rules'
import { LIVE } from './statuses'
import type { Violation } from './violation'

/** Checks invariant 9: no patient has two live tokens in a session, if the rules allow only one in a session or on a day. */
export function checkOneLive({ tokens, id }: SessionView, { admission }: Rules): Violation[] {
  const { in: where = 'slot', exempt = [] } = admission?.oneLive ?? {}
  if (where !== 'session' && where !== 'day') return []
  const counted = tokens.filter(({ status, source }) => LIVE.includes(status) && !exempt.includes(source))
  return counted.flatMap((token, index) => {
    const twin = counted.slice(0, index).find(({ patientId }) => patientId === token.patientId)
    const message = `tokens ${twin?.id} and ${token.id} of one patient are both live in the session ${id} (rules.admission.oneLive)`
    return twin === undefined ? [] : { invariant: 9, message }
  })
}
