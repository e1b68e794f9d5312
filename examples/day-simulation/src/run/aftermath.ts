import type { OpdEvent } from 'opd-scheduler'
import { waitOf, waitsOf } from '../report/waits'
import type { Outcome } from './run'

/** What a day that went wrong came to, for the patients of one doctor and of the substitute. */
export interface Aftermath {
  /** Patients with a token, each token's replacements counted once. */
  readonly patients: number
  readonly seen: number
  /** Moved because the doctor was away, within the session. */
  readonly movedWithin: number
  /** Moved because the doctor was away, to the substitute. */
  readonly movedElsewhere: number
  /** Lost their place because the doctor was away, and are to be called. */
  readonly toCall: number
  /** Ended without a seat for another reason. */
  readonly withoutSeat: number
  /** How often a patient was marked as a no-show. */
  readonly markedNoShow: number
  /** How often the desk had to bring such a patient back. */
  readonly reinstated: number
  readonly noShow: number
  readonly left: number
  readonly cancelled: number
  /** Minutes from check-in to consultation. */
  readonly medianWait: number
  readonly ninetiethWait: number
  /** When the last visit ended, in epoch milliseconds; null if there was none. */
  readonly lastVisitAt: number | null
}

export async function aftermathOf(
  { desk, ledger, sessions }: Outcome,
  doctorIds: readonly string[],
): Promise<Aftermath> {
  const own = sessions.filter(({ doctorId }) => doctorIds.includes(doctorId))
  const tokens = own.flatMap((session) => session.tokens)
  const ended = (status: string): number => tokens.filter((token) => token.status === status).length
  const ids = new Set(tokens.map(({ id }) => id))
  const log = (await desk.store.read(0, Number.MAX_SAFE_INTEGER)).map(({ event }) => event)
  const events = log.flatMap((event) => ('tokenId' in event && ids.has(event.tokenId) ? event : []))
  const times = (type: OpdEvent['type'], cause?: string): number =>
    events.filter((event) => event.type === type && (cause === undefined || event.cause === cause)).length
  const movedWithin = events.filter(
    ({ type, cause, to }) => type === 'token.moved' && cause === 'blocked' && to !== null,
  )
  const lost = tokens.filter(({ status, cause }) => status === 'dropped' && cause === 'blocked')
  const waits = waitsOf(ledger, (tokenId) => ids.has(tokenId))
  return {
    patients: tokens.length - ended('rescheduled'),
    seen: ended('completed'),
    movedWithin: movedWithin.length,
    movedElsewhere: times('token.rescheduled', 'blocked'),
    toCall: lost.length,
    withoutSeat: ended('dropped') - lost.length,
    markedNoShow: times('token.no-show'),
    reinstated: times('token.reinstated'),
    noShow: ended('no-show'),
    left: ended('left'),
    cancelled: ended('cancelled') + ended('expired'),
    medianWait: waitOf(0.5, waits),
    ninetiethWait: waitOf(0.9, waits),
    lastVisitAt: events.findLast(({ type }) => type === 'token.completed')?.at ?? null,
  }
}
