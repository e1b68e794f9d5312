import type { SessionSummary, SlotView, TokenView } from '../api/views'
import { type FhirOptions, own, Writer } from './options'
import {
  ACT_PRIORITY,
  APPOINTMENT,
  APPOINTMENT_TYPE,
  type Appointment,
  type AppointmentFields,
  type AppointmentParticipant,
  type AppointmentR4,
  type AppointmentR5,
  type AppointmentStatus,
  actPriority,
  CANCELLATION,
  concept,
  type FhirRelease,
  PATIENT,
  type Period,
  REPLACES,
  ROUTINE,
  TYPE_OF,
} from './resources'

/**
 * Returns a token as an Appointment. Its start is the time that the patient was told; the Slot has the actual one. A token on the waiting
 * list has a requested period instead. After a reschedule the new Appointment says which one it replaces.
 *
 * @param session the session of the token; a `SessionView` will do
 * @throws OpdError with code `invalid-input` if the time zone is unknown
 * @throws RangeError if the session is another one, or the urgency is no whole number from 1 to 9
 * @example
 * ```ts
 * const appointment = appointmentOf(token, session, {
 *   timeZone: 'Asia/Kolkata',
 *   numberSystem: 'https://hospital.example/opd-number',
 *   reference: (type, id) => `${type}/${id}`,
 * })
 * ```
 */
export function appointmentOf<Release extends FhirRelease = 'R4'>(
  token: TokenView,
  session: SessionSummary,
  options: FhirOptions<Release>,
): Appointment<Release> {
  if (token.sessionId !== session.id) throw new RangeError(`Token ${token.id} is not of session ${session.id}`)
  const writer = new Writer(options)
  const [status, reason] = meaningOf(token)
  const urgency = urgencyOf(token.source, options)
  const why = reason === undefined ? undefined : concept(CANCELLATION, reason)
  const old = token.replaces === null ? undefined : own('Appointment', token.replaces)
  const fields: AppointmentFields = {
    resourceType: 'Appointment',
    id: token.id,
    identifier: [{ system: `${options.numberSystem}/${session.id}`, value: token.number }],
    status,
    appointmentType: { coding: typesOf(token.source, options) },
    ...timesOf(token, session, writer),
    created: writer.instant(token.createdAt),
    participant: participantsOf(token, session, writer),
  }
  const r4 = (): AppointmentR4 => ({
    ...fields,
    ...(why && { cancelationReason: why }),
    ...(urgency !== undefined && { priority: urgency }),
    ...(old && { extension: [{ url: REPLACES, valueReference: old }] }),
  })
  const r5 = (): AppointmentR5 => ({
    ...fields,
    ...(why && { cancellationReason: why }),
    ...(urgency !== undefined && { priority: concept(ACT_PRIORITY, actPriority(urgency)) }),
    ...(old && { replaces: [old] }),
    subject: writer.to('Patient', token.patientId),
  })
  return writer.inRelease<Appointment<Release>>(r4, r5)
}

/** The status of the appointment, and why it was cancelled. If the doctor is away, it is not the patient's doing. */
function meaningOf({ status, cause }: TokenView): readonly [AppointmentStatus, reason?: string] {
  const meaning = APPOINTMENT[status]
  return meaning[1] !== undefined && cause === 'blocked' ? [meaning[0], 'prov'] : meaning
}

function urgencyOf(source: string, { urgency }: FhirOptions): number | undefined {
  const value = urgency?.(source)
  if (value === undefined) return undefined
  if (!Number.isInteger(value) || value < 1 || value > 9)
    throw new RangeError(`The urgency of ${source} is ${value}. Return a whole number from 1 to 9.`)
  return value
}

function typesOf(source: string, { sourceSystem }: FhirOptions): { system: string; code: string }[] {
  const general = { system: APPOINTMENT_TYPE, code: TYPE_OF[source] ?? ROUTINE }
  return sourceSystem === undefined ? [general] : [general, { system: sourceSystem, code: source }]
}

function timesOf(
  token: TokenView,
  session: SessionSummary,
  writer: Writer,
): Pick<AppointmentFields, 'start' | 'end' | 'slot' | 'requestedPeriod'> {
  if (token.waitsFor !== null) return { requestedPeriod: [accepted(token.waitsFor, session.slots, writer)] }
  const slot = session.slots.find(({ id }) => id === token.lastSlotId)
  if (slot !== undefined) {
    const { start, end } = told(slot, writer)
    return token.slotId === null ? { start, end } : { start, end, slot: [own('Slot', slot.id)] }
  }
  // A patient who was seen without a seat was there from the check-in on, for a minute or more.
  if (token.checkedInAt === null) return {}
  const { checkedInAt, updatedAt } = token
  return { start: writer.instant(checkedInAt), end: writer.instant(Math.max(checkedInAt + 60_000, updatedAt)) }
}

/** The time of a slot as patients were told. */
function told({ plannedAt, startsAt, endsAt }: SlotView, writer: Writer): { start: string; end: string } {
  return { start: writer.instant(plannedAt), end: writer.instant(plannedAt + endsAt - startsAt) }
}

/** The time from the first to the last slot in which a waiting patient takes a seat. */
function accepted(
  { slotId, accepts }: NonNullable<TokenView['waitsFor']>,
  slots: readonly SlotView[],
  writer: Writer,
): Period {
  const place = slots.findIndex(({ id }) => id === slotId)
  const first = slots[Math.max(0, place)]!
  const last = accepts === 'slot' ? first : slots[slots.length - 1]!
  return { start: told(first, writer).start, end: told(last, writer).end }
}

function participantsOf(token: TokenView, session: SessionSummary, writer: Writer): AppointmentParticipant[] {
  return [
    { actor: writer.to('Patient', token.patientId), status: PATIENT[token.status] ?? 'accepted' },
    { actor: writer.to('Practitioner', session.doctorId), status: 'accepted' },
    ...(token.room === null ? [] : [{ actor: writer.to('Location', token.room), status: 'accepted' as const }]),
  ]
}
