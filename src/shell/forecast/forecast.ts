import { callingOrder } from '../../core/decide/calling'
import type { View } from '../../core/decide/view'
import { CALLED, CONFIRMED, IN_CONSULTATION } from '../../core/state/status'
import type { Frame } from '../views/views'
import { RestOfSession } from './simulate-rest'
import { type VisitLength, visitLengthOf } from './visit-length'

/** Two instants in epoch milliseconds. */
export interface Span {
  readonly from: number
  readonly to: number
}

const SECOND = 1000
const MINUTE = 60 * SECOND

/**
 * Plays of a session's rest: of a hundred the tenth and the ninetieth are as sure as such a range needs to be. Large sessions are
 * played less often, so that all plays together call about so many.
 */
const PLAYS = 100
const LEAST_PLAYS = 20
const MOST_CALLS = 20_000
/** The part of the plays that lie below the range, and above it. */
const TAIL = 0.1

/** Who is where in a session at one moment, and from that, how long each may wait. Nothing of other days counts. */
export class Forecast {
  readonly visitLength: VisitLength
  readonly inConsultation: number[]
  readonly called: number[]
  /** In the order in which they would be called now. */
  readonly present: number[]
  /** Seated and not checked in, by slot and then in order. */
  readonly expected: number[]
  private readonly spans: ReadonlyMap<number, Span>

  constructor(
    private readonly view: View,
    frame: Frame,
  ) {
    const { session } = view
    this.visitLength = visitLengthOf(session, frame.minutesPerVisit)
    const tokens = Array.from({ length: session.tokens.count }, (_, token) => token)
    const having = (status: number): number[] => tokens.filter((token) => session.statusOf(token) === status)
    this.inConsultation = having(IN_CONSULTATION)
    this.called = having(CALLED)
    this.present = callingOrder(view)
    this.expected = having(CONFIRMED).sort(
      (a, b) => session.slotOf(a) - session.slotOf(b) || view.rank(a) - view.rank(b) || a - b,
    )
    this.spans = this.played()
  }

  /** When somebody who is present is called, or who is expected, if they come. */
  of(token: number): Span {
    return this.spans.get(token)!
  }

  /** The middle four fifths of what came of many plays. */
  private played(): ReadonlyMap<number, Span> {
    const { view, visitLength, present, expected } = this
    const tokens = [...present, ...expected]
    const plays = Math.min(PLAYS, Math.max(LEAST_PLAYS, Math.floor(MOST_CALLS / Math.max(1, tokens.length))))
    const moments = new Map(tokens.map((token) => [token, new Float64Array(plays)]))
    const playout = new RestOfSession(view, visitLength, this)
    for (let number = 0; number < plays; number++)
      playout.play(number, (token, at) => {
        const own = moments.get(token)
        if (own !== undefined) own[number] = at
      })
    const below = Math.floor(plays * TAIL)
    return new Map(
      Array.from(moments, ([token, each]) => {
        each.sort()
        return [token, outwards(each[below]!, each[plays - 1 - below]!, view.now)]
      }),
    )
  }
}

/** To whole minutes, so that the range still holds what it held; never before now. */
function outwards(from: number, to: number, now: number): Span {
  return {
    from: Math.max(Math.floor(from / MINUTE) * MINUTE, Math.ceil(now / SECOND) * SECOND),
    to: Math.ceil(to / MINUTE) * MINUTE,
  }
}
