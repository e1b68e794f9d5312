import { Fact, Intake, NOWHERE, reshape, type SlotShape, WAITING } from '../core/fact'
import type { Accepts } from '../core/rules/verdict'
import { ANY, ONLY, ONWARD } from '../core/state/lanes'
import type { OpdEvent, SlotRecord } from './event'
import { type Names, placeOf } from './names'
import type { TokenEvent } from './token-event'

const KINDS: Readonly<Record<Accepts, number>> = { slot: ONLY, onward: ONWARD, any: ANY }

/** Reads an event of a session back as the fact that it was. `names` has learnt all events before it. */
export function decode(event: Exclude<OpdEvent, { type: 'doctor.registered' }>, names: Names): Fact {
  const { type, at, cause } = event
  switch (event.type) {
    case 'session.opened':
      return reshape(type, at, 0, cause, {
        slots: event.slots.map(shape),
        index: 0,
        overflowLimit: event.overflowLimit,
      })
    case 'session.closed':
      return reshape(type, at, 0, cause, null)
    case 'slot.added':
      return reshape(type, at, 0, cause, {
        slots: [shape(event.slot)],
        index: placeOf(event.slot, names.slots),
        overflowLimit: event.overflowLimit,
      })
    case 'slot.released':
      return reshape(type, at, 0, cause, null, names.slot(event.slot.slotId))
    case 'slot.resized':
      return reshape(type, at, 0, cause, {
        slots: [shape(event.slot)],
        index: names.slot(event.slot.slotId),
        overflowLimit: event.overflowLimit,
      })
    default: {
      const token = names.token(event.tokenId)
      const wait = event.waitsFor
      const kind = wait === null ? -1 : KINDS[wait.accepts]
      const list = wait === null ? -1 : kind * names.slots.length + (wait.slotId === null ? 0 : names.slot(wait.slotId))
      const from = event.from === null ? NOWHERE : names.slot(event.from)
      const to = event.to !== null ? names.slot(event.to) : wait === null ? NOWHERE : WAITING
      const by = event.by === null ? -1 : names.token(event.by.tokenId)
      const handle = token < 0 ? names.tokens.length : token
      return new Fact(
        type,
        at,
        0,
        handle,
        from,
        to,
        list,
        event.rank,
        by,
        event.by?.rank ?? 0,
        cause,
        event.strategy ?? '',
        intake(event, names),
        null,
        event.until ?? event.sitsOut ?? 0,
      )
    }
  }
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
  return { start, end, base, seats, ceiling, shares, opensAt }
}
