import type { Command } from '../api/commands'
import { doctorOf, HOST_ID, sessionOfSlotId } from '../events/names'
import { type FhirProblem, type FhirReading, listOf, memberOf, Reader, readOr, refuse } from './reader'
import { APPOINTMENT_TYPE, type Appointment, type AppointmentResponse, REPLACES, TYPE_OF } from './resources'

/** What `commandOf` has to know about the host. */
export interface FhirContext extends FhirReading {
  /** URI of your booking classes, as in `FhirOptions`. */
  readonly sourceSystem?: string
  /** Returns the booking class of an appointment that does not say one, or undefined. */
  readonly source?: (appointment: Appointment) => string | undefined
  /** The system or person that sent the resource; it becomes the `actor` of the command. */
  readonly actor?: string
  /** Idempotency key of the command: the same for each attempt to send the resource. */
  readonly commandId?: string
}

/** The commands that a resource may ask for. */
export type FhirCommand = Command<'book' | 'reschedule' | 'confirm' | 'cancel' | 'checkIn' | 'noShow'>

/** A booking class for each type of appointment that has exactly one. */
const SOURCE_OF = new Map(Object.entries(TYPE_OF).map(([source, code]) => [code, source]))

/**
 * Returns the command for an Appointment or an AppointmentResponse that arrives, or the problem if there is none. It guesses nothing.
 *
 * A `proposed` Appointment asks for a seat: in the slot that it names, at its start, or on the day of its requested period. If it replaces
 * another, that one is rescheduled. Its own id is not used. `arrived` and `checked-in` check in; `cancelled` and `noshow` say so. A
 * response of the patient confirms or cancels.
 *
 * @throws OpdError with code `invalid-input` if the time zone is unknown
 * @example
 * ```ts
 * const command = commandOf(resource, { timeZone: 'Asia/Kolkata', source: () => 'online' })
 * if ('problem' in command) reply(422, command.message)
 * else await opd.execute(command)
 * ```
 */
export function commandOf(
  resource: Appointment | AppointmentResponse,
  context: FhirContext,
): FhirCommand | FhirProblem {
  const reader = new Reader(context)
  return readOr(() => {
    const { actor, commandId } = context
    const command = commandIn(resource, reader, context)
    return { ...command, ...(actor !== undefined && { actor }), ...(commandId !== undefined && { commandId }) }
  })
}

function commandIn(resource: Appointment | AppointmentResponse, reader: Reader, context: FhirContext): FhirCommand {
  switch (memberOf(resource, 'resourceType')) {
    case 'Appointment':
      return fromAppointment(resource as Appointment, reader, context)
    case 'AppointmentResponse':
      return fromResponse(resource as AppointmentResponse, reader)
    default:
      return refuse('not-a-request', 'resourceType', 'Send an Appointment or an AppointmentResponse.')
  }
}

function fromAppointment(appointment: Appointment, reader: Reader, context: FhirContext): FhirCommand {
  switch (appointment.status) {
    case 'proposed':
      return requested(appointment, reader, context)
    case 'cancelled':
      return { op: 'cancel', tokenId: idOf(appointment) }
    case 'noshow':
      return { op: 'noShow', tokenId: idOf(appointment) }
    case 'arrived':
    case 'checked-in':
      return { op: 'checkIn', tokenId: idOf(appointment) }
    default:
      return refuse(
        'not-a-request',
        'Appointment.status',
        'Send proposed, cancelled, noshow, arrived or checked-in. The scheduler decides the other statuses itself.',
      )
  }
}

function fromResponse(response: AppointmentResponse, reader: Reader): FhirCommand {
  const tokenId = reader.idIn('Appointment', response.appointment)
  if (tokenId === undefined)
    return refuse('unknown-reference', 'AppointmentResponse.appointment', 'Refer to an Appointment of this scheduler.')
  if (reader.idIn('Patient', response.actor) === undefined)
    return refuse('not-a-request', 'AppointmentResponse.actor', 'Only the answer of the patient changes a token.')
  if (response.proposedNewTime === true)
    return refuse('not-a-request', 'AppointmentResponse.proposedNewTime', 'Send an Appointment that replaces this one.')
  switch (response.participantStatus) {
    case 'accepted':
      return { op: 'confirm', tokenId }
    case 'declined':
      return { op: 'cancel', tokenId }
    default:
      return refuse('not-a-request', 'AppointmentResponse.participantStatus', 'Send accepted or declined.')
  }
}

function requested(appointment: Appointment, reader: Reader, context: FhirContext): FhirCommand {
  const target = targetIn(appointment, reader)
  const old = replacedIn(appointment, reader)
  if (old !== undefined) return { op: 'reschedule', tokenId: old, ...target }
  return {
    op: 'book',
    ...target,
    patientId: participant('Patient', appointment, reader)!,
    source: sourceIn(appointment, context),
  }
}

type Target =
  | { readonly slotId: string }
  | { readonly doctorId: string; readonly date: string; readonly start?: string }

