import { View } from '../../core/decide/view'
import { STATUSES, type TokenStatus } from '../../core/state/status'
import { Forecast, type Span } from '../forecast/forecast'
import { hostCode } from '../input/invalid'
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
  /** When its visit may begin; null once it was called. */
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
export function queueView(record: SessionRecord, frame: Frame): QueueView {
  return hostCode('a rule', () => viewOf(record, frame))
}

function viewOf({ session, names }: SessionRecord, frame: Frame): QueueView {
  const view = new View(session, frame.rules, frame.now)
  const forecast = new Forecast(view, frame)
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
  const { visitLength, inConsultation, called, present, expected } = forecast
  return {
    sessionId: names.sessionId,
    asOf: frame.now,
    minutesPerVisit: visitLength.mean,
    observed: visitLength.observed,
    inConsultation: inConsultation.map((token) => entry(token, null)),
    called: called.map((token) => entry(token, null)),
    present: present.map((token) => entry(token, forecast.of(token))),
    expected: expected.map((token) => entry(token, forecast.of(token))),
  }
}
