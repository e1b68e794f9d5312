import { setImmediate as nextTurn } from 'node:timers/promises'
import type { OpdEvent, PublicBoard, QueueView, SessionSummary } from 'opd-scheduler'
import type { Shown } from './instants'
import type { Services } from './services'
import { Shared } from './shared'

/** For how long the board of a session is shared if nothing happens in it: its ranges change little meanwhile. */
const SESSION_MS = 5_000

/** Views that many screens share. */
export type SharedViews = ReturnType<typeof sharedViews>

/**
 * Returns the views that screens poll. Each is computed once for all callers. An event in a session makes its views be computed again:
 * `forget` takes the events of other instances, and this one's are known.
 */
export function sharedViews(services: Services) {
  const boards = new Boards(services)
  const queues = new Queues(services)
  const forget = (event: OpdEvent) => {
    if (!('sessionId' in event)) return
    boards.forget(event.sessionId)
    queues.forget(event.sessionId)
  }
  services.scheduler.on('*', forget)
  return { boards, queues, forget }
}

/** The board of a day: all doctors, with numbers only. */
class Boards {
  private readonly days: Shared<Awaited<ReturnType<Boards['compute']>>>
  private readonly sessions: Shared<PublicBoard | undefined>

  constructor(private readonly services: Services) {
    const { clock, shareMs } = services
    this.days = new Shared(clock, shareMs)
    this.sessions = new Shared(clock, Math.max(shareMs, SESSION_MS))
  }

  get(date: string) {
    return this.days.get(date, () => this.compute(date))
  }

  forget(sessionId: string): void {
    this.sessions.forget(sessionId)
    this.days.forget(sessionId.slice(sessionId.indexOf('.') + 1))
  }

  private async compute(date: string) {
    const { scheduler, clock, show, shareMs, isDamaged } = this.services
    const [doctors, sessions] = await Promise.all([
      scheduler.doctors(),
      scheduler.sessions({ from: date, to: date }, { maxStaleMs: shareMs }),
    ])
    const bySession = new Map(sessions.map((session) => [session.doctorId, session]))
    const rows = []
    for (const doctor of doctors) {
      const session = bySession.get(doctor.id)
      const board = session && (await this.ofSession(session.id))
      const isUnavailable = isDamaged(`${doctor.id}.${date}`)
      rows.push({ doctor, ...rowOf(session, board), ...(isUnavailable && { status: 'unavailable' as const }) })
    }
    return show({ date, asOf: clock(), doctors: rows })
  }

  ofSession(sessionId: string): Promise<PublicBoard | undefined> {
    return this.sessions.get(sessionId, async () => {
      // A big hospital's board takes longer than one request may wait.
      await nextTurn()
      return this.services.scheduler.publicBoard({ sessionId })
    })
  }
}

/** The queue of a session. */
class Queues {
  private readonly shared: Shared<Shown<QueueView> | undefined>
  /** The estimates of a big session take tens of milliseconds, so other requests get a turn between two of them. */
  private last: Promise<unknown> = Promise.resolve()

  constructor(private readonly services: Services) {
    this.shared = new Shared(services.clock, services.shareMs)
  }

  get(sessionId: string) {
    return this.shared.get(sessionId, () => this.compute(sessionId))
  }

  forget(sessionId: string): void {
    this.shared.forget(sessionId)
  }

  private compute(sessionId: string) {
    const { scheduler, show } = this.services
    const own = this.last.then(() => nextTurn()).then(async () => show(await scheduler.queue({ sessionId })))
    this.last = own.catch(() => undefined)
    return own
  }
}

function rowOf(session: SessionSummary | undefined, board: PublicBoard | undefined) {
  return {
    sessionId: session?.id ?? null,
    status: session?.status ?? ('none' as const),
    late: board?.late ?? 0,
    away: board?.away ?? [],
    inside: board?.inside ?? [],
    called: board?.called ?? [],
    next: board?.next ?? [],
    present: board?.present ?? 0,
    standby: board?.standby ?? 0,
    expected: board?.expected ?? 0,
    waiting: session?.waiting ?? 0,
    free: session?.free ?? 0,
  }
}
