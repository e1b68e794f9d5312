import { type SessionView, STATUSES, type TokenStatus } from 'opd-scheduler'
import { z } from 'zod'
import { DESK, EVERYBODY, STAFF } from '../security/caller'
import type { SharedViews } from './board'
import { type Operation, operation } from './operation'
import { dates, next, page, pageOfTokens, rangeOf } from './paging'
import { Problem } from './problem'
import { date, doctorId, patientId, sessionId, slotId } from './schemas/ids'
import { Board, Queue, Session, Slot, Stats } from './schemas/session'
import { Token } from './schemas/token'
import { dayOf, type Services } from './services'

const statuses = z
  .string()
  .regex(
    new RegExp(`^(${STATUSES.join('|')})(,(${STATUSES.join('|')}))*$`),
    `give some of ${STATUSES.join(', ')}, with commas between`,
  )
  .meta({ description: 'One status, or several with commas between.', example: 'dropped' })

const number = z
  .string()
  .regex(/^[^\p{Cc}]{1,20}$/u, 'give the number of a token, such as 007')
  .meta({ description: 'The number on the screen.', example: '001' })

/** Read operations for screens. */
export function viewOperations(services: Services, { boards, queues }: SharedViews): Operation[] {
  const { scheduler, show } = services
  const tag = 'Views'
  const ofSession = { params: z.object({ sessionId }), problems: ['session-not-found'] } as const
  const bySession = { method: 'get', tag, roles: STAFF, scope: 'named', isPolled: true, ...ofSession } as const

  const sessionOf = async (id: string): Promise<SessionView> => {
    const session = await scheduler.session(id)
    if (session === undefined) throw new Problem('session-not-found', `There is no session '${id}'.`)
    return session
  }

  return [
    operation({
      ...bySession,
      id: 'getSession',
      path: '/api/v1/sessions/{sessionId}',
      summary: 'Get a doctor’s session with its slots and all tokens',
      answer: Session,
      handle: async ({ params }) => ({ body: show(await sessionOf(params.sessionId)) }),
    }),
    operation({
      ...bySession,
      id: 'getQueue',
      path: '/api/v1/sessions/{sessionId}/queue',
      summary: 'Get the queue: patients in consultation, called, present and expected, with estimated times',
      answer: Queue,
      async handle({ params }) {
        const queue = await queues.get(params.sessionId)
        if (queue === undefined) throw new Problem('session-not-found', `There is no session '${params.sessionId}'.`)
        return { body: queue }
      },
    }),
    operation({
      ...bySession,
      id: 'getWaitingList',
      path: '/api/v1/sessions/{sessionId}/waiting-list',
      summary: 'Get the waiting list in order',
      answer: z.object({ waiting: z.array(Token) }),
      async handle({ params }) {
        const { tokens } = await sessionOf(params.sessionId)
        const waiting = tokens.filter(({ status }) => status === 'waitlisted')
        return { body: show({ waiting: waiting.sort(byWholeOrder) }) }
      },
    }),
    operation({
      id: 'getSlot',
      method: 'get',
      path: '/api/v1/slots/{slotId}',
      tag,
      summary: 'Get a slot: its tokens in order, with positions and estimated times, and its waiting list',
      roles: STAFF,
      scope: 'named',
      params: z.object({ slotId }),
      answer: z.object({ slot: Slot, seated: z.array(Token), waiting: z.array(Token) }),
      problems: ['session-not-found', 'slot-not-found'],
      isPolled: true,
      async handle({ params }) {
        const session = await sessionOf(params.slotId.slice(0, params.slotId.lastIndexOf('.')))
        const slot = session.slots.find(({ id }) => id === params.slotId)
        if (slot === undefined) throw new Problem('slot-not-found', `There is no slot '${params.slotId}'.`)
        const seated = session.tokens.filter(({ slotId, position }) => slotId === slot.id && position !== null)
        const waiting = session.tokens.filter(
          ({ waitsFor }) => waitsFor !== null && (waitsFor.slotId ?? slot.id) === slot.id,
        )
        seated.sort((a, b) => a.position! - b.position!)
        return { body: show({ slot, seated, waiting: waiting.sort(byWholeOrder) }) }
      },
    }),
    operation({
      id: 'listTokens',
      method: 'get',
      path: '/api/v1/tokens',
      tag,
      summary: 'List tokens by number, status, day, doctor or patient',
      description:
        'By date, doctor and order of arrival. With `status=dropped` these are the patients to be called, each with its cause.',
      roles: STAFF,
      scope: 'named',
      query: z.strictObject({
        number: number.optional(),
        status: statuses.optional(),
        doctorId: doctorId.optional(),
        patientId: patientId.optional(),
        ...dates,
        ...page,
      }),
      answer: Tokens,
      isPolled: true,
      async handle({ query: { status, ...query } }) {
        const wanted = { ...query, status: status?.split(',') as TokenStatus[] | undefined }
        const { found, next } = await pageOfTokens(services, { ...wanted, ...rangeOf(services, query) })
        return { body: show({ tokens: found, next }) }
      },
    }),
    operation({
      id: 'listPatientTokens',
      method: 'get',
      path: '/api/v1/patients/{patientId}/tokens',
      tag: 'Patients',
      summary: 'List a patient’s tokens by date',
      roles: STAFF,
      scope: 'named',
      params: z.object({ patientId }),
      query: z.strictObject({ doctorId: doctorId.optional(), ...dates, ...page }),
      answer: Tokens,
      isPolled: true,
      async handle({ params, query }) {
        const { found, next } = await pageOfTokens(services, { ...query, ...params, ...rangeOf(services, query) })
        return { body: show({ tokens: found, next }) }
      },
    }),
    operation({
      id: 'getBoard',
      method: 'get',
      path: '/api/v1/board',
      tag,
      summary: 'Get all doctors of a day with token numbers only, for the screen in the waiting room',
      description:
        'Computed once for all screens, so it may be polled each second. Ranges are at most five seconds old.',
      roles: EVERYBODY,
      scope: 'named',
      query: z.strictObject({
        date: date.optional().describe('Today if left out.'),
        doctorId: doctorId.optional().describe('Only this doctor.'),
      }),
      answer: Board,
      isPolled: true,
      async handle({ query: { date, doctorId } }) {
        const board = await boards.get(date ?? dayOf(services))
        if (doctorId === undefined) return { body: board }
        return { body: { ...board, doctors: board.doctors.filter(({ doctor }) => doctor.id === doctorId) } }
      },
    }),
    operation({
      id: 'getStatistics',
      method: 'get',
      path: '/api/v1/statistics',
      tag,
      summary: 'Get counts over the sessions of some days',
      roles: DESK,
      scope: 'named',
      query: z.strictObject({
        doctorId: doctorId.optional(),
        from: date.optional().describe('First service date; today if left out.'),
        to: date.optional().describe('Last service date; the first if left out, and at most 91 days after it.'),
      }),
      answer: Stats,
      isPolled: true,
      handle: async ({ query }) => ({ body: await scheduler.stats({ ...query, ...rangeOf(services, query, 0) }) }),
    }),
  ]
}

const Tokens = z.object({ tokens: z.array(Token), next })

function byWholeOrder(a: { rank: number; sequence: number }, b: { rank: number; sequence: number }): number {
  return a.rank - b.rank || a.sequence - b.sequence
}
