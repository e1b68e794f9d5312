import type { SessionSummary, SessionView, SlotView } from '../api/views'
import type { Doctor } from '../core/doctor'
import { type FhirOptions, own, Writer } from './options'
import { type Schedule, SLOT_CAPACITY, type Slot, type SlotStatus } from './resources'

/**
 * Returns a doctor's Schedule. Its planning horizon reaches from the first slot of these sessions to the end of the last.
 *
 * @throws OpdError with code `invalid-input` if the time zone is unknown
 */
export function scheduleOf(doctor: Doctor, sessions: readonly SessionSummary[], options: FhirOptions): Schedule {
  const writer = new Writer(options)
  const slots = sessions.flatMap((session) => session.slots)
  const horizon = slots.reduce(
    ({ start, end }, { startsAt, endsAt }) => ({ start: Math.min(start, startsAt), end: Math.max(end, endsAt) }),
    { start: Number.POSITIVE_INFINITY, end: Number.NEGATIVE_INFINITY },
  )
  return {
    resourceType: 'Schedule',
    id: doctor.id,
    active: sessions.some(({ status }) => status === 'open'),
    actor: [writer.to('Practitioner', doctor.id)],
    ...(slots.length > 0 && {
      planningHorizon: { start: writer.instant(horizon.start), end: writer.instant(horizon.end) },
    }),
  }
}

/**
 * Returns a Slot at its actual time, which is later than planned if the clinic runs late. The extension for capacity says how many seats
 * are left.
 *
 * @param session the session of the slot. With a `SessionView` a slot that is full only with its held and offered seats is
 * `busy-tentative`, else `busy`
 * @throws OpdError with code `invalid-input` if the time zone is unknown
 */
export function slotOf(slot: SlotView, session: SessionSummary | SessionView, options: FhirOptions): Slot {
  const writer = new Writer(options)
  return {
    resourceType: 'Slot',
    id: slot.id,
    extension: [{ url: SLOT_CAPACITY, valueInteger: slot.free }],
    schedule: own('Schedule', session.doctorId),
    status: statusOf(slot, session),
    start: writer.instant(slot.startsAt),
    end: writer.instant(slot.endsAt),
    overbooked: slot.overflow > 0,
  }
}

function statusOf({ id, blocked, capacity, free, used }: SlotView, session: SessionSummary | SessionView): SlotStatus {
  if (free > 0) return 'free'
  // A slot that is not full and gives no seats is over, or has none.
  if (blocked || session.status === 'closed' || used < capacity) return 'busy-unavailable'
  const tokens = 'tokens' in session ? session.tokens : []
  const tentative = tokens.filter(
    ({ slotId, status }) => slotId === id && (status === 'held' || status === 'offered'),
  ).length
  return used - tentative < capacity ? 'busy-tentative' : 'busy'
}