/** The slot that the appointment names, or the time with a doctor, or the day. */
function targetIn(appointment: Appointment, reader: Reader): Target {
  const slots = listOf(appointment.slot)
  if (slots.length > 1) return refuse('several', 'Appointment.slot', 'Name one slot.')
  if (slots.length === 1) return { slotId: slotIn(slots[0], appointment, reader) }
  const doctorId = participant('Practitioner', appointment, reader)!
  if (appointment.start !== undefined) {
    const { date, time } = reader.instant(appointment.start, 'Appointment.start')
    return { doctorId, date, start: time }
  }
  const periods = listOf(appointment.requestedPeriod)
  if (periods.length === 0) return refuse('missing', 'Appointment.slot', 'Give a slot, a start or a requested period.')
  if (periods.length > 1) return refuse('several', 'Appointment.requestedPeriod', 'Give one period.')
  return { doctorId, date: dayOf(periods[0], reader) }
}

function slotIn(reference: unknown, appointment: Appointment, reader: Reader): string {
  const slotId = reader.idIn('Slot', reference)
  const sessionId = slotId === undefined ? undefined : sessionOfSlotId(slotId)
  if (slotId === undefined || sessionId === undefined)
    return refuse('unknown-reference', 'Appointment.slot', 'Refer to a Slot of this scheduler.')
  const doctorId = participant('Practitioner', appointment, reader, false)
  if (doctorId !== undefined && doctorId !== doctorOf(sessionId))
    return refuse('contradiction', 'Appointment.slot', 'The slot is with another doctor than the participant.')
  return slotId
}

/** The local day of a period that does not pass midnight, or that is one date. */
function dayOf(period: unknown, reader: Reader): string {
  const path = 'Appointment.requestedPeriod'
  const [first, last] = [memberOf(period, 'start'), memberOf(period, 'end')]
  if (isDate(first) && isDate(last))
    return first === last ? first : refuse('several', path, 'Give a period within one day of the facility.')
  const start = reader.instant(first, `${path}.start`)
  const end = reader.instant(last, `${path}.end`)
  if (end.at <= start.at) return refuse('bad-time', path, 'The period ends before it starts.')
  if (reader.zone.dateAt(end.at - 1) !== start.date)
    return refuse('several', path, 'Give a period within one day of the facility.')
  return start.date
}

/** Whether a dateTime of FHIR is a day on which there can be a session. */
function isDate(text: unknown): text is string {
  return typeof text === 'string' && /^(19[7-9]|20\d|21\d)\d-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
}

/** Our id of the only participant of this type; undefined if there is none and none is needed. */
function participant(
  type: 'Patient' | 'Practitioner',
  appointment: Appointment,
  reader: Reader,
  isNeeded = true,
): string | undefined {
  const path = 'Appointment.participant'
  const actors = listOf(appointment.participant).map((each) => memberOf(each, 'actor'))
  // R5 has the patient as the subject, perhaps too.
  if (type === 'Patient') actors.push(memberOf(appointment, 'subject'))
  const ids = [...new Set(actors.flatMap((each) => reader.idIn(type, each) ?? []))]
  if (ids.length > 1) return refuse('several', path, `Give one ${type}.`)
  if (ids.length === 0 && isNeeded) return refuse('missing', path, `Give a ${type} by a reference that we know.`)
  return ids[0]
}

/** The appointment that this one replaces, in R5's element or in its extension for R4. */
function replacedIn(appointment: Appointment, reader: Reader): string | undefined {
  const inR4 = listOf(appointment.extension)
    .filter((each) => memberOf(each, 'url') === REPLACES)
    .map((each) => memberOf(each, 'valueReference'))
  const all = [...listOf(memberOf(appointment, 'replaces')), ...inR4]
  if (all.length > 1) return refuse('several', 'Appointment.replaces', 'Replace one appointment.')
  if (all.length === 0) return undefined
  return (
    reader.idIn('Appointment', all[0]) ??
    refuse('unknown-reference', 'Appointment.replaces', 'Refer to an Appointment of this scheduler.')
  )
}

function sourceIn(appointment: Appointment, { sourceSystem, source }: FhirContext): string {
  const codings = listOf(memberOf(appointment.appointmentType, 'coding'))
  const codeIn = (system: string): unknown =>
    memberOf(
      codings.find((each) => memberOf(each, 'system') === system),
      'code',
    )
  const exact = sourceSystem === undefined ? undefined : codeIn(sourceSystem)
  if (typeof exact === 'string' && /^[^\p{C}]{1,40}$/u.test(exact)) return exact
  const general = codeIn(APPOINTMENT_TYPE)
  const found = (typeof general === 'string' ? SOURCE_OF.get(general) : undefined) ?? source?.(appointment)
  return found ?? refuse('unknown-class', 'Appointment.appointmentType', 'Say the booking class, or give `source`.')
}

function idOf({ id }: Appointment): string {
  if (typeof id !== 'string') return refuse('missing', 'Appointment.id', 'Give the id of the Appointment.')
  if (!HOST_ID.test(id)) return refuse('bad-value', 'Appointment.id', 'Give an id of FHIR.')
  return id
}
