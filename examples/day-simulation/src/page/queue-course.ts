import type { OpdEvent, SessionView, TokenEvent } from 'opd-scheduler'
import type { Outcome } from '../run/run'

/** Number of waiting patients from a moment on. */
export interface Level {
  readonly at: number
  readonly count: number
}

/** A consultation. */
export interface Consultation {
  readonly from: number
  readonly to: number
  readonly number: string
  readonly source: string
}

/** A call, answered or not. */
export interface Call {
  readonly at: number
  readonly number: string
}

/** The waiting room and the consulting room of one session over the day. */
export interface QueueCourse {
  readonly session: SessionView
  readonly levels: readonly Level[]
  readonly calls: readonly Call[]
  /** Unanswered calls. */
  readonly skips: readonly Call[]
  readonly consultations: readonly Consultation[]
  readonly checkedIn: number
  readonly leftUnseen: number
}

/** Reads the events in the waiting and consulting room of every session from the log. */
export async function queueCoursesOf({ desk, sessions }: Outcome): Promise<QueueCourse[]> {
  const readers = new Map(sessions.map((session) => [session.id, new Reader(session)]))
  for (let position = 0; ; ) {
    const entries = await desk.store.read(position, 1000)
    if (entries.length === 0) break
    position = entries[entries.length - 1]!.position
    for (const { event } of entries) if (isOfToken(event)) readers.get(event.sessionId)?.read(event)
  }
  return [...readers.values()].map((reader) => reader.course)
}

function isOfToken(event: OpdEvent): event is TokenEvent {
  return 'tokenId' in event
}

/** The part of the clinic that a patient is in. */
type Place = 'elsewhere' | 'waiting' | 'called' | 'inside'

const PLACES: Readonly<Partial<Record<TokenEvent['type'], Place>>> = {
  'token.checked-in': 'waiting',
  'token.skipped': 'waiting',
  'token.called': 'called',
  'token.started': 'inside',
  'token.completed': 'elsewhere',
  'token.left': 'elsewhere',
  'token.no-show': 'elsewhere',
  'token.cancelled': 'elsewhere',
}

class Reader {
  private readonly levels: Level[] = []
  private readonly calls: Call[] = []
  private readonly skips: Call[] = []
  private readonly consultations: Consultation[] = []
  private readonly sources = new Map<string, string>()
  /** The places of each token, current one last, so that an undone step can go back. */
  private readonly places = new Map<string, Place[]>()
  private readonly begun = new Map<string, number>()
  private checkedIn = 0
  private leftUnseen = 0
  private waiting = 0
  private last = 0

  constructor(private readonly session: SessionView) {}

  read(event: TokenEvent): void {
    const { type, tokenId, at, number, request, cause } = event
    this.last = at
    if (request !== null) this.sources.set(tokenId, request.source)
    if (type === 'token.checked-in') this.checkedIn++
    if (type === 'token.left') this.leftUnseen++
    if (type === 'token.called') this.calls.push({ at, number })
    if (type === 'token.skipped' || (type === 'token.no-show' && cause === 'skipped')) this.skips.push({ at, number })
    const places = this.places.get(tokenId) ?? ['elsewhere']
    this.places.set(tokenId, places)
    const before = places[places.length - 1]!
    if (type === 'token.undone') places.pop()
    else if (PLACES[type] !== undefined) places.push(PLACES[type])
    this.move(event, before, places[places.length - 1] ?? 'elsewhere')
  }

  get course(): QueueCourse {
    const { session, levels, calls, skips, checkedIn, leftUnseen } = this
    const consultations = [...this.consultations]
    // A consultation that is still open ends with the log.
    for (const { id, number } of session.tokens) {
      const from = this.begun.get(id)
      if (from !== undefined)
        consultations.push({ from, to: Math.max(from, this.last), number, source: this.sources.get(id) ?? '' })
    }
    return { session, levels, calls, skips, consultations, checkedIn, leftUnseen }
  }

  private move({ tokenId, at, number }: TokenEvent, before: Place, after: Place): void {
    if (before === after) return
    const change = Number(after === 'waiting') - Number(before === 'waiting')
    this.waiting += change
    if (change !== 0) this.levels.push({ at, count: this.waiting })
    if (after === 'inside') this.begun.set(tokenId, at)
    const from = this.begun.get(tokenId)
    if (before !== 'inside' || from === undefined) return
    this.consultations.push({ from, to: at, number, source: this.sources.get(tokenId) ?? '' })
    this.begun.delete(tokenId)
  }
}
