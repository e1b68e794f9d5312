import type { Command, CommandResult, OpdScheduler } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const MINUTES = [1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180]

/** Creates the metrics for Prometheus. No label comes from a request's text, so clients cannot create series. */
export function createMetrics() {
  const registers = [new Registry()]
  const requests = new Histogram({
    name: 'opd_request_seconds',
    help: 'Duration of requests in seconds.',
    labelNames: ['operation', 'status'],
    buckets: SECONDS,
    registers,
  })
  const outcomes = new Counter({
    name: 'opd_outcomes_total',
    help: 'Commands by outcome: the status, or the code of a refusal.',
    labelNames: ['op', 'outcome'],
    registers,
  })
  const events = new Counter({
    name: 'opd_events_total',
    help: 'Events committed by this instance, such as token.bumped.',
    labelNames: ['type', 'cause'],
    registers,
  })
  const waits = new Histogram({
    name: 'opd_wait_minutes',
    help: 'Minutes from check-in to the first call.',
    buckets: MINUTES,
    registers,
  })
  const store = new Histogram({
    name: 'opd_store_seconds',
    help: 'Duration of store calls in seconds.',
    labelNames: ['call'],
    buckets: SECONDS,
    registers,
  })
  const deliveries = new Counter({
    name: 'opd_webhook_deliveries_total',
    help: 'Attempts to deliver an event to a webhook.',
    labelNames: ['webhook', 'outcome'],
    registers,
  })
  return {
    requests,
    deliveries,
    /** Counts a command by its outcome. */
    outcome(op: Command['op'], result: CommandResult): void {
      outcomes.inc({ op, outcome: result.status === 'rejected' ? result.code : result.status })
      if ((op !== 'call' && op !== 'callNext') || !('token' in result)) return
      const { checkedInAt, updatedAt, skips } = result.token
      if (checkedInAt !== null && skips === 0) waits.observe((updatedAt - checkedInAt) / 60_000)
    },
    /** Counts the events that this scheduler commits. */
    watch(scheduler: OpdScheduler): void {
      for (const type of COUNTED) scheduler.on(type, ({ cause }) => events.inc({ type, cause }))
    },
    /** Adds process metrics: CPU, memory, event-loop lag. */
    watchProcess(): void {
      for (const register of registers) collectDefaultMetrics({ register })
    },
    /** Wraps a store to time its calls. */
    timed(inner: Store): Store {
      const time = async <T>(call: string, work: () => Promise<T>): Promise<T> => {
        const end = store.startTimer({ call })
        try {
          return await work()
        } finally {
          end()
        }
      }
      const { loadAll, takeTurn } = inner
      return {
        // Methods without a timer are passed through.
        ...inner,
        load: (stream, after) => time('load', () => inner.load(stream, after)),
        ...(loadAll && {
          loadAll: (versions, turn) => time('loadAll', () => loadAll(versions, turn)),
        }),
        append: (commits, turn) => time('append', () => inner.append(commits, turn)),
        ...(takeTurn && { takeTurn: () => time('takeTurn', takeTurn) }),
        findCommit: (commandId) => time('findCommit', () => inner.findCommit(commandId)),
        read: (after, limit) => time('read', () => inner.read(after, limit)),
        head: () => time('head', () => inner.head()),
        locate: (key) => time('locate', () => inner.locate(key)),
        sessions: (query) => time('sessions', () => inner.sessions(query)),
        doctors: () => time('doctors', () => inner.doctors()),
        checkpoint: (consumer) => time('checkpoint', () => inner.checkpoint(consumer)),
        advance: (consumer, from, to) => time('advance', () => inner.advance(consumer, from, to)),
      }
    },
    text: () => registers[0]!.metrics(),
    textType: registers[0]!.contentType,
  }
}

const COUNTED = [
  'token.bumped',
  'token.promoted',
  'token.offered',
  'token.moved',
  'token.rescheduled',
  'token.dropped',
  'token.expired',
  'token.no-show',
] as const
