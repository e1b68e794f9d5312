import type { Rules, SessionView, TokenAttributes } from 'opd-scheduler'
import type { Session } from '../../../src/core/state/session'
import { HOME, PATIENT } from '../../../src/core/state/tokens'
import { Names } from '../../../src/events/names'
import { Zone } from '../../../src/shell/input/zone'
import type { SessionRecord } from '../../../src/shell/sessions/session-record'
import { sessionView } from '../../../src/shell/views/views'

const zone = new Zone('UTC')
const DAY = { doctorId: 'dr', date: '2026-01-30' }

/** Returns the public view of a bare core session. Tokens, slots and patients have their numbers as ids. */
export function viewOf(
  session: Session,
  rules: Rules,
  now: number,
  shapes: readonly { readonly source: string; readonly attributes?: TokenAttributes }[],
): SessionView {
  const names = new Names('dr.2026-01-30', 'dr', '2026-01-30')
  names.slots = session.shapes().map(({ start, end, base, seats, shares, opensAt, planned, blocked }, slot) => ({
    slotId: `s${slot}`,
    start: '',
    end: '',
    startsAt: start,
    endsAt: end,
    plannedAt: planned,
    ...(blocked ? { blocked } : undefined),
    capacity: base,
    seats,
    shares,
    ...(Number.isFinite(opensAt) ? { opensAt } : undefined),
  }))
  for (let token = 0; token < session.tokens.count; token++) {
    const source = session.tokens.sources[token]!
    const rank = session.lanes.ranks[session.tokens.get(token, HOME)]
    // The core has no attributes. If several kinds of booking have one source, the rank tells them apart.
    const shape = shapes.find((each) => each.source === source && rules.priority.base(each, DAY, 0) === rank)
    const patientId = `p${session.tokens.get(token, PATIENT)}`
    names.tokens.push({ tokenId: `t${token}`, number: String(token), patientId })
    names.attributes.push(shape?.attributes)
    names.causes.push('')
    names.updatedAt.push(now)
  }
  const habits = { comes: () => 0.8, earlyMinutes: 15, spreadMinutes: 20 }
  const record = { session, names, version: 1, updatedAt: now, rulesName: null } as unknown as SessionRecord
  return sessionView(record, { rules, zone, now, minutesPerVisit: 5, habits })
}
