import type { Beginning } from './beginning'
import { RestOfSession } from './simulate-rest'

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

/** When a token may be called. */
export interface CallTimes extends Span {
  /** The middle of the simulated times, in epoch milliseconds. */
  readonly median: number
}

/**
 * Returns when each present or expected token may be called: the middle four fifths of many simulated runs. An expected token's range
 * assumes that its patient comes. A token on standby has none if too many runs do not call it. Only the session itself counts, no other
 * day.
 */
export function forecastOf(beginning: Beginning): ReadonlyMap<number, CallTimes> {
  const { attendance, view } = beginning
  const tokens = [...attendance.present, ...attendance.expected]
  const runs = runsFor(tokens.length)
  const calledAt = new Map(tokens.map((token) => [token, new Float64Array(runs).fill(Number.POSITIVE_INFINITY)]))
  const rest = new RestOfSession(beginning)
  for (let run = 0; run < runs; run++)
    rest.run(run, (token, at) => {
      const own = calledAt.get(token)
      if (own !== undefined) own[run] = at
      return false
    })
  const below = Math.floor(runs * TAIL)
  return new Map(
    Array.from(calledAt).flatMap(([token, times]): [number, CallTimes][] => {
      times.sort()
      const last = times[runs - 1 - below]!
      if (last === Number.POSITIVE_INFINITY) return []
      return [[token, { ...outwards(times[below]!, last, view.now), median: times[runs >> 1]! }]]
    }),
  )
}

/**
 * Returns the time before which an expected token is called in this share of simulated runs if its patient comes at the start of the slot,
 * or now if that is later; in epoch milliseconds. The ordinary runs cannot tell it: a patient who comes later is called later.
 */
export function calledBefore(beginning: Beginning, token: number, share: number): number {
  const { session, now } = beginning.view
  const { present, expected } = beginning.attendance
  const rest = new RestOfSession(beginning, { token, at: Math.max(now, session.starts[session.slotOf(token)]!) })
  const runs = runsFor(present.length + expected.length)
  const times = new Float64Array(runs).fill(Number.POSITIVE_INFINITY)
  for (let run = 0; run < runs; run++)
    rest.run(run, (called, at) => {
      if (called === token) times[run] = at
      return called === token
    })
  return times.sort()[Math.floor(runs * share)]!
}

function runsFor(tokens: number): number {
  return Math.min(RUNS, Math.max(LEAST_RUNS, Math.floor(MOST_CALLS / Math.max(1, tokens))))
}

/** Rounds outwards to whole minutes; the range never begins before now. */
function outwards(from: number, to: number, now: number): Span {
  return {
    from: Math.max(Math.floor(from / MINUTE) * MINUTE, Math.ceil(now / SECOND) * SECOND),
    to: Math.ceil(to / MINUTE) * MINUTE,
  }
}
