import { setImmediate as nextTurn } from 'node:timers/promises'
import { appointmentOf, type FhirOptions, type Slot, slotOf } from 'opd-scheduler/fhir'
import { z } from 'zod'
import { EVERYBODY, STAFF } from '../security/caller'
import { type Operation, operation } from './operation'
import { daysAfter } from './paging'
import { Problem } from './problem'
import { date, doctorId, EXAMPLE_DATE, tokenId } from './schemas/ids'
import { dayOf, type Services } from './services'

/** Day on which this part of the API last changed. */
const CHANGED = '2026-11-23'

const STATUSES = ['free', 'busy', 'busy-tentative', 'busy-unavailable'] as const

const Appointment = z.looseObject({ resourceType: z.literal('Appointment') }).meta({ id: 'FhirAppointment' })

const Slots = z
  .object({
    resourceType: z.literal('Bundle'),
    type: z.literal('searchset'),
    total: z.int(),
    entry: z
      .array(
        z.object({
          fullUrl: z.string(),
          resource: z.looseObject({ resourceType: z.literal('Slot') }),
          search: z.object({ mode: z.literal('match') }),
        }),
      )
      .optional()
      .describe('Missing if no slot is found: FHIR has no empty lists.'),
  })
  .meta({ id: 'FhirSlots' })

const Capabilities = z.looseObject({ resourceType: z.literal('CapabilityStatement') }).meta({ id: 'FhirCapabilities' })

/** What the hospital's other systems may read in FHIR R4. */
export function fhirOperations(services: Services): Operation[] {
  const { scheduler, timeZone, publicUrl } = services
  const names = publicUrl === '' ? 'urn:opd-scheduler:' : `${publicUrl}/`
  const options: FhirOptions<'R4'> = {
    timeZone,
    numberSystem: `${names}number`,
    sourceSystem: `${names}booking-class`,
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
      isPolled: true,
      handle: async () => ({ body: CAPABILITIES }),
    }),
    operation({
      id: 'searchFhirSlots',
      method: 'get',
      path: '/fhir/Slot',
      tag,
      summary: 'Find the slots that start on a day, as FHIR Slots with the seats that are left',
      roles: EVERYBODY,
      scope: 'named',
      type,
      query: z.strictObject({
        schedule: z
          .string()
          .regex(/^(Schedule\/)?[A-Za-z0-9-]{1,40}$/, 'give a doctor, such as Schedule/dr-rao')
          .optional()
          .meta({
            description: 'A doctor’s Schedule; those of all if left out.',
            example: `Schedule/${doctorId.meta()?.example}`,
          }),
        start: date.optional().meta({
          description: 'The day on which they start, in the facility’s time zone; today if left out.',
          example: EXAMPLE_DATE,
        }),
        status: z
          .enum(STATUSES, `give one of ${STATUSES.join(', ')}`)
          .optional()
          .meta({ description: 'Only slots with this status.', example: 'free' }),
      }),
      answer: Slots,
      isPolled: true,
      async handle({ query: { schedule, start: day = dayOf(services), status } }) {
        const doctorId = schedule?.replace('Schedule/', '')
        // A night of the day before has slots after midnight.
        const listed = await scheduler.sessions({ doctorId, from: daysAfter(day, -1), to: day })
        const slots: Slot[] = []
        for (const summary of listed) {
          // Only a whole session tells which seats are held.
          const session = (await scheduler.session(summary.id)) ?? summary
          slots.push(...session.slots.map((slot) => slotOf(slot, session, options)).filter(isAsked(day, status)))
          // All doctors of a big hospital take longer than one request may wait.
          await nextTurn()
        }
        const entry = slots.map((resource) => ({
          fullUrl: `${publicUrl}/fhir/Slot/${resource.id}`,
          resource: { ...resource },
          search: { mode: 'match' as const },
        }))
        const bundle = { resourceType: 'Bundle' as const, type: 'searchset' as const, total: slots.length }
        return { body: slots.length === 0 ? bundle : { ...bundle, entry } }
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
      isPolled: true,
      async handle({ params }, { audit }) {
        const token = await scheduler.token(params.tokenId)
        const session = token && (await scheduler.session(token.sessionId))
        if (token === undefined || session === undefined)
          throw new Problem('token-not-found', `There is no token '${params.tokenId}'.`)
        // The patient is only in a reference, where the log does not look.
        audit.see(token)
        return { body: { ...appointmentOf(token, session, options) } }
      },
    }),
  ]
}

function isAsked(day: string, status: string | undefined): (slot: Slot) => boolean {
  return (slot) => slot.start.startsWith(day) && (status === undefined || slot.status === status)
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
            { name: 'start', type: 'date', documentation: 'One day, without a prefix.' },
            { name: 'status', type: 'token' },
          ],
        },
      ],
    },
  ],
}
