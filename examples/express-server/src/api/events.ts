import type { LogEntry } from 'opd-scheduler/store'
import { z } from 'zod'
import { streamEvents } from '../live/event-stream'
import { Tail } from '../live/tail'
import { EVERYBODY, type Role } from '../security/caller'
import type { SharedViews } from './board'
import { type Operation, operation } from './operation'
import { Problem } from './problem'
import { EVENT_TYPES, Event, PublicEvent, Reset } from './schemas/event'
import { date, doctorId } from './schemas/ids'
import type { Services } from './services'

const position = z.string().regex(/^\d{1,15}$/, 'give the position of an event, a whole number')

/** How many events a public display may read again. A staff key may read the whole log. */
const MOST_FOR_DISPLAYS = 1000

const Stream = z.string().meta({
  description: 'Each message has an `id` (the position in the log), an `event` (the kind), and `data` in JSON.',
  contentMediaType: 'text/event-stream',
  contentSchema: { oneOf: ['Event', 'PublicEvent', 'Reset'].map((name) => ({ $ref: `#/components/schemas/${name}` })) },
})

/** The stream of live events. */
export function eventOperations(services: Services, { forget }: SharedViews): Operation[] {
  // A screen that hears of an event reads its view again.
  const tail = new Tail(services.scheduler, forget)
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
      description:
        'All messages are named, so listen by name: `onmessage` gets none of them. ' +
        `Names: ${EVENT_TYPES.join(', ')}; and reset, if events are missing. ` +
        `The role display can read the last ${MOST_FOR_DISPLAYS} events again, other roles the whole log.`,
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
      answer: Stream,
      schemas: [Event, PublicEvent, Reset],
      problems: ['too-many-streams'],
      async handle({ query, headers }, { caller, isValid, audit }) {
        const all = [...open.values()].reduce((sum, each) => sum + each, 0)
        if (openOf(caller.name) >= services.streamsPerKey) throw tooMany(openOf(caller.name), ' with this key')
        if (all >= services.mostStreams) throw tooMany(all, '')
        const from = headers['last-event-id'] ?? query.after
        const isPublic = caller.role === 'display'
        const isMeant = passing(query)
        const options = {
          ...(from === undefined ? NOW : startOf(Number(from), await services.head(), caller.role)),
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

const NOW = { after: 'latest', isReset: false } as const

/** Returns where a stream starts. A position beyond the end is of another log, for example of one that was restored since. */
function startOf(after: number, head: number, role: Role) {
  const first = role === 'display' ? head - MOST_FOR_DISPLAYS : 0
  if (after > head) return { after: head, isReset: true }
  return after < first ? { after: first, isReset: true } : { after, isReset: false }
}

function passing({ doctorId, date }: { doctorId?: string | undefined; date?: string | undefined }) {
  return ({ event }: LogEntry): boolean => {
    if (!('sessionId' in event)) return date === undefined && (doctorId ?? event.doctor.id) === event.doctor.id
    const [doctor, day] = event.sessionId.split('.')
    return (doctorId ?? doctor) === doctor && (date ?? day) === day
  }
}
