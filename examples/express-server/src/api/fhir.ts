import { appointmentOf, type FhirOptions, slotOf } from 'opd-scheduler/fhir'
import { z } from 'zod'
import { EVERYBODY, STAFF } from '../security/caller'
import { type Operation, operation } from './operation'
import { Problem } from './problem'
import { date, doctorId, EXAMPLE_DATE, tokenId } from './schemas/ids'
import type { Services } from './services'

/** Day on which this part of the API last changed. */
const CHANGED = '2026-11-23'

const Appointment = z.looseObject({ resourceType: z.literal('Appointment') }).meta({ id: 'FhirAppointment' })

const Slots = z
  .object({
    resourceType: z.literal('Bundle'),
    type: z.literal('searchset'),
    total: z.int(),
    entry: z.array(
      z.object({
        resource: z.looseObject({ resourceType: z.literal('Slot') }),
        search: z.object({ mode: z.literal('match') }),
      }),
    ),
  })
  .meta({ id: 'FhirSlots' })

const Capabilities = z.looseObject({ resourceType: z.literal('CapabilityStatement') }).meta({ id: 'FhirCapabilities' })

/** What the hospital's other systems may read in FHIR R4. */
export function fhirOperations(services: Services): Operation[] {
  const { scheduler, timeZone, publicUrl } = services
  const names = publicUrl === '' ? 'urn:opd-scheduler' : publicUrl
  const options: FhirOptions<'R4'> = {
    timeZone,
    numberSystem: `${names}${publicUrl === '' ? ':' : '/'}number`,
    sourceSystem: `${names}${publicUrl === '' ? ':' : '/'}booking-class`,
    reference: (type, id) => `${type}/${encodeURIComponent(id)}`,
  }
  const tag = 'FHIR'
  const type = 'application/fhir+json'

  return [
    operation({
      id: 'getFhirCapabilities',
      method: 'get',
      path: '/fhir/metadata',
      tag,
      summary: 'Get what this server offers in FHIR R4',
      roles: EVERYBODY,
      scope: 'open',
      type,
      answer: Capabilities,
      isStored: false,
      handle: async () => ({ body: CAPABILITIES }),
    }),
    operation({
      id: 'searchFhirSlots',
      method: 'get',
      path: '/fhir/Slot',
      tag,
      summary: 'Find a doctor’s slots on a day, as FHIR Slots with the seats that are left',
      roles: EVERYBODY,
      scope: 'named',
      type,
      query: z.strictObject({
        schedule: z
          .string()
          .regex(/^Schedule\/[A-Za-z0-9-]{1,40}$/, 'give a doctor, such as Schedule/dr-rao')
          .meta({ description: 'The doctor’s Schedule.', example: `Schedule/${doctorId.meta()?.example}` }),
        start: date.meta({ description: 'Service date in the facility’s time zone.', example: EXAMPLE_DATE }),
      }),
      answer: Slots,
      async handle({ query: { schedule, start } }) {
        const session = await scheduler.session(`${schedule.slice('Schedule/'.length)}.${start}`)
        const slots = session?.slots.map((slot) => slotOf(slot, session, options)) ?? []
        const entry = slots.map((resource) => ({ resource: { ...resource }, search: { mode: 'match' as const } }))
        const total = entry.length
        return { body: { resourceType: 'Bundle' as const, type: 'searchset' as const, total, entry } }
      },
    }),
    operation({
      id: 'getFhirAppointment',
      method: 'get',
      path: '/fhir/Appointment/{tokenId}',
      tag,
      summary: 'Get a token as a FHIR Appointment',
      roles: STAFF,
      scope: 'named',
      type,
      params: z.object({ tokenId }),
      answer: Appointment,
      problems: ['token-not-found'],
      async handle({ params }) {
        const token = await scheduler.token(params.tokenId)
        const session = token && (await scheduler.session(token.sessionId))
        if (token === undefined || session === undefined)
          throw new Problem('token-not-found', `There is no token '${params.tokenId}'.`)
        return { body: { ...appointmentOf(token, session, options) } }
      },
    }),
  ]
}

const CAPABILITIES = {
  resourceType: 'CapabilityStatement' as const,
  status: 'active',
  date: CHANGED,
  kind: 'instance',
  implementation: { description: 'opd-scheduler: slots and appointments of an outpatient department, to read' },
  fhirVersion: '4.0.1',
  format: ['application/fhir+json'],
  rest: [
    {
      mode: 'server',
      resource: [
        { type: 'Appointment', interaction: [{ code: 'read' }] },
        {
          type: 'Slot',
          interaction: [{ code: 'search-type' }],
          searchParam: [
            { name: 'schedule', type: 'reference' },
            { name: 'start', type: 'date' },
          ],
        },
      ],
    },
  ],
}
