import type { HistoryEntry } from '../../api/views'
import type { Rival, TokenEvent } from '../../events/event'
import type { Names } from '../../events/names'

/** Returns an event of a token, decided by the rules of this name, in data and in a sentence. */
export function explain(event: TokenEvent, names: Names, rules: string | null): HistoryEntry {
  const { at, type, from, to, cause, strategy, rank, by, commandId } = event
  const sentence = `${describe(event, names)}.`
  return {
    at,
    type,
    from,
    to,
    cause,
    strategy,
    rank,
    by,
    actor: event.actor ?? null,
    note: event.note ?? null,
    rules,
    commandId,
    sentence,
  }
}

function describe(event: TokenEvent, names: Names): string {
  const { from, to, rank, request } = event
  switch (event.type) {
    case 'token.confirmed':
    case 'token.held':
    case 'token.waitlisted': {
      if (request === null) return `Confirmed its seat at ${time(to, names)}`
      const verb = event.replaces === undefined ? 'Booked' : 'Rebooked'
      const asked = request.named ? `the ${time(request.wantedSlotId, names)} slot` : 'the earliest slot'
      const until = event.type === 'token.held' ? ', on hold until it is confirmed' : ''
      return `${verb} as ${request.source} (rank ${request.rank}) for ${asked}; ${decided(event, names)}${until}`
    }
    case 'token.offered':
      return `Came off the waiting list and was offered a seat at ${time(to, names)}${because(event, names)}`
    case 'token.bumped': {
      const why =
        event.cause === 'by-hand' ? overriddenBy(event) : `as the lowest token there that could move (rank ${rank})`
      return `Lost its seat at ${time(from, names)} to ${rival(event.by, names)}, ${why}; ${decided(event, names)}`
    }
    case 'token.moved': {
      const left = from === null ? 'its place on the waiting list' : `its seat at ${time(from, names)}`
      const why = event.cause === 'blocked' ? 'the doctor is away' : 'the slot got fewer seats'
      return `Lost ${left}, because ${why}; ${decided(event, names)}`
    }
    case 'token.promoted':
      return `${from === null ? 'Came off the waiting list' : `Moved forward from ${time(from, names)}`} and ${place(event, names)}${because(event, names)}`
    case 'token.dropped':
      return event.cause === 'blocked'
        ? 'Was dropped, because the doctor is away and no other place was found'
        : 'Was dropped, because the session ended before a seat became free'
    case 'token.cancelled':
      if (event.cause === 'declined') return 'Was cancelled after it had been dropped'
      return from === null
        ? 'Was cancelled while waiting'
        : `Was cancelled and gave up its seat at ${time(from, names)}`
    case 'token.rescheduled':
      if (event.cause === 'rebooked')
        return `Was rebooked after it had been dropped; token ${event.replacedBy} replaces it`
      return `Gave up ${from === null ? 'its place on the waiting list' : `its seat at ${time(from, names)}`}${event.cause === 'blocked' ? ', because the doctor is away' : ''}; token ${event.replacedBy} replaces it`
    case 'token.expired':
      return `Lost its seat at ${time(from, names)}, because ${EXPIRED[event.cause] ?? 'it was not confirmed in time'}`
    case 'token.stood-by':
      return 'Checked in without a seat: it is on standby, and keeps its place on the waiting list'
    case 'token.called':
      return calledAs(event)
    case 'token.skipped':
      return `Did not answer its call${passedOver(event.sitsOut)}${to === null ? '; it is on standby again' : ''}`
    case 'token.left':
      return from === null
        ? 'Left without being seen'
        : `Left without being seen and gave up its seat at ${time(from, names)}`
    case 'token.undone':
      if (event.waitsFor !== null) return `The last step was taken back; it ${place(event, names)}`
      if (event.strategy !== null)
        return `The last step was taken back; it ${place(event, names)}, as its old one was gone`
      return `The last step was taken back${to === null ? '' : `; it has its seat at ${time(to, names)}`}`
    case 'token.checked-in':
      if (event.cause === 'returned') return 'Came back the same day, with the same rank'
      return `Checked in for ${time(to, names)}; from now on it is not moved`
    case 'token.started':
      return `Went in to the doctor${event.room === undefined ? '' : ` in room ${event.room}`}`
    case 'token.completed':
      return `${completed(event)}${to === null && event.cause !== 'completed' ? gaveUp(from, names) : ''}`
    case 'token.no-show': {
      const why = event.cause === 'skipped' ? 'Did not answer its calls' : 'Did not come'
      return `${why} and became a no-show${gaveUp(from, names)}`
    }
    case 'token.reinstated':
      return `Came after all and ${place(event, names)}${event.cause === 'override' ? `, ${overriddenBy(event)}` : ''}`
    case 'token.reclassified':
      return reclassified(event)
    default:
      return event satisfies never
  }
}

function toRoom({ room }: TokenEvent): string {
  return room === undefined ? '' : ` to room ${room}`
}

