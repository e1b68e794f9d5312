import type { QueueEntry, QueueView } from '../../api/queue-view'
import { View } from '../../core/decide/view'
import { STATUSES } from '../../core/state/status'
import { attendanceOf } from '../forecast/attendance'
import type { Beginning } from '../forecast/beginning'
import { forecastOf, type Span } from '../forecast/forecast'
import { visitLengthOf } from '../forecast/visit-length'
import { hostCode } from '../input/host-code'
import type { SessionRecord } from '../sessions/session-record'
import type { Frame } from './views'

/** Returns the queue of a session. */
export function queueView(record: SessionRecord, frame: Frame, estimates: boolean): QueueView {
  return hostCode('a rule', () => viewOf(record, frame, estimates))
}

function viewOf(record: SessionRecord, frame: Frame, estimates: boolean): QueueView {
  const { session, names } = record
  const beginning = beginningOf(record, frame)
  const { view, attendance, visitLength } = beginning
  const forecast = estimates ? forecastOf(beginning) : undefined
  const entry = (token: number, estimated: Span | null): QueueEntry => {
    const { tokenId, number, patientId } = names.tokens[token]!
    const visit = session.room.of(token)
    const { zone } = frame
    return {
      tokenId,
      number,
      patientId,
      source: session.tokens.sources[token]!,
      status: STATUSES[session.statusOf(token)]!,
      slotId: names.slots[session.slotOf(token)]?.slotId ?? null,
      checkedInAt: visit === undefined || visit.checkedInAt === 0 ? null : visit.checkedInAt,
      room: visit?.room || null,
      skips: visit?.skips ?? 0,
      estimated: estimated === null ? null : { from: zone.textAt(estimated.from), to: zone.textAt(estimated.to) },
    }
  }
  const { inConsultation, called, present, expected } = attendance
  const estimated = (token: number): Span | null => forecast?.get(token) ?? null
  return {
    sessionId: names.sessionId,
    asOf: frame.now,
    late: lateBy(view),
    minutesPerVisit: visitLength.mean,
    observed: visitLength.observed,
    inConsultation: inConsultation.map((token) => entry(token, null)),
    called: called.map((token) => entry(token, null)),
    present: present.map((token) => entry(token, estimated(token))),
    expected: expected.map((token) => entry(token, estimated(token))),
  }
}

/** Returns what the forecasts of a session begin with. */
export function beginningOf(record: SessionRecord, { rules, now, minutesPerVisit, habits }: Frame): Beginning {
  const { session, names } = record
  const view = new View(session, rules, now)
  return {
    view,
    attendance: attendanceOf(view),
    visitLength: visitLengthOf(session, minutesPerVisit),
    rooms: names.rooms,
    habits: { ...habits, comes: (token) => habits.comes(record.requestOf(token)) },
  }
}

/** Returns the minutes by which the running slot, or else the next, begins later than planned. */
export function lateBy({ session, current, slots }: View): number {
  return current < slots ? (session.starts[current]! - session.planned[current]!) / 60_000 : 0
}
