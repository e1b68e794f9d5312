import express, { type ErrorRequestHandler, type Express } from 'express'
import type { OpdScheduler } from 'opd-scheduler'
import { type Logger, pino } from 'pino'
import { operationsOf } from './api/operations'
import { Problem, problemOf } from './api/problem'
import { routerOf } from './api/router'
import { pages } from './pages/pages'
import type { Patients } from './patients/patients'
import type { CountryCode } from './patients/phone'
import { createMetrics, type Metrics } from './running/metrics'
import { logFailure, requestLog } from './running/request-log'
import { gate } from './security/gate'
import type { ApiKey } from './security/keys'
import { headers, writeLimit } from './security/limits'

export interface AppOptions {
  readonly scheduler: OpdScheduler
  readonly patients: Patients
  /**
   * External if the hospital has an index of its own: ids are then not checked, and no personal data is stored.
   *
   * @defaultValue `'own'`
   */
  readonly patientIndex?: 'own' | 'external'
  /**
   * Country of phone numbers without one.
   *
   * @defaultValue `'IN'`
   */
  readonly phoneCountry?: CountryCode
  /** Epoch milliseconds; the same clock as the scheduler's. */
  readonly clock: () => number
  /** The same zone as the scheduler's. */
  readonly timeZone: string
  /** Without keys the app serves only its own machine. */
  readonly keys?: readonly ApiKey[]
  /** Silent if left out. */
  readonly log?: Logger
  readonly metrics?: Metrics
  /**
   * For each key and address.
   *
   * @defaultValue 1200
   */
  readonly writesPerMinute?: number
  /**
   * Milliseconds between heartbeats on an event stream.
   *
   * @defaultValue 15000
   */
  readonly heartbeatMs?: number
  /**
   * Limit of open event streams.
   *
   * @defaultValue 500
   */
  readonly mostStreams?: number
  /** Ends the event streams and makes `/readyz` fail. */
  readonly closing?: AbortSignal
}

const JSON_TYPE = /^application\/([\w.-]+\+)?json *(;|$)/i

/** Creates the Express app, to listen with, to test, or to mount in another server. */
export function createApp(options: AppOptions): Express {
  const { log = pino({ level: 'silent' }), metrics = createMetrics(), keys = [], writesPerMinute = 1200 } = options
  const { heartbeatMs = 15_000, mostStreams = 500, closing = new AbortController().signal } = options
  const { patientIndex = 'own', phoneCountry = 'IN' } = options
  const operations = operationsOf({
    ...options,
    patientIndex,
    phoneCountry,
    metrics,
    heartbeatMs,
    mostStreams,
    closing,
  })
  metrics.watch(options.scheduler)

  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  app.use(requestLog(log, metrics))
  app.use(headers())
  // Answers are personal and current, so no proxy or browser may cache them.
  app.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store')
    next()
  })
  app.use(gate(keys))
  app.use(writeLimit(writesPerMinute))
  app.use(express.json({ limit: '128kb', type: ({ headers }) => JSON_TYPE.test(headers['content-type'] ?? '') }))
  app.use(routerOf(operations))
  app.use(pages())
  app.use((request) => {
    throw new Problem('not-found', `There is nothing at this path for ${request.method}.`)
  })
  app.use(answerProblem(log))
  return app
}

function answerProblem(log: Logger): ErrorRequestHandler {
  return (thrown, _request, response, _next) => {
    const problem = problemOf(thrown)
    response.locals.code = problem.code
    if (problem.status >= 500) logFailure(log, response, thrown)
    if (response.headersSent) return void response.destroy()
    const document = problem.document(response.locals.requestId)
    response.status(problem.status).set(problem.headers).type('application/problem+json').send(JSON.stringify(document))
  }
}
