import { callingOrder } from '../core/calling'
import { CALLED, CONFIRMED, IN_CONSULTATION } from '../core/status'
import type { View } from '../core/view'
import { type Pace, paceOf } from './pace'
import type { Frame } from './views'

/** Two instants in epoch milliseconds. */
export interface Span {
  readonly from: number
  readonly to: number
}

const MINUTE = 60_000
/** 80 % of a normal distribution lie within so many standard deviations. */
const EIGHTY_PERCENT = 1.2816
/** What is left at least, on average, of a visit that takes longer than expected. */
const LEAST_LEFT = 0.35
/** How probable it is that somebody who is expected comes in time to be called before one who is present. */
const OVERTAKES = 0.5

/** Who is where in a session at one moment, and from that, how long each may wait. Nothing of other days counts. */
export class Forecast {
  readonly pace: Pace
  readonly inConsultation: number[]
  readonly called: number[]
  /** In the order in which they would be called now. */
  readonly present: number[]
  /** Seated and not checked in, by slot and then in order. */
  readonly expected: number[]
  /** Minutes until the doctor is free for the next, and how sure that is. */
  private readonly busy: number
  private readonly busySpread: number

  constructor(
    private readonly view: View,
    frame: Frame,
  ) {
    const { session, now } = view
    this.pace = paceOf(session, frame.minutesPerVisit)
    const tokens = Array.from({ length: session.tokens.count }, (_, token) => token)
    const having = (status: number): number[] => tokens.filter((token) => session.statusOf(token) === status)
    this.inConsultation = having(IN_CONSULTATION)
    this.called = having(CALLED)
    this.present = callingOrder(view)
    this.expected = having(CONFIRMED).sort(
      (a, b) => session.slotOf(a) - session.slotOf(b) || view.rank(a) - view.rank(b) || a - b,
    )
    const { mean, spread } = this.pace
    const left = this.inConsultation.map((token) => {
      const { startedAt } = session.visits.of(token)!
      return Math.max(mean - (now - startedAt) / MINUTE, LEAST_LEFT * mean)
    })
    const opens = Math.max(0, session.starts[0]! - now) / MINUTE
    const isRunning = left.length > 0 || this.called.length > 0 || session.visits.seen > 0
    this.busy = Math.max(isRunning ? 0 : opens, ...left) + this.called.length * mean
    this.busySpread = Math.hypot(left.length > 0 ? 0.7 * spread : 0, Math.sqrt(this.called.length) * spread)
  }

  /** When somebody who is present is called, with so many present before them. */
  ofPresent(token: number, ahead: number): Span {
    const { session, now } = this.view
    const soon = now + (this.busy + ahead * this.pace.mean) * MINUTE
    const rank = session.rankOf(token)
    const rivals = this.expected.filter(
      (other) => session.rankOf(other) < rank && session.starts[session.slotOf(other)]! <= soon,
    ).length
    return this.span(now, this.busy, ahead, rivals)
  }

  /** When somebody is called who has not come yet and comes in time, with so many before them among those expected. */
  ofExpected(token: number, ahead: number): Span {
    const { session, now } = this.view
    const slot = session.slotOf(token)
    const start = Math.max(now, session.starts[slot]!)
    const before = this.expected.slice(0, ahead)
    const inSlot = before.filter((other) => session.slotOf(other) === slot).length
    const queued = this.span(now, this.busy, this.present.length + ahead, 0)
    const onTime = this.span(start, 0, inSlot, 0)
    return queued.from + queued.to > onTime.from + onTime.to
      ? { from: Math.max(start, queued.from), to: Math.max(start, queued.to) }
      : onTime
  }

  /** After `busy` minutes and `ahead` visits, and those of rivals who may come in between. */
  private span(from: number, busy: number, ahead: number, rivals: number): Span {
    const { mean, spread, doubt } = this.pace
    const visits = ahead + rivals * OVERTAKES
    const middle = busy + visits * mean
    const chance = Math.sqrt(rivals * OVERTAKES * (1 - OVERTAKES)) * mean
    const deviation = Math.hypot(this.busySpread, Math.sqrt(visits) * spread, visits * doubt, chance)
    const reach = EIGHTY_PERCENT * deviation
    return { from: from + Math.max(0, middle - reach) * MINUTE, to: from + (middle + reach) * MINUTE }
  }
}
