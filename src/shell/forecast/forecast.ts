import { callingOrder } from '../../core/decide/calling'
import type { View } from '../../core/decide/view'
import { CALLED, CONFIRMED, IN_CONSULTATION } from '../../core/state/status'
import { type Attendance, RestOfSession } from './simulate-rest'
import type { VisitLength } from './visit-length'

/** Two instants in epoch milliseconds. */
export interface Span {
  readonly from: number
  readonly to: number
}

const SECOND = 1000
const MINUTE = 60 * SECOND

/**
 * Number of runs. A hundred give the tenth and the ninetieth percentile precisely enough for a range of waiting times. Large sessions
 * get fewer runs, so that all runs together make about `MOST_CALLS` calls.
 */
const RUNS = 100
const LEAST_RUNS = 20
const MOST_CALLS = 20_000
/** Share of the runs below the range, and above it. */
const TAIL = 0.1

/** Returns which tokens are with the doctor, called, present and expected now. */
export function attendanceOf(view: View): Attendance {
  const { session } = view
  const tokens = Array.from({ length: session.tokens.count }, (_, token) => token)
  const having = (status: number): number[] => tokens.filter((token) => session.statusOf(token) === status)
  return {
    inConsultation: having(IN_CONSULTATION),
    called: having(CALLED),
    present: callingOrder(view),
    expected: having(CONFIRMED).sort(
      (a, b) => session.slotOf(a) - session.slotOf(b) || view.rank(a) - view.rank(b) || a - b,
    ),
  }
}

/**
 * Returns when each present or expected token may be called: the middle four fifths of many simulated runs. An expected token's range
 * assumes that its patient comes. Only the session itself counts, no other day.
 */
export function forecastOf(view: View, attendance: Attendance, visitLength: VisitLength): ReadonlyMap<number, Span> {
  const tokens = [...attendance.present, ...attendance.expected]
  const runs = Math.min(RUNS, Math.max(LEAST_RUNS, Math.floor(MOST_CALLS / Math.max(1, tokens.length))))
  const calledAt = new Map(tokens.map((token) => [token, new Float64Array(runs)]))
  const rest = new RestOfSession(view, visitLength, attendance)
  for (let run = 0; run < runs; run++)
    rest.run(run, (token, at) => {
      const own = calledAt.get(token)
      if (own !== undefined) own[run] = at
    })
  const below = Math.floor(runs * TAIL)
  return new Map(
    Array.from(calledAt, ([token, times]) => {
      times.sort()
      return [token, outwards(times[below]!, times[runs - 1 - below]!, view.now)]
    }),
  )
}

/** Rounds outwards to whole minutes; the range never begins before now. */
function outwards(from: number, to: number, now: number): Span {
  return {
    from: Math.max(Math.floor(from / MINUTE) * MINUTE, Math.ceil(now / SECOND) * SECOND),
    to: Math.ceil(to / MINUTE) * MINUTE,
  }
}
