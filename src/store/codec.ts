import { Fact, Intake, NOWHERE, reshape, type SlotShape, WAITING } from '../core/fact'
import { ANY, ONLY, ONWARD } from '../core/lanes'
import type { Accepts } from '../core/verdict'
import type { EventBase, OpdEvent, RequestRecord, SlotRecord, TokenEvent, WaitsFor } from './event'
import { type Names, placeOf, type TokenName } from './names'

/** What a command adds to the events of its facts. */
export interface Envelope {
  readonly commandId: string
  readonly actor: string | undefined
  readonly note: string | undefined
  /** The token that the command issues, if it issues one. */
  readonly issued: TokenName | undefined
  /** The token in whose place that one is booked. */
  readonly replaces: string | undefined
  /** Of the request that the command brings or changes. */
  readonly attributes: RequestRecord['attributes']
  /** Wall-clock times of the slots that the command opens, adds or resizes, by start in epoch milliseconds. */
  readonly walls: ReadonlyMap<number, Pick<SlotRecord, 'slotId' | 'start' | 'end'>>
  readonly timeZone: string
}

const KINDS: Readonly<Record<Accepts, number>> = { slot: ONLY, onward: ONWARD, any: ANY }
const ACCEPTS: readonly (Accepts | undefined)[] = [undefined, undefined, 'onward', 'slot', 'any']

/** Writes the facts of one session down as events that follow `version`. */
export function encode(facts: readonly Fact[], names: Names, version: number, envelope: Envelope): OpdEvent[] {
  let { slots } = names
  return facts.map((fact, index) => {
    const next = version + index + 1
    const base: EventBase = {
      schema: 1,
      eventId: `${names.sessionId}.e${next}`,
      at: fact.at,
      version: next,
      commandId: envelope.commandId,
      ...(envelope.actor === undefined ? undefined : { actor: envelope.actor }),
      ...(envelope.note === undefined ? undefined : { note: envelope.note }),
      cause: fact.cause,
    }
    const { sessionId } = names
    switch (fact.type) {
      case 'session.opened': {
        const { doctorId, date } = names
        slots = fact.layout!.slots.map((shape) => record(shape, envelope.walls.get(shape.start)!))
        const { overflowLimit } = fact.layout!
        return {
          ...base,
          type: fact.type,
          sessionId,
          doctorId,
          date,
          timeZone: envelope.timeZone,
          slots,
          overflowLimit,
        }
      }
      case 'session.closed':
        return { ...base, type: fact.type, sessionId }
      case 'slot.released': {
        const { shares = [], opensAt: _, ...slot } = slots[fact.to]!
        const released = { ...slot, shares: shares.map(() => 0) }
        slots = slots.with(fact.to, released)
        return { ...base, type: fact.type, sessionId, slot: released }
      }
      case 'slot.added':
      case 'slot.resized': {
        const shape = fact.layout!.slots[0]!
        const slot = record(shape, envelope.walls.get(shape.start) ?? slots[fact.layout!.index]!)
        slots =
          fact.type === 'slot.added'
            ? slots.toSpliced(fact.layout!.index, 0, slot)
            : slots.with(fact.layout!.index, slot)
        return { ...base, type: fact.type, sessionId, slot, overflowLimit: fact.layout!.overflowLimit }
      }
      default: {
        const { tokenId, patientId, number } = names.tokens[fact.token] ?? envelope.issued!
        return {
          ...base,
          type: fact.type,
          sessionId,
          tokenId,
          patientId,
          number,
          from: slots[fact.from]?.slotId ?? null,
          to: slots[fact.to]?.slotId ?? null,
          waitsFor: fact.list < 0 ? null : waitsFor(fact.list, slots),
          rank: fact.rank,
          by: fact.by < 0 ? null : { tokenId: (names.tokens[fact.by] ?? envelope.issued!).tokenId, rank: fact.byRank },
          strategy: fact.strategy === '' ? null : fact.strategy,
          request: fact.intake === null ? null : request(fact.intake, slots, envelope.attributes),
          ...more(fact, envelope),
        }
      }
    }
  })
}

/** What only some events of a token tell. */
function more(
  { type, until, intake }: Fact,
  { issued, replaces }: Envelope,
): Pick<TokenEvent, 'until' | 'sitsOut' | 'replaces' | 'replacedBy'> | undefined {
  if (type === 'token.skipped') return { sitsOut: until }
  if (until > 0) return { until }
  if (replaces === undefined) return undefined
  if (type === 'token.rescheduled') return { replacedBy: issued!.tokenId }
  return intake !== null ? { replaces } : undefined
}

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

function waitsFor(list: number, slots: readonly SlotRecord[]): WaitsFor {
  const kind = Math.floor(list / slots.length)
  return { slotId: kind === ANY ? null : slots[list - kind * slots.length]!.slotId, accepts: ACCEPTS[kind]! }
}

function request(intake: Intake, slots: readonly SlotRecord[], attributes: RequestRecord['attributes']): RequestRecord {
  const { source, named, rank, group, bumpBudget } = intake
  return {
    source,
    ...(attributes === undefined ? undefined : { attributes }),
    wantedSlotId: slots[intake.wanted]!.slotId,
    named,
    rank,
    group,
    bumpBudget: bumpBudget < 0 ? null : bumpBudget,
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

function record(shape: SlotShape, wall: Pick<SlotRecord, 'slotId' | 'start' | 'end'>): SlotRecord {
  const { slotId, start, end } = wall
  const { base: capacity, seats, ceiling, shares, opensAt } = shape
  return {
    slotId,
    start,
    end,
    startsAt: shape.start,
    endsAt: shape.end,
    capacity,
    seats,
    ...(ceiling === Math.max(capacity, ...seats) ? undefined : { ceiling }),
    ...(shares.length === 0 ? undefined : { shares }),
    ...(opensAt === Number.POSITIVE_INFINITY ? undefined : { opensAt }),
  }
}

function shape(slot: SlotRecord): SlotShape {
  const { startsAt: start, endsAt: end, capacity: base, seats } = slot
  const { ceiling = Math.max(base, ...seats), shares = [], opensAt = Number.POSITIVE_INFINITY } = slot
  return { start, end, base, seats, ceiling, shares, opensAt }
}
