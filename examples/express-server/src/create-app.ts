import express, { type ErrorRequestHandler, type Express } from 'express'
import type { OpdScheduler } from 'opd-scheduler'
import { type Logger, pino } from 'pino'
import { operationsOf } from './api/operations'
import { Problem, problemOf } from './api/problem'
import { routerOf } from './api/router'
import { pages } from './pages/pages'
import type { Patients } from './patients/patients'
import { createMetrics, type Metrics } from './running/metrics'
import { logFailure, requestLog } from './running/request-log'
import { gate } from './security/gate'
import type { ApiKey } from './security/keys'
import { headers, writeLimit } from './security/limits'

export interface AppOptions {
  readonly scheduler: OpdScheduler
  readonly patients: Patients
  /** Epoch milliseconds; the scheduler's own clock. */
  readonly clock: () => number
  /** The scheduler's own zone. */
  readonly timeZone: string
  /** Without any the app answers to its own machine only. */
  readonly keys?: readonly ApiKey[]
  /** Silent where absent. */
  readonly log?: Logger
  readonly metrics?: Metrics
  /** For each key and address; 1,200 where absent. */
  readonly writesPerMinute?: number
  /** 15,000 where absent. */
  readonly heartbeatMs?: number
  /** Streams of events that may be open at once; 500 where absent. */
  readonly mostStreams?: number
  /** Ends the streams of events, and makes the app say that it is not ready. */
  readonly closing?: AbortSignal
}

const JSON_TYPE = /^application\/([\w.-]+\+)?json *(;|$)/i

/** The server without a port: to listen with, to test, or to mount in a server of your own. */
export function createApp(options: AppOptions): Express {
  const { log = pino({ level: 'silent' }), metrics = createMetrics(), keys = [], writesPerMinute = 1200 } = options
  const { heartbeatMs = 15_000, mostStreams = 500, closing = new AbortController().signal } = options
  const operations = operationsOf({ ...options, metrics, heartbeatMs, mostStreams, closing })
  metrics.watch(options.scheduler)

  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  app.use(requestLog(log, metrics))
  app.use(headers())
  // Answers are about people and about now: nobody on the way keeps them.
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
    throw new Problem('not-found', `There is nothing at this address for ${request.method}.`)
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
