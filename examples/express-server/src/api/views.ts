import { type QueueView, type SessionSummary, type SessionView, STATUSES, type TokenStatus } from 'opd-scheduler'
import { z } from 'zod'
import { DESK, EVERYBODY, STAFF } from '../security/caller'
import { type Operation, operation } from './operation'
import { Problem } from './problem'
import { date, doctorId, patientId, sessionId, slotId } from './schemas/ids'
import { Board, Queue, Session, Slot, Stats } from './schemas/session'
import { Token } from './schemas/token'
import { dayOf, type Services } from './services'

const statuses = z
  .string()
  .regex(new RegExp(`^(${STATUSES.join('|')})(,(${STATUSES.join('|')}))*$`), 'give statuses with commas between')
  .meta({ description: 'One status, or several with commas between.', example: 'dropped' })

/** Read operations for screens. */
export function viewOperations(services: Services): Operation[] {
  const { scheduler } = services
  const tag = 'Views'
  const bySession = {
    method: 'get',
    tag,
    roles: STAFF,
    scope: 'named',
    params: z.object({ sessionId }),
    problems: [404],
  } as const

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
      handle: async ({ params }) => ({ body: await sessionOf(params.sessionId) }),
    }),
    operation({
      ...bySession,
      id: 'getQueue',
      path: '/api/v1/sessions/{sessionId}/queue',
      summary:
        'Get the queue: patients in consultation, called, present, on standby and expected, with estimated times',
      answer: Queue,
      async handle({ params }) {
        const queue = await scheduler.queue(params)
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
        const waiting = tokens.filter(({ status }) => status === 'waitlisted').sort(byWholeOrder)
        return { body: { waiting } }
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
      problems: [404],
      async handle({ params }) {
        const session = await sessionOf(params.slotId.slice(0, params.slotId.lastIndexOf('.')))
        const slot = session.slots.find(({ id }) => id === params.slotId)
        if (slot === undefined) throw new Problem('slot-not-found', `There is no slot '${params.slotId}'.`)
        const seated = session.tokens.filter(({ slotId, position }) => slotId === slot.id && position !== null)
        const waiting = session.tokens.filter(
          ({ waitsFor }) => waitsFor !== null && (waitsFor.slotId ?? slot.id) === slot.id,
        )
        seated.sort((a, b) => a.position! - b.position!)
        return { body: { slot, seated, waiting: waiting.sort(byWholeOrder) } }
      },
    }),
    operation({
      id: 'listTokens',
      method: 'get',
      path: '/api/v1/tokens',
      tag,
      summary: 'List tokens by status: dropped ones are those of patients to be called, with the cause',
      roles: STAFF,
      scope: 'named',
      query: z.strictObject({
        status: statuses,
        doctorId: doctorId.optional(),
        from: date.optional(),
        to: date.optional(),
        patientId: patientId.optional(),
      }),
      answer: z.object({ tokens: z.array(Token) }),
      async handle({ query: { status, ...rest } }) {
        const tokens = await scheduler.tokens({ ...rest, status: status.split(',') as TokenStatus[] })
        return { body: { tokens } }
      },
    }),
    operation({
      id: 'getBoard',
      method: 'get',
      path: '/api/v1/board',
      tag,
      summary: 'Get all doctors of a day with token numbers only, for the screen in the waiting room',
      roles: EVERYBODY,
      scope: 'named',
      query: z.strictObject({
        date: date.optional().describe('Today if left out.'),
        doctorId: doctorId.optional().describe('Only this doctor.'),
      }),
      answer: Board,
      async handle({ query }) {
        const day = query.date ?? dayOf(services)
        const [doctors, sessions] = await Promise.all([scheduler.doctors(), scheduler.sessions({ from: day, to: day })])
        const shown = doctors.filter(({ id }) => id === (query.doctorId ?? id))
        const rows = shown.map(async (doctor) => {
          const session = sessions.find(({ doctorId }) => doctorId === doctor.id)
          const queue = session && (await scheduler.queue({ sessionId: session.id }))
          return {
            doctor,
            ...figures(session, queue),
            ...(services.isDamaged(`${doctor.id}.${day}`) && { status: 'unavailable' as const }),
            minutesPerVisit: queue?.minutesPerVisit ?? doctor.minutesPerVisit,
          }
        })
        return { body: { date: day, doctors: await Promise.all(rows) } }
      },
    }),
    operation({
      id: 'getStatistics',
      method: 'get',
      path: '/api/v1/statistics',
      tag,
      summary: 'Get counts over the selected sessions',
      roles: DESK,
      scope: 'named',
      query: z.strictObject({ doctorId: doctorId.optional(), from: date.optional(), to: date.optional() }),
      answer: Stats,
      handle: async ({ query }) => ({ body: await scheduler.stats(query) }),
    }),
  ]
}

function byWholeOrder(a: { rank: number; sequence: number }, b: { rank: number; sequence: number }): number {
  return a.rank - b.rank || a.sequence - b.sequence
}

function figures(session: SessionSummary | undefined, queue: QueueView | undefined) {
  const numbers = (entries: QueueView['called'] = []) => entries.map(({ number }) => number)
  const slot = session?.slots.find(({ endsAt }) => queue !== undefined && endsAt > queue.asOf)
  return {
    sessionId: session?.id ?? null,
    status: session?.status ?? ('none' as const),
    inConsultation: numbers(queue?.inConsultation),
    called: numbers(queue?.called),
    late: queue?.late ?? 0,
    away: session?.status === 'open' && slot?.blocked === true,
    next: numbers(queue?.present),
    standby: numbers(queue?.standby),
    expected: queue?.expected.length ?? 0,
    waiting: session?.waiting ?? 0,
    free: session?.free ?? 0,
  }
}
