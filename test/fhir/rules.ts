/** A resource as JSON. */
export type Json = Readonly<Record<string, unknown>>

/** Required value sets of R4 and R5, and the codes that this library may use of the others. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  'Appointment.status':
    'proposed pending booked arrived fulfilled cancelled noshow entered-in-error checked-in waitlist'.split(' '),
  'Slot.status': 'busy free busy-unavailable busy-tentative entered-in-error'.split(' '),
  'participant.status': 'accepted declined tentative needs-action'.split(' '),
  'Encounter.status R4': 'planned arrived triaged in-progress onleave finished cancelled'.split(' '),
  'Encounter.status R5':
    'planned in-progress on-hold discharged completed cancelled discontinued entered-in-error unknown'.split(' '),
  'http://terminology.hl7.org/CodeSystem/v2-0276': 'CHECKUP EMERGENCY FOLLOWUP ROUTINE WALKIN'.split(' '),
  'http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason': 'pat prov other'.split(' '),
  'http://terminology.hl7.org/CodeSystem/v3-ActPriority': 'A CR EL EM P PRN R RR S T UD UR'.split(' '),
  'http://terminology.hl7.org/CodeSystem/v3-ActCode': 'AMB EMER IMP'.split(' '),
  'http://terminology.hl7.org/CodeSystem/encounter-subject-status':
    'arrived triaged receiving-care on-leave departed'.split(' '),
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/

/** Returns the rules of FHIR that a resource breaks: those that validators do not check, and some that they do. */
export function brokenRules(resource: Json, release: 'R4' | 'R5'): string[] {
  const broken: string[] = []
  const check = (holds: boolean, rule: string): void => {
    if (!holds) broken.push(`${String(resource.resourceType)}/${String(resource.id)}: ${rule}`)
  }
  const isIn = (set: string, code: unknown): void =>
    check(CODES[set]?.includes(String(code)) === true, `${set} has ${code}`)

  check(/^[A-Za-z0-9.-]{1,64}$/.test(String(resource.id)), 'id')
  walk(resource, (name, value) => {
    check(value !== undefined && value !== null, `${name} is ${value}`)
    check(!Array.isArray(value) || value.length > 0, `${name} is an empty array`)
    if (name === 'start' || name === 'end' || name === 'created')
      check(INSTANT.test(String(value)), `${name} has no offset`)
    if (name === 'coding')
      for (const { system, code } of value as { system: string; code: string }[])
        if (system.startsWith('http://terminology') || system.startsWith('http://hl7')) isIn(system, code)
    if (typeof value === 'object' && value !== null && 'start' in value && 'end' in value)
      check(Date.parse(String(value.end)) >= Date.parse(String(value.start)), `${name} ends before it starts`)
  })
  const { start, end, status } = resource
  if (start !== undefined && end !== undefined)
    check(Date.parse(String(end)) >= Date.parse(String(start)), 'ends before it starts')

  switch (resource.resourceType) {
    case 'Appointment': {
      isIn('Appointment.status', status)
      const isFree = ['proposed', 'cancelled', 'waitlist'].includes(String(status))
      check(isFree || (start !== undefined && end !== undefined), `app-3: no times although ${status}`)
      check((start === undefined) === (end === undefined), 'app-2: a start without an end')
      const reason = resource[release === 'R4' ? 'cancelationReason' : 'cancellationReason']
      check(reason === undefined || status === 'cancelled' || status === 'noshow', 'app-4: a reason')
      const participants = resource.participant as { status: string }[]
      check(participants.length >= 2, 'participants')
      for (const participant of participants) isIn('participant.status', participant.status)
      check(release === 'R5' || typeof resource.priority !== 'object', 'priority is no number')
      check(status !== 'waitlist' || resource.requestedPeriod !== undefined, 'waits for nothing')
      break
    }
    case 'Encounter':
      isIn(`Encounter.status ${release}`, status)
      break
    case 'Slot':
      isIn('Slot.status', status)
      check(Date.parse(String(end)) > Date.parse(String(start)), 'ends at its start')
      break
    default:
  }
  return broken
}

/** Statuses of appointments that still stand for a patient's place. */
const LIVE: readonly unknown[] = ['proposed', 'pending', 'booked', 'arrived', 'checked-in', 'waitlist']

/** Returns the tokens that have several appointments, and replaced appointments that are still live. */
export function doubled(appointments: readonly Json[]): string[] {
  const byId = new Map<unknown, Json>()
  const found: string[] = []
  for (const appointment of appointments) {
    if (byId.has(appointment.id)) found.push(`${appointment.id} twice`)
    byId.set(appointment.id, appointment)
  }
  for (const { id, extension, replaces } of appointments) {
    const references = [replaces, (extension as Json[] | undefined)?.map((each) => each.valueReference)].flat()
    for (const reference of references as (Json | undefined)[]) {
      const old = byId.get(String(reference?.reference).replace('Appointment/', ''))
      if (old !== undefined && LIVE.includes(old.status)) found.push(`${old.id} is replaced by ${id} and ${old.status}`)
    }
  }
  return found
}

/** Visits every member of a resource and of what it holds. */
function walk(value: unknown, visit: (name: string, value: unknown) => void): void {
  if (Array.isArray(value)) for (const each of value) walk(each, visit)
  else if (typeof value === 'object' && value !== null)
    for (const [name, each] of Object.entries(value)) {
      visit(name, each)
      walk(each, visit)
    }
}
