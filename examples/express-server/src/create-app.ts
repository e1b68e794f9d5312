import { randomBytes } from 'node:crypto'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import type { OpdScheduler } from 'opd-scheduler'
import { type Logger, pino } from 'pino'
import { bodyLimit } from './api/body-limit'
import { showIn } from './api/instants'
import type { Operation } from './api/operation'
import { operationsOf } from './api/operations'
import { Problem, problemOf } from './api/problem'
import { routerOf } from './api/router'
import { dayOf } from './api/services'
import { frontDeskPages, openPages } from './pages/front-desk'
import { pages } from './pages/pages'
import { problemPages } from './pages/problem-pages'
import type { Patients } from './patients/patients'
import type { CountryCode } from './patients/phone'
import { createMetrics, type Metrics } from './running/metrics'
import { Readiness } from './running/readiness'
import { logFailure, requestLog } from './running/request-log'
import type { Caller } from './security/caller'
import { FailedKeys } from './security/failed-keys'
import { gate } from './security/gate'
import type { Keys } from './security/keys'
import { headers, isRead, limits, readLimit } from './security/limits'

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
  /** Returns the position of the last event in the log: the `head` of the scheduler's store. */
  readonly head: () => Promise<number>
  /** Address at which clients reach the app, if it should be in links: `https://tokens.example.org`. */
  readonly publicUrl?: string
  /**
   * Signs the links of patients. Give all instances the same.
   *
   * @defaultValue a random one: the links end with the process
   */
  readonly linkSecret?: string
  /**
   * For how many milliseconds all callers share a board or a queue.
   *
   * @defaultValue 1000
   */
  readonly shareMs?: number
  /** If left out, the app serves only its own machine, and every request may do everything. */
  readonly keys?: Keys | undefined
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
   * For each key and address.
   *
   * @defaultValue 6000
   */
  readonly readsPerMinute?: number
  /**
   * Wrong keys a minute from one address.
   *
   * @defaultValue 30
   */
  readonly failedKeysPerMinute?: number
  /**
   * Number of proxies in front, or their addresses: whose `X-Forwarded-For` tells the address for limits and the audit.
   *
   * @defaultValue 0
   */
  readonly trustProxy?: number | readonly string[]
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
  /**
   * Limit of open event streams with one key.
   *
   * @defaultValue 100
   */
  readonly streamsPerKey?: number
  /** Ends the event streams. */
  readonly closing?: AbortSignal
  /** @defaultValue ready if the storage can be read */
  readonly readiness?: Readiness
  /**
   * Whether the events of a doctor or session are damaged.
   *
   * @defaultValue false
   */
  readonly isDamaged?: (stream: string) => boolean
}

const JSON_TYPE = /^application\/([\w.-]+\+)?json *(;|$)/i

const MOST_BODY_BYTES = 131_072

/** Creates the Express app, to listen with, to test, or to mount in another server. */
export function createApp(options: AppOptions): Express {
  const {
    log = pino({ level: 'silent' }),
    metrics = createMetrics(),
    keys,
    closing = new AbortController().signal,
  } = options
  const { writesPerMinute = 1200, readsPerMinute = 6000, failedKeysPerMinute = 30, trustProxy = 0 } = options
  const { heartbeatMs = 15_000, mostStreams = 500, streamsPerKey = 100, publicUrl = '', shareMs = 1000 } = options
  const { scheduler, patients, clock, timeZone, isDamaged = () => false } = options
  const isValid = (caller: Caller) => keys === undefined || keys.isValid(caller)
  const probe = async () => {
    await Promise.all([scheduler.sessions({ from: '1970-01-01', to: '1970-01-01' }), patients.ping()])
    return undefined
  }
  const { readiness = new Readiness({ probe, clock, log }) } = options
  const { patientIndex = 'own', phoneCountry = 'IN', linkSecret = randomBytes(32).toString('base64url') } = options
  const given = {
    patientIndex,
    phoneCountry,
    heartbeatMs,
    mostStreams,
    streamsPerKey,
    closing,
    publicUrl,
    linkSecret,
    shareMs,
    show: showIn(timeZone),
  }
  const services = { ...options, ...given, log, metrics, readiness, isDamaged, isValid }
  const operations = operationsOf(services)
  metrics.watch(scheduler)

  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  app.set('trust proxy', trustProxy)
  app.use(requestLog(log, metrics))
  app.use(headers())
  app.use(openPages())
  // Without a key the address counts.
  app.use('/api/v1/my-tokens', readLimit(readsPerMinute))
  const isKeyless = ({ keyless }: Operation) => keyless === true
  app.use(routerOf(operations.filter(isKeyless), services))
  app.use(gate(keys, new FailedKeys(failedKeysPerMinute), log))
  app.use(limits(readsPerMinute, writesPerMinute))
  app.use((request, _response, next) => {
    if (!isRead(request)) readiness.requireClock()
    next()
  })
  app.use(bodyLimit(MOST_BODY_BYTES, answerProblem(log, publicUrl)))
  app.use(
    express.json({ limit: MOST_BODY_BYTES, type: ({ headers }) => JSON_TYPE.test(headers['content-type'] ?? '') }),
  )
  app.use(
    routerOf(
      operations.filter((operation) => !isKeyless(operation)),
      services,
    ),
  )
  app.use(
    refuseMetrics,
    frontDeskPages(),
    pages(() => dayOf(services, 1)),
    problemPages(),
  )
  app.use((request) => {
    throw new Problem('not-found', `There is nothing at this path for ${request.method}.`)
  })
  app.use(answerProblem(log, publicUrl))
  return app
}

/** Keys with the role `metrics` may use only the operations that name it. */
const refuseMetrics: RequestHandler = (_request, { locals }, next) => {
  if ((locals.caller as Caller).role !== 'metrics') return next()
  throw new Problem('role-missing', "The role 'metrics' may read /metrics, and nothing else that needs a key.")
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
