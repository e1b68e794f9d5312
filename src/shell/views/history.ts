import type { HistoryEntry } from '../../api/history-entry'
import type { Names } from '../../events/names'
import type { TokenEvent, WaitsFor } from '../../events/token-event'

/** One event of a token in data and in a sentence. */
export function explain(event: TokenEvent, names: Names): HistoryEntry {
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
    commandId,
    sentence,
  }
}

function describe(event: TokenEvent, names: Names): string {
  const { from, to, rank, strategy, request } = event
  const place = placeOf(event, names)
  switch (event.type) {
    case 'token.confirmed':
    case 'token.held':
    case 'token.waitlisted': {
      if (request === null) return `Confirmed its seat at ${time(to, names)}`
      const asked = request.named ? `the ${time(request.wantedSlotId, names)} slot` : 'the earliest slot'
      const verb = event.type === 'token.held' ? 'Held' : event.replaces === undefined ? 'Booked' : 'Rebooked'
      const how = event.cause === 'override' ? above(event) : byRule(strategy)
      return `${verb} as ${request.source} (rank ${request.rank}) for ${asked} and ${place}, ${how}`
    }
    case 'token.offered':
      return `Came off the waiting list and was offered a seat at ${time(to, names)}${because(event, names)}`
    case 'token.bumped':
      if (event.cause === 'by-hand')
        return `Lost its seat at ${time(from, names)} to ${rival(event, names)}, ${above(event)}; '${strategy}' decided: ${place}`
      return `Lost its seat at ${time(from, names)}, as the lowest there with rank ${rank}, to ${rival(event, names)}; '${strategy}' decided: ${place}`
    case 'token.moved':
      return `Had to leave ${time(from, names)} because the slot got fewer seats; '${strategy}' decided: ${place}`
    case 'token.promoted':
      return `${from === null ? 'Came off the waiting list' : `Moved forward from ${time(from, names)}`} and ${place}${because(event, names)}`
    case 'token.dropped':
      return 'Dropped, because the session ended before a seat became free'
    case 'token.cancelled':
      return from === null ? 'Cancelled while waiting' : `Cancelled its seat at ${time(from, names)}`
    case 'token.rescheduled':
      return `Gave up ${from === null ? 'its place on the waiting list' : `its seat at ${time(from, names)}`} for token ${event.replacedBy}`
    case 'token.expired':
      return `Lost its ${time(from, names)} seat, because it was not confirmed in time`
    case 'token.called':
      return event.cause === 'recalled' ? 'Was called once more' : 'Was called'
    case 'token.skipped':
      return `Was called and did not come; the next ${event.sitsOut} calls pass it over`
    case 'token.left':
      return `Left ${time(from, names)} without being seen`
    case 'token.undone':
      return `The last step was taken back${to === null ? '' : `; it has its seat at ${time(to, names)}`}`
    case 'token.checked-in':
      if (event.cause === 'returned') return 'Came back the same day, with the rank it had'
      return `Arrived for ${time(to, names)}; from now on it is not moved`
    case 'token.started':
      return 'Went in to the doctor'
    case 'token.completed':
      return 'The visit was completed'
    case 'token.no-show':
      return `${event.cause === 'skipped' ? 'Was called too often in vain' : 'Did not come'} for ${time(from, names)}`
    case 'token.reinstated':
      return `Came after all and ${place}${event.cause === 'override' ? `, ${above(event)}` : ''}`
    case 'token.reclassified':
      return `Reclassified as ${request!.source} (rank ${request!.rank})`
    default:
      return event satisfies never
  }
}

function byRule(strategy: string | null): string {
  return strategy === 'free-seat' ? 'where its class had a free seat' : `as '${strategy}' decided`
}

/** Who did it, and why, as far as was said. */
function above({ actor, note }: TokenEvent): string {
  return `above the rules, by ${actor ?? 'somebody'}${note === undefined ? '' : ` (${note})`}`
}

function placeOf({ to, waitsFor, cause }: TokenEvent, names: Names): string {
  if (to !== null) return `got a seat at ${time(to, names)}`
  if (waitsFor !== null) return `waits for ${wish(waitsFor, names)}`
  return `dropped (${cause})`
}

function wish({ slotId, accepts }: WaitsFor, names: Names): string {
  if (accepts === 'any' || slotId === null) return 'any slot'
  return accepts === 'slot' ? `a seat at ${time(slotId, names)}` : `a seat at ${time(slotId, names)} or later`
}

function because({ cause, by }: TokenEvent, names: Names): string {
  const number = by === null ? '' : ` ${numberOf(by.tokenId, names)}`
  switch (cause) {
    case 'cancelled':
      return `, because token${number} was cancelled`
    case 'no-show':
      return `, because token${number} did not come`
    case 'left':
      return `, because token${number} left`
    case 'rescheduled':
      return `, because token${number} moved elsewhere`
    case 'expired':
      return `, because token${number} was not confirmed in time`
    case 'grace-over':
    case 'skipped':
      return `, because token${number} did not come`
    case 'quota-released':
      return ', because kept seats opened to all'
    case 'undone':
      return `, because a step of token${number} was taken back`
    case 'completed':
      return `, because the visit of token${number} was completed`
    case 'slot-added':
      return ', because a slot was added'
    case 'slot-resized':
      return ', because a slot got more seats'
    default:
      return ', because it was reclassified'
  }
}

function rival({ by }: TokenEvent, names: Names): string {
  return by === null ? 'another token' : `token ${numberOf(by.tokenId, names)} with rank ${by.rank}`
}

function numberOf(tokenId: string, names: Names): string {
  return names.tokens[names.token(tokenId)]!.number
}

function time(slotId: string | null, names: Names): string {
  return slotId === null ? 'no slot' : names.slots[names.slot(slotId)]!.start
}
