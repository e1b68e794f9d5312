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
  let open = 0
  return [
    operation({
      id: 'streamEvents',
      method: 'get',
      path: '/api/v1/events',
      tag: 'Live',
      summary: 'Stream the durable log as server-sent events; the display role sees only token numbers',
      roles: EVERYBODY,
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
      async handle({ query, headers }, { caller }) {
        if (open >= services.mostStreams)
          throw new Problem('too-many-streams', `${open} streams are open, the limit. Close one.`, undefined, {
            'Retry-After': '10',
          })
        const from = headers['last-event-id'] ?? query.after
        const options = {
          after: from === undefined ? ('latest' as const) : Number(from),
          passes: passing(query),
          isPublic: caller.role === 'display',
        }
        return {
          headers: { 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
          async write(response) {
            open++
            try {
              await streamEvents(services, tail, response, options)
            } finally {
              open--
            }
          },
        }
      },
    }),
  ]
}

function passing({ doctorId, date }: { doctorId?: string | undefined; date?: string | undefined }) {
  return ({ event }: LogEntry): boolean => {
    if (!('sessionId' in event)) return date === undefined && (doctorId ?? event.doctor.id) === event.doctor.id
    const [doctor, day] = event.sessionId.split('.')
    return (doctorId ?? doctor) === doctor && (date ?? day) === day
  }
}
