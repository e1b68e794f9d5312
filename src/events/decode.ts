import {
  type Fact,
  Intake,
  type Layout,
  NOWHERE,
  ofSession,
  ofToken,
  type SlotShape,
  TOKEN_FACTS,
  WAITING,
} from '../core/fact'
import { waitingList } from '../core/state/lanes'
import type { OpdEvent, SlotRecord, TokenEvent, WaitsFor } from './event'
import { type Names, placeOf } from './names'

const READABLE: ReadonlySet<string> = new Set(TOKEN_FACTS)

/** Returns the fact that an event of a session was made from. `names` must have learnt all earlier events. */
export function decode(event: Exclude<OpdEvent, { type: 'doctor.registered' }>, names: Names): Fact {
  const { at, cause } = event
  const moment = { now: at, index: 0 }
  switch (event.type) {
    case 'session.opened':
      return ofSession(moment, event.type, cause, NOWHERE, layout(event.slots, 0, event.overflowLimit))
    case 'session.closed':
      return ofSession(moment, event.type, cause, NOWHERE, null)
    case 'slot.added':
      return ofSession(
        moment,
        event.type,
        cause,
        NOWHERE,
        layout([event.slot], placeOf(event.slot, names.slots), event.overflowLimit),
      )
    case 'slot.released':
    case 'slot.blocked':
    case 'slot.unblocked':
      return ofSession(moment, event.type, cause, names.slot(event.slot.slotId), null)
    case 'session.delayed':
      // A delay does not change the overflow limit.
      return ofSession(
        moment,
        event.type,
        cause,
        NOWHERE,
        layout(event.slots, names.slot(event.slots[0]!.slotId), Number.NaN),
      )
    case 'slot.resized':
      return ofSession(
        moment,
        event.type,
        cause,
        NOWHERE,
        layout([event.slot], names.slot(event.slot.slotId), event.overflowLimit),
      )
    default:
      return tokenFact(event, names)
  }
}

function tokenFact(event: TokenEvent, names: Names): Fact {
  const { type, at, rank, cause } = event
  // An unknown event must not be skipped: decisions would rest on a wrong state.
  if (!READABLE.has(type)) throw new Error('this version does not read it')
  const token = names.token(event.tokenId)
  const wait = event.waitsFor
  return ofToken({
    type,
    at,
    token: token < 0 ? names.tokens.length : token,
    from: event.from === null ? NOWHERE : names.slot(event.from),
    to: event.to !== null ? names.slot(event.to) : wait === null ? NOWHERE : WAITING,
    list: wait === null ? -1 : listOf(wait, names),
    rank,
    by: event.by === null ? -1 : names.token(event.by.tokenId),
    byRank: event.by?.rank ?? 0,
    cause,
    strategy: event.strategy ?? '',
    intake: intake(event, names),
    until: event.until ?? event.sitsOut ?? 0,
    room: event.room ?? '',
  })
}

function listOf({ slotId, accepts }: WaitsFor, names: Names): number {
  return waitingList(accepts, slotId === null ? 0 : names.slot(slotId), names.slots.length)!
}

function layout(slots: readonly SlotRecord[], index: number, overflowLimit: number): Layout {
  return { slots: slots.map(shape), index, overflowLimit }
}

function intake(event: TokenEvent, names: Names): Intake | null {
  if (event.request === null) return null
  const { source, wantedSlotId, named, rank, group, bumpBudget } = event.request
  return new Intake(
    names.patient(event.patientId),
    source,
    names.slot(wantedSlotId),
    named,
    rank,
    group,
    bumpBudget ?? -1,
  )
}

function shape(slot: SlotRecord): SlotShape {
  const { startsAt: start, endsAt: end, capacity: base, seats } = slot
  const { ceiling = Math.max(base, ...seats), shares = [], opensAt = Number.POSITIVE_INFINITY } = slot
  const { plannedAt: planned = start, blocked = false } = slot
  return { start, end, base, seats, ceiling, shares, opensAt, planned, blocked }
}
