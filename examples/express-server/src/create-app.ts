import express, { type ErrorRequestHandler, type Express } from 'express'
import type { OpdScheduler } from 'opd-scheduler'
import { type Logger, pino } from 'pino'
import { showIn } from './api/instants'
import { operationsOf } from './api/operations'
import { Problem, problemOf } from './api/problem'
import { routerOf } from './api/router'
import { dayOf } from './api/services'
import { pages } from './pages/pages'
import { problemPages } from './pages/problem-pages'
import type { Patients } from './patients/patients'
import { createMetrics, type Metrics } from './running/metrics'
import { logFailure, requestLog } from './running/request-log'
import { gate } from './security/gate'
import type { ApiKey } from './security/keys'
import { headers, writeLimit } from './security/limits'

export interface AppOptions {
  readonly scheduler: OpdScheduler
  readonly patients: Patients
  /** Epoch milliseconds; the same clock as the scheduler's. */
  readonly clock: () => number
  /** The same zone as the scheduler's. */
  readonly timeZone: string
  /** Returns the position of the last event in the log: the `head` of the scheduler's store. */
  readonly head: () => Promise<number>
  /** Address at which clients reach the app, if it should be in links: `https://tokens.example.org`. */
  readonly publicUrl?: string
  /**
   * For how many milliseconds all callers share a board or a queue.
   *
   * @defaultValue 1000
   */
  readonly shareMs?: number
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
  const { publicUrl = '', shareMs = 1000 } = options
  const show = showIn(options.timeZone)
  const services = { ...options, metrics, heartbeatMs, mostStreams, closing, show, publicUrl, shareMs }
  const operations = operationsOf(services)
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
  app.use(pages(() => dayOf(services, 1)))
  app.use(problemPages())
  app.use((request) => {
    throw new Problem('not-found', `There is nothing at this path for ${request.method}.`)
  })
  app.use(answerProblem(log, publicUrl))
  return app
}

function answerProblem(log: Logger, publicUrl: string): ErrorRequestHandler {
  return (thrown, request, response, _next) => {
    const problem = problemOf(thrown)
    response.locals.code = problem.code
    if (problem.status >= 500) logFailure(log, response, thrown)
    if (response.headersSent) return void response.destroy()
    const [instance = ''] = request.originalUrl.split('?')
    const document = problem.document({ requestId: response.locals.requestId, instance, publicUrl })
    response.status(problem.status).set(problem.headers).type('application/problem+json').send(JSON.stringify(document))
  }
}
