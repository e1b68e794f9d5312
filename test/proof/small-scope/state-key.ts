import { NOWHERE } from '../../../src/core/fact'
import type { Session } from '../../../src/core/state/session'
import { CANCELLED, COMPLETED, isLive, isTentative, LEFT, NO_SHOW } from '../../../src/core/state/status'
import { BUMPS, HOME, LANE, LIST, NAMED, OVERRIDE, PATIENT, WANTED } from '../../../src/core/state/tokens'
import type { Before, VisitRecord } from '../../../src/core/state/visit'

/**
 * Returns a key for everything that decides the future: the place and status of each token. Tokens that left for good do not
 * count, and patients have no names.
 */
export function keyOf(session: Session): string {
  const { tokens, lanes } = session
  const patients: number[] = []
  let key = ''
  for (let token = 0; token < tokens.count; token++) {
    const slot = session.slotOf(token)
    const status = session.statusOf(token)
    if (slot === NOWHERE && !isLive(status) && status !== NO_SHOW && status !== COMPLETED && status !== LEFT) continue
    const patient = tokens.get(token, PATIENT)
    if (!patients.includes(patient)) patients.push(patient)
    const home = tokens.get(token, HOME)
    const rank = lanes.ranks[tokens.get(token, LANE)]
    key += `${slot} ${status} ${tokens.get(token, LIST)} ${tokens.get(token, WANTED)}${tokens.get(token, NAMED)}${tokens.get(token, BUMPS)} `
    key += `${lanes.ranks[home]} ${lanes.groups[home]} ${rank} ${tokens.sources[token]} ${patients.indexOf(patient)};`
    if (session.room.of(token)?.standby) key += 'standby;'
  }
  return key
}

/** Returns the same key, extended by calls, deadlines, quotas, steps that may be undone, and the time since which a rank improves. */
export function longKeyOf(session: Session): string {
  const { tokens, deadlines, room, opensAt, closed, starts, planned, blocked } = session
  const promised = [...deadlines.keys()]
  let key = `${keyOf(session)}|${closed} ${room.lastArrival} ${opensAt.join()} ${starts.join()} ${blocked.map(Number).join('')}|`
  for (let token = 0; token < tokens.count; token++) {
    const status = session.statusOf(token)
    if (status > CANCELLED) continue
    const until = isTentative(status) ? `${deadlines.get(token)} ${promised.indexOf(token)}` : ''
    const seat = `${tokens.get(token, OVERRIDE)} ${tokens.lateBy(token)}`
    if (status === CANCELLED) key += cancelledText(session, token)
    const since = Math.max(tokens.arrivedAt[token]!, planned[0]!)
    const steps = stepsText(room.before(token), room.calls)
    key += `${status} ${since} ${until} ${seat} ${visitText(room.of(token), room.calls)}${steps};`
  }
  return key
}

/** Returns what an undo of the cancellation needs to know; a hold or an offer that was cancelled counts for nothing. */
function cancelledText({ tokens, lanes, room }: Session, token: number): string {
  if (room.before(token) === undefined) return ''
  const ranks = [HOME, LANE].map((lane) => lanes.ranks[tokens.get(token, lane)])
  const request = [WANTED, NAMED, PATIENT].map((field) => tokens.get(token, field))
  return `${ranks} ${request} ${lanes.groups[tokens.get(token, HOME)]} ${tokens.sources[token]} `
}

function visitText(visit: VisitRecord | undefined, calls: number): string {
  if (visit === undefined) return ''
  const { arrived, skips, sitsOutUntil, first } = visit
  return `${arrived} ${first?.at} ${first?.expectedAt} ${skips} ${Math.max(0, sitsOutUntil - calls)}`
}

/** Returns the token before each step that may be taken back, the newest first. */
function stepsText(before: Before | undefined, calls: number): string {
  if (before === undefined) return ''
  const { status, place, start, accepts, above, visit, earlier } = before
  return `<${status} ${place} ${start} ${accepts} ${above} ${visitText(visit, calls)}${stepsText(earlier, calls)}`
}
