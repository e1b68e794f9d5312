import type { TokenEstimate } from '../../api/views'
import { type Candidate, candidate } from '../../core/decide/call'
import { graceEndsAt } from '../../core/decide/clock'
import { callOrderOf } from '../../core/rules/ask-rules'
import { CONFIRMED } from '../../core/state/status'
import type { Beginning } from '../forecast/beginning'
import { type CallTimes, calledBefore, forecastOf } from '../forecast/forecast'
import { hostCode } from '../input/host-code'
import type { SessionRecord } from '../sessions/session-record'
import { beginningOf, lateBy } from './queue-view'
import type { Frame } from './views'

const SECOND = 1000
const MINUTE = 60 * SECOND
/** What has to be left of the grace for a patient who comes at the last moment. */
const SPARE_MS = 5 * MINUTE

/** What an estimate reckons with. */
export interface EstimateTerms {
  readonly risk: number
  readonly travelMinutes: number | undefined
}

/** Returns when a token may be called and when its patient has to come; undefined if it is neither expected nor present. */
export function tokenEstimate(
  record: SessionRecord,
  token: number,
  frame: Frame,
  terms: EstimateTerms,
): TokenEstimate | undefined {
  return hostCode('a rule', () => estimateOf(record, token, frame, terms))
}

function estimateOf(
  record: SessionRecord,
  token: number,
  frame: Frame,
  { risk, travelMinutes }: EstimateTerms,
): TokenEstimate | undefined {
  const beginning = beginningOf(record, frame)
  const { view, visitLength } = beginning
  const isExpected = view.session.statusOf(token) === CONFIRMED
  if (isExpected && graceEndsAt(view.session, view.rules, token) <= view.now) return undefined
  const forecast = sharedForecast(record, beginning)
  const own = forecast.get(token)
  if (own === undefined) return undefined
  const { zone, now } = frame
  const arriveBy = isExpected ? arrivalFor(beginning, token, risk) : undefined
  const leaveBy = arriveBy === undefined || travelMinutes === undefined ? undefined : arriveBy - travelMinutes * MINUTE
  return {
    tokenId: record.names.tokens[token]!.tokenId,
    from: zone.textAt(Math.max(own.from, soonest(now))),
    to: zone.textAt(Math.max(own.to, soonest(now))),
    arriveBy: arriveBy === undefined ? null : zone.textAt(arriveBy),
    leaveBy: leaveBy === undefined ? null : zone.textAt(leaveBy),
    ahead: aheadOf(own, forecast),
    late: lateBy(view),
    observed: visitLength.observed,
    asOf: now,
  }
}

/** The forecast of a session is the same for all its tokens, and changes little within a minute. */
const forecasts = new WeakMap<
  SessionRecord,
  { version: number; minute: number; forecast: ReadonlyMap<number, CallTimes> }
>()

function sharedForecast(record: SessionRecord, beginning: Beginning): ReadonlyMap<number, CallTimes> {
  const { version } = record
  const minute = Math.floor(beginning.view.now / MINUTE)
  const known = forecasts.get(record)
  if (known?.version === version && known.minute === minute) return known.forecast
  const forecast = forecastOf(beginning)
  forecasts.set(record, { version, minute, forecast })
  return forecast
}

/** The next whole second. */
function soonest(now: number): number {
  return Math.ceil(now / SECOND) * SECOND
}

function aheadOf({ median }: CallTimes, forecast: ReadonlyMap<number, CallTimes>): number {
  let ahead = 0
  for (const other of forecast.values()) if (other.median < median) ahead++
  return ahead
}

function arrivalFor(beginning: Beginning, token: number, risk: number): number {
  const { session, rules, now } = beginning.view
  const called = calledBefore(beginning, token, risk)
  const latest = graceEndsAt(session, rules, token) - SPARE_MS
  const slotEnd = session.ends[session.slotOf(token)]!
  const inTime = Math.min(called, latest, losesPlaceAfter(beginning, token, slotEnd) ? slotEnd - MINUTE : latest)
  return Math.max(Math.floor(inTime / MINUTE) * MINUTE, soonest(now))
}

/** Whether the call order puts the token further behind if its patient comes after this time than if just before. */
function losesPlaceAfter({ view }: Beginning, token: number, time: number): boolean {
  const coming = (checkedInAt: number): Candidate =>
    Object.freeze({ ...candidate(view, token), checkedInAt, since: checkedInAt })
  return callOrderOf(view.rules).compare(coming(time - 1), coming(time), time) < 0
}
