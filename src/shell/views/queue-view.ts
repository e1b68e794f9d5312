import type { NextNumber, PublicBoard, QueueEntry, QueueView, TimeAway } from '../../api/views'
import { View } from '../../core/decide/view'
import { STATUSES } from '../../core/state/status'
import { attendanceOf, type Beginning, visitLengthOf } from '../forecast/beginning'
import { forecastOf, type Span } from '../forecast/forecast'
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

/** How many of the next numbers are shown. */
const MOST_NEXT = 8

/** Returns what may be shown in public of a session. It is put together field by field, so that no new field of the queue gets into it. */
export function publicBoard(record: SessionRecord, frame: Frame, estimates: boolean): PublicBoard {
  const { session, names } = record
  // Only those who are present are shown with their times.
  const queue: QueueView = queueView(
    record,
    frame,
    estimates && session.room.present.size + session.room.standby.size > 0,
  )
  const callTime = ({ tokenId }: QueueEntry): number => names.updatedAt[names.token(tokenId)]!
  return {
    doctorId: names.doctorId,
    date: names.date,
    asOf: queue.asOf,
    status: session.closed ? 'closed' : 'open',
    late: queue.late,
    away: session.closed ? [] : timesAway(record, frame),
    inside: queue.inConsultation.map(({ number, room }) => ({ number, room })),
    called: queue.called
      .map((entry) => ({ number: entry.number, room: entry.room, at: callTime(entry) }))
      .sort((a, b) => b.at - a.at),
    next: queue.present.slice(0, MOST_NEXT).map(nextNumber),
    present: session.room.present.size,
    standby: session.room.standby.size,
    expected: queue.expected.length,
  }
}

function nextNumber({ number, estimated }: QueueEntry): NextNumber {
  return { number, from: estimated?.from ?? null, to: estimated?.to ?? null }
}

/** Blocked slots that are not over, joined if one follows the other. */
function timesAway({ session }: SessionRecord, { now, zone }: Frame): readonly TimeAway[] {
  const { starts, ends, blocked, slots } = session
  const text = (time: number): string => zone.textAt(time).slice(11, 16)
  const away: TimeAway[] = []
  for (let slot = 0; slot < slots; slot++) {
    if (!blocked[slot] || ends[slot]! <= now) continue
    const isJoined = slot > 0 && blocked[slot - 1] && ends[slot - 1] === starts[slot] && away.length > 0
    const from = isJoined ? away.pop()!.from : text(starts[slot]!)
    away.push({ from, to: text(ends[slot]!) })
  }
  return away
}
