import type { LogEntry } from 'opd-scheduler'
import { z } from 'zod'
import { streamEvents } from '../live/event-stream'
import { Tail } from '../live/tail'
import { EVERYBODY } from '../security/caller'
import { type Operation, operation } from './operation'
import { Problem } from './problem'
import { date, doctorId } from './schemas/ids'
import type { Services } from './services'

const position = z.string().regex(/^\d{1,15}$/, 'give the position of an event, a whole number')

/** The stream of live events. */
export function eventOperations(services: Services): Operation[] {
  const tail = new Tail(services.scheduler)
  /** Open streams by the name of their key. */
  const open = new Map<string, number>()
  const openOf = (name: string) => open.get(name) ?? 0
  return [
    operation({
      id: 'streamEvents',
      method: 'get',
      path: '/api/v1/events',
      tag: 'Live',
      summary: 'Stream the durable log as server-sent events; the display role sees only token numbers',
      roles: EVERYBODY,
      scope: 'named',
      query: z.strictObject({
        doctorId: doctorId.optional(),
        date: date.optional(),
        after: position
          .optional()
          .describe('Start after this event instead of now. The header Last-Event-ID takes precedence.'),
      }),
      headers: z.object({ 'last-event-id': position.optional() }),
      type: 'text/event-stream',
      answer: z.string(),
      async handle({ query, headers }, { caller, isValid, audit }) {
        const all = [...open.values()].reduce((sum, each) => sum + each, 0)
        if (openOf(caller.name) >= services.streamsPerKey) throw tooMany(openOf(caller.name), ' with this key')
        if (all >= services.mostStreams) throw tooMany(all, '')
        const from = headers['last-event-id'] ?? query.after
        const isPublic = caller.role === 'display'
        const isMeant = passing(query)
        const options = {
          after: from === undefined ? ('latest' as const) : Number(from),
          passes(entry: LogEntry) {
            const passes = isMeant(entry)
            if (passes && !isPublic) audit.sent(entry.position)
            return passes
          },
          isPublic,
          isValid,
        }
        return {
          headers: { 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
          async write(response) {
            open.set(caller.name, openOf(caller.name) + 1)
            try {
              await streamEvents(services, tail, response, options)
            } finally {
              open.set(caller.name, openOf(caller.name) - 1)
            }
          },
        }
      },
    }),
  ]
}

function tooMany(count: number, whose: string): Problem {
  return new Problem('too-many-streams', `${count} streams are open${whose}, the limit. Close one.`, undefined, {
    'Retry-After': '10',
  })
}

function passing({ doctorId, date }: { doctorId?: string | undefined; date?: string | undefined }) {
  return ({ event }: LogEntry): boolean => {
    if (!('sessionId' in event)) return date === undefined && (doctorId ?? event.doctor.id) === event.doctor.id
    const [doctor, day] = event.sessionId.split('.')
    return (doctorId ?? doctor) === doctor && (date ?? day) === day
  }
}
