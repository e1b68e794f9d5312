import { z } from 'zod'
import { EVERYBODY, METRICS, ROLES } from '../security/caller'
import { openApiOf } from './openapi'
import { type Operation, operation } from './operation'
import { Problem } from './problem'
import { EXAMPLE_DATE } from './schemas/ids'
import { dayOf, type Services } from './services'

/** Operations for running the server. */
export function serverOperations(services: Services, all: () => readonly Operation[]): Operation[] {
  const { readiness, closing, metrics } = services
  const tag = 'Server'
  const alive = z.object({ status: z.enum(['alive', 'ready']) })
  let document: string | undefined
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
      async handle() {
        document ??= JSON.stringify(openApiOf(all()))
        return { body: JSON.parse(document.replaceAll(EXAMPLE_DATE, dayOf(services, 1))) as { openapi: string } }
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
      answer: z.string(),
      handle: async () => ({ body: await metrics.text() }),
    }),
  ]
}
