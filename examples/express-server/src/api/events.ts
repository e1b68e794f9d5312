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

/** What happens, as it happens. */
export function eventOperations(services: Services): Operation[] {
  const tail = new Tail(services.scheduler)
  let open = 0
  return [
    operation({
      id: 'streamEvents',
      method: 'get',
      path: '/api/events',
      tag: 'Live',
      summary: 'Server-sent events of the durable log; displays get numbers only',
      roles: EVERYBODY,
      query: z.strictObject({
        doctorId: doctorId.optional(),
        date: date.optional(),
        after: position.optional().describe('Begin after this event instead of now; Last-Event-ID comes first.'),
      }),
      headers: z.object({ 'last-event-id': position.optional() }),
      type: 'text/event-stream',
      answer: z.string(),
      async handle({ query, headers }, { caller }) {
        if (open >= services.mostStreams)
          throw new Problem('too-many-streams', `${open} streams are open. Maybe close one.`, undefined, {
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