const EXPIRED: Readonly<Record<string, string>> = {
  'end-of-day': 'the session was closed',
  blocked: 'the doctor is away',
}

function gaveUp(from: string | null, names: Names): string {
  return from === null ? '' : `; gave up its seat at ${time(from, names)}`
}

function completed({ cause }: TokenEvent): string {
  if (cause === 'completed') return 'The visit was completed'
  const how = cause === 'left' ? 'Left again' : cause === 'skipped' ? 'Did not answer its calls' : 'Did not come back'
  return `${how}; the visit that was completed before stays`
}

function reclassified({ request, cause, actor, note }: TokenEvent): string {
  const now = `${request!.source} (rank ${request!.rank})`
  if (cause === 'reclassified') return `Was reclassified as ${now}`
  const by = `by ${actor ?? 'somebody'}${note === undefined ? '' : ` (${note})`}`
  return `Was corrected to ${now}, ${by}${cause === 'override' ? '; its seat is above the rules now' : ''}`
}

/** The place that a token got, and the rule that chose it. */
function decided(event: TokenEvent, names: Names): string {
  const { strategy, to, cause } = event
  if (cause === 'override') return `${place(event, names)}, ${overriddenBy(event)}`
  if (strategy === null) return 'was dropped, because no other place was found'
  if (strategy === 'free-seat' || strategy === 'elsewhere') return `got a free seat at ${time(to, names)}`
  return `${place(event, names)}, by the rule '${strategy}'`
}

function overriddenBy({ actor, note }: TokenEvent): string {
  return `above the rules, by ${actor ?? 'somebody'}${note === undefined ? '' : ` (${inOneLine(note)})`}`
}

function inOneLine(text: string): string {
  return text.trim().replace(/\s+/gu, ' ')
}

function place({ to, waitsFor, cause }: TokenEvent, names: Names): string {
  if (to !== null) return `got a seat at ${time(to, names)}`
  if (waitsFor === null) return `was dropped (${cause})`
  const { slotId, accepts } = waitsFor
  if (accepts === 'any' || slotId === null) return 'waits for any slot'
  return `waits for a seat at ${time(slotId, names)}${accepts === 'slot' ? '' : ' or later'}`
}

function calledAs(event: TokenEvent): string {
  const room = toRoom(event)
  switch (event.cause) {
    case 'standby':
      return `Was called from standby${room}, without a seat, because no patient whose slot has begun was there`
    case 'urgent':
      return `Was called${room} without a seat, because it is an emergency`
    case 'by-name':
      return `Was called by name${room}${event.to === null ? ', without a seat' : ''}`
    case 'recalled':
      return `Was called again${room}`
    default:
      return `Was called${room}`
  }
}

function passedOver(calls: number): string {
  if (calls === 0) return ''
  return calls === 1 ? '; the next call passes it over' : `; the next ${calls} calls pass it over`
}

function because({ cause, by }: TokenEvent, names: Names): string {
  const number = by === null ? '' : ` ${numberOf(by.tokenId, names)}`
  switch (cause) {
    case 'cancelled':
      return `, because token${number} was cancelled`
    case 'no-show':
    case 'grace-over':
      return `, because token${number} did not come`
    case 'skipped':
      return by === null ? ', when it waited again' : `, because token${number} did not answer its calls`
    case 'standby':
      return `, because token${number} was called from standby`
    case 'left':
      return `, because token${number} left`
    case 'rescheduled':
      return `, because token${number} moved elsewhere`
    case 'expired':
      return `, because token${number} was not confirmed in time`
    case 'quota-released':
      return ', because reserved seats opened to all'
    case 'undone':
      return by === null ? ', when its last step was taken back' : `, because a step of token${number} was taken back`
    case 'completed':
      return `, because the visit of token${number} was completed`
    case 'slot-added':
      return ', because a slot was added'
    case 'slot-resized':
      return ', because a slot got another number of seats'
    case 'slot-blocked':
      return ', because the doctor is away in a slot'
    case 'slot-unblocked':
      return ', because the doctor is back'
    case 'session-delayed':
      return ', because the slots begin later than planned'
    case 'confirmed':
      return by === null ? ', when it was confirmed' : `, because token${number} was confirmed`
    case 'booked':
      return `, because token${number} was booked`
    case 'goes-first':
      return `, ahead of token${number}, which asked for a seat there`
    case 'aged':
      return ', because waiting improved its rank'
    case 'rules':
      return ', because the rules give it a seat now'
    case 'reclassified':
      return by === null ? ', because it was reclassified' : `, because token${number} was reclassified`
    default:
      return `, because of ${cause}`
  }
}

function rival({ tokenId, rank }: Rival, names: Names): string {
  return `token ${numberOf(tokenId, names)} (rank ${rank})`
}

function numberOf(tokenId: string, names: Names): string {
  return names.tokens[names.token(tokenId)]!.number
}

function time(slotId: string | null, names: Names): string {
  return slotId === null ? 'no slot' : names.slots[names.slot(slotId)]!.start
}
