import { setImmediate as nextTurn } from 'node:timers/promises'
import type { QueueView, SessionSummary } from 'opd-scheduler'
import type { Shown } from './instants'
import type { Services } from './services'
import { Shared } from './shared'

/** Returns the board of a day. It is computed at most once in `shareMs` and shared by all callers, however many screens poll it. */
export function boards(services: Services) {
  const { scheduler, clock, show, shareMs, isDamaged } = services
  const shared = new Shared<Awaited<ReturnType<typeof compute>>>(clock, shareMs)

  const compute = async (date: string) => {
    const options = { maxStaleMs: shareMs, estimates: false }
    const [doctors, sessions] = await Promise.all([
      scheduler.doctors(),
      scheduler.sessions({ from: date, to: date }, options),
    ])
    const bySession = new Map(sessions.map((session) => [session.doctorId, session]))
    const rows = []
    for (const doctor of doctors) {
      const session = bySession.get(doctor.id)
      const queue = session && (await scheduler.queue({ sessionId: session.id }, options))
      rows.push({
        doctor,
        ...figures(session, queue),
        ...(isDamaged(`${doctor.id}.${date}`) && { status: 'unavailable' as const }),
        minutesPerVisit: queue?.minutesPerVisit ?? doctor.minutesPerVisit,
      })
      // A big hospital's board takes longer than one request may wait.
      await nextTurn()
    }
    return show({ date, asOf: clock(), doctors: rows })
  }

  return (date: string) => shared.get(date, () => compute(date))
}

/** Returns the queue of a session, shared by all callers until this server commits something in it, and at most for `shareMs`. */
export function queues(services: Services) {
  const { scheduler, clock, show, shareMs } = services
  const shared = new Shared<Shown<QueueView> | undefined>(clock, shareMs)
  scheduler.on('*', (event) => {
    if ('sessionId' in event) shared.forget(event.sessionId)
  })
  // The estimates of a big session take tens of milliseconds, so other requests get a turn between two of them.
  let last: Promise<unknown> = Promise.resolve()
  const compute = (sessionId: string) => {
    const own = last.then(() => nextTurn()).then(async () => show(await scheduler.queue({ sessionId })))
    last = own.catch(() => undefined)
    return own
  }
  return (sessionId: string) => shared.get(sessionId, () => compute(sessionId))
}

function figures(session: SessionSummary | undefined, queue: QueueView | undefined) {
  const numbers = (entries: QueueView['called'] = []) => entries.map(({ number }) => number)
  const inRooms = [...(queue?.inConsultation ?? []), ...(queue?.called ?? [])]
  const rooms = inRooms.flatMap(({ number, room }) => (room === null ? [] : [[number, room]]))
  const slot = session?.slots.find(({ endsAt }) => queue !== undefined && endsAt > queue.asOf)
  return {
    sessionId: session?.id ?? null,
    status: session?.status ?? ('none' as const),
    inConsultation: numbers(queue?.inConsultation),
    called: numbers(queue?.called),
    rooms: Object.fromEntries(rooms) as Record<string, string>,
    late: queue?.late ?? 0,
    away: session?.status === 'open' && slot?.blocked === true,
    next: numbers(queue?.present),
    standby: numbers(queue?.standby),
    expected: queue?.expected.length ?? 0,
    waiting: session?.waiting ?? 0,
    free: session?.free ?? 0,
  }
}
