import { View } from '../../core/decide/view'
import { STATUSES, type TokenStatus } from '../../core/state/status'
import { attendanceOf, forecastOf, type Span } from '../forecast/forecast'
import { visitLengthOf } from '../forecast/visit-length'
import { hostCode } from '../input/host-code'
import type { SessionRecord } from '../sessions/session-record'
import type { Frame } from './views'

/** When somebody may be called: in four of five cases between these. */
export interface EstimatedRange {
  /** An instant with the facility's offset. */
  readonly from: string
  /** An instant with the facility's offset. */
  readonly to: string
}

/** One token in the queue. Whoever shows this in public shows the number only. */
export interface QueueEntry {
  /** The token. */
  readonly tokenId: string
  /** What is called out. */
  readonly number: string
  /** The host's opaque id of the patient. */
  readonly patientId: string
  /** Booking class. */
  readonly source: string
  /** Where it stands. */
  readonly status: TokenStatus
  /** Slot in which it has its seat. */
  readonly slotId: string
  /** Epoch milliseconds of its check-in; null before. */
  readonly checkedInAt: number | null
  /** How often it was called and did not come. */
  readonly skips: number
  /** When its visit may begin; null after it was called, and without estimates. */
  readonly estimated: EstimatedRange | null
}

/** The consulting room and the waiting room of one session. */
export interface QueueView {
  /** The session. */
  readonly sessionId: string
  /** Epoch milliseconds at which this was true. */
  readonly asOf: number
  /** Minutes that a visit takes, as expected or as observed today. */
  readonly minutesPerVisit: number
  /** Visits of this session that were measured; from five on they count. */
  readonly observed: number
  /** Who is with the doctor. */
  readonly inConsultation: readonly QueueEntry[]
  /** Who was called and has not gone in. */
  readonly called: readonly QueueEntry[]
  /** Who is present, in the order in which they would be called now: the first is next. */
  readonly present: readonly QueueEntry[]
  /** Who has a seat and has not checked in, by slot and then in order. */
  readonly expected: readonly QueueEntry[]
}

/** The queue of a session. */
export function queueView(record: SessionRecord, frame: Frame, estimates: boolean): QueueView {
  return hostCode('a rule', () => viewOf(record, frame, estimates))
}

function viewOf({ session, names }: SessionRecord, frame: Frame, estimates: boolean): QueueView {
  const view = new View(session, frame.rules, frame.now)
  const attendance = attendanceOf(view)
  const visitLength = visitLengthOf(session, frame.minutesPerVisit)
  const forecast = estimates ? forecastOf(view, attendance, visitLength) : undefined
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
      slotId: names.slots[session.slotOf(token)]!.slotId,
      checkedInAt: visit === undefined || visit.checkedInAt === 0 ? null : visit.checkedInAt,
      skips: visit?.skips ?? 0,
      estimated: estimated === null ? null : { from: zone.textAt(estimated.from), to: zone.textAt(estimated.to) },
    }
  }
  const { inConsultation, called, present, expected } = attendance
  const estimated = (token: number): Span | null => forecast?.get(token) ?? null
  return {
    sessionId: names.sessionId,
    asOf: frame.now,
    minutesPerVisit: visitLength.mean,
    observed: visitLength.observed,
    inConsultation: inConsultation.map((token) => entry(token, null)),
    called: called.map((token) => entry(token, null)),
    present: present.map((token) => entry(token, estimated(token))),
    expected: expected.map((token) => entry(token, estimated(token))),
  }
}
