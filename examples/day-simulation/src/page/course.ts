import type { SessionView, SlotView, TokenEvent } from 'opd-scheduler'
import { isFirst } from '../run/ledger'
import type { Outcome } from '../run/run'

/** The kinds of event that the timeline shows. */
export type HappeningKind = 'booking' | 'bump' | 'promotion' | 'resize' | 'departure'

/** An event of a token, as the timeline shows it. */
export interface Happening {
  readonly kind: HappeningKind
  readonly at: number
  readonly number: string
  /** Booking class at that moment. */
  readonly source: string
  /** Slot that the token left; null if none. */
  readonly from: string | null
  /** Slot of its seat after the event; null if none. */
  readonly to: string | null
  /** Whether it is on the waiting list after the event. */
  readonly waits: boolean
  /** Number of the token that caused the move. */
  readonly by: string | undefined
  /** The library's code for the cause. */
  readonly cause: string
}

/** The events of one session, in order. */
export interface Course {
  readonly sessionId: string
  readonly doctor: string
  readonly date: string
  readonly slots: readonly SlotView[]
  readonly happenings: readonly Happening[]
}

const KINDS: Readonly<Partial<Record<TokenEvent['type'], HappeningKind>>> = {
  'token.bumped': 'bump',
  'token.promoted': 'promotion',
  'token.offered': 'promotion',
  'token.moved': 'resize',
  'token.cancelled': 'departure',
  'token.rescheduled': 'departure',
  'token.expired': 'departure',
  'token.left': 'departure',
  'token.no-show': 'departure',
  'token.dropped': 'departure',
}

/** Reads the events of every session from the log. */
export async function coursesOf({ desk, sessions }: Outcome): Promise<Course[]> {
  const names = new Map((await desk.opd.doctors()).map(({ id, name }) => [id, name]))
  const numbers = new Map(sessions.flatMap(({ tokens }) => tokens.map(({ id, number }) => [id, number])))
  const sources = new Map<string, string>()
  const happenings = new Map<string, Happening[]>(sessions.map(({ id }) => [id, []]))
  for (let position = 0; ; ) {
    const entries = await desk.store.read(position, 1000)
    if (entries.length === 0) break
    position = entries[entries.length - 1]!.position
    for (const { event } of entries) {
      if (!('tokenId' in event)) continue
      if (event.request !== null) sources.set(event.tokenId, event.request.source)
      const kind = isFirst(event) ? 'booking' : KINDS[event.type]
      if (kind === undefined) continue
      const { at, number, from, to, by, waitsFor, cause } = event
      happenings.get(event.sessionId)?.push({
        kind,
        at,
        number,
        source: sources.get(event.tokenId) ?? '',
        from,
        to,
        waits: waitsFor !== null,
        by: by === null ? undefined : numbers.get(by.tokenId),
        cause,
      })
    }
  }
  return sessions.map((session: SessionView) => ({
    sessionId: session.id,
    doctor: names.get(session.doctorId) ?? session.doctorId,
    date: session.date,
    slots: session.slots,
    happenings: happenings.get(session.id)!,
  }))
}

/** Returns the number of moves, by which the busiest sessions are chosen. */
export function movesOf({ happenings }: Course): number {
  return happenings.filter(({ kind }) => kind !== 'booking' && kind !== 'departure').length
}
