import type { View } from '../../core/decide/view'
import type { Attendance } from './attendance'
import { RestOfSession } from './simulate-rest'
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

/**
 * Returns when each present or expected token may be called: the middle four fifths of many simulated runs. An expected token's range
 * assumes that its patient comes. A token on standby has none if too many runs do not call it. Only the session itself counts, no other
 * day.
 */
export function forecastOf(
  view: View,
  attendance: Attendance,
  visitLength: VisitLength,
  rooms: number,
): ReadonlyMap<number, Span> {
  const tokens = [...attendance.present, ...attendance.standby, ...attendance.expected]
  const runs = Math.min(RUNS, Math.max(LEAST_RUNS, Math.floor(MOST_CALLS / Math.max(1, tokens.length))))
  const calledAt = new Map(tokens.map((token) => [token, new Float64Array(runs).fill(Number.POSITIVE_INFINITY)]))
  const rest = new RestOfSession(view, visitLength, attendance, rooms)
  for (let run = 0; run < runs; run++)
    rest.run(run, (token, at) => {
      const own = calledAt.get(token)
      if (own !== undefined) own[run] = at
    })
  const below = Math.floor(runs * TAIL)
  return new Map(
    Array.from(calledAt).flatMap(([token, times]): [number, Span][] => {
      times.sort()
      const last = times[runs - 1 - below]!
      return last === Number.POSITIVE_INFINITY ? [] : [[token, outwards(times[below]!, last, view.now)]]
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
