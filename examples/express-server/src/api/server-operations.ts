import { z } from 'zod'
import { EVERYBODY, METRICS, ROLES } from '../security/caller'
import { openApiOf } from './openapi'
import { type Operation, operation } from './operation'
import { Problem } from './problem'
import { dayOf, type Services } from './services'

/** Operations for running the server. */
export function serverOperations(services: Services, all: () => readonly Operation[]): Operation[] {
  const { readiness, closing, metrics } = services
  const tag = 'Server'
  const alive = z.object({ status: z.enum(['alive', 'ready']) })
  let document: { openapi: string } | undefined
  return [
    operation({
      id: 'getOpenApi',
      method: 'get',
      path: '/api/v1/openapi.json',
      tag,
      summary: 'Get this document',
      roles: EVERYBODY,
      scope: 'open',
      answer: z.looseObject({ openapi: z.string() }),
      isStored: false,
      isPolled: true,
      async handle() {
        document ??= openApiOf(all())
        return { body: document }
      },
    }),
    operation({
      id: 'getCaller',
      method: 'get',
      path: '/api/v1/me',
      tag,
      summary: 'Get what the server knows of the caller’s key, and today’s date',
      roles: EVERYBODY,
      scope: 'open',
      answer: z
        .object({
          name: z.string().describe('Name of the key.'),
          role: z.enum(ROLES),
          doctorId: z.string().nullable().describe('The doctor to whom the key is bound.'),
          today: z.string().describe('Today’s date in the facility’s time zone.'),
          timeZone: z.string(),
          patientIndex: z
            .enum(['own', 'external'])
            .describe('Whether the server keeps the patients, or the hospital elsewhere.'),
        })
        .meta({ id: 'Caller' }),
      isStored: false,
      async handle(_, { caller }) {
        const { name, role, doctorId = null } = caller
        const { timeZone, patientIndex } = services
        return { body: { name, role, doctorId, today: dayOf(services), timeZone, patientIndex } }
      },
    }),
    operation({
      id: 'getLiveness',
      method: 'get',
      path: '/healthz',
      tag,
      summary: 'Check that the process runs',
      roles: ROLES,
      scope: 'open',
      keyless: true,
      answer: alive,
      isStored: false,
      handle: async () => ({ body: { status: 'alive' as const } }),
    }),
    operation({
      id: 'getReadiness',
      method: 'get',
      path: '/readyz',
      tag,
      summary: 'Check that the server is ready: the storage can write, the clock is right, and no shutdown has begun',
      roles: ROLES,
      scope: 'open',
      keyless: true,
      answer: alive,
      problems: ['shutting-down', 'starting', 'clock-wrong'],
      async handle() {
        if (closing.aborted) throw new Problem('shutting-down', 'The server is shutting down.')
        await readiness.check()
        return { body: { status: 'ready' as const } }
      },
    }),
    operation({
      id: 'getMetrics',
      method: 'get',
      path: '/metrics',
      tag,
      summary: 'Get metrics for Prometheus',
      roles: METRICS,
      type: 'text/plain',
      isStored: false,
      answer: z.string(),
      handle: async () => ({ body: await metrics.text() }),
    }),
  ]
}
