import type { SessionView, SlotView, TokenEvent } from 'opd-scheduler'
import { isFirst } from '../run/ledger'
import type { Outcome } from '../run/run'

/** What the timeline shows of a token. */
export type HappeningKind = 'booking' | 'bump' | 'promotion' | 'resize' | 'departure'

/** Something that happened to a token at some moment. */
export interface Happening {
  readonly kind: HappeningKind
  readonly at: number
  readonly number: string
  /** Booking class at that moment. */
  readonly source: string
  /** Slot left, null for none. */
  readonly from: string | null
  /** Slot taken or kept, null for none. */
  readonly to: string | null
  /** Whether it waits from now on. */
  readonly waits: boolean
  /** Number of the token because of which it moved. */
  readonly by: string | undefined
  /** Why, as the library's code. */
  readonly cause: string
}

/** All that happened in one session, in order. */
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

/** What happened in every session, read from the log. */
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

/** How many moves there were: by them one session is more telling than another. */
export function movesOf({ happenings }: Course): number {
  return happenings.filter(({ kind }) => kind !== 'booking' && kind !== 'departure').length
}
