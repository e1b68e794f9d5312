import type { Fact, Intake, SessionFactType, SlotShape } from '../core/fact'
import { acceptsOf, awaitedSlot } from '../core/state/lanes'
import type {
  OpdEvent,
  RequestRecord,
  Rival,
  SlotRecord,
  SlotTimes,
  TokenEvent,
  TokenEventBase,
  TokenEventType,
  WaitsFor,
} from './event'
import { type Names, type TokenName, timesOf } from './names'

/** A token that a command issues. */
export interface Issued extends TokenName {
  /** Attributes of its request. */
  readonly attributes: RequestRecord['attributes']
  /** The token that it replaces. */
  readonly replaces: string | undefined
}

/** Fields that a command adds to the events of its facts in one session. */
export interface Envelope {
  readonly commandId: string
  readonly actor: string | undefined
  readonly note: string | undefined
  /** Number of consulting rooms of a session that is opened. */
  readonly rooms: number
  /** The tokens that the command issues in this session, in order. */
  readonly issued: readonly Issued[]
  /** Ids of the tokens that replace tokens of this session, by the handle of the replaced one. */
  readonly replacedBy: ReadonlyMap<number, string>
  /** Booking classes of the session's tokens before the command, by handle. */
  readonly sources: readonly string[]
  /** Attributes of a token whose class the command changes. */
  readonly attributes: RequestRecord['attributes']
  /** Wall-clock times of the slots that the command opens, adds or resizes, by start in epoch milliseconds. */
  readonly walls: ReadonlyMap<number, Pick<SlotRecord, 'slotId' | 'start' | 'end'>>
  readonly timeZone: string
  /** Name of the rules that decide the command, null for none, if earlier events do not say so. */
  readonly rules: string | null | undefined
}

/** Returns the facts of one session as events, numbered from `version` + 1. */
export function encode(facts: readonly Fact[], names: Names, version: number, envelope: Envelope): OpdEvent[] {
  const writing: Writing = { facts, names, envelope, slots: names.slots, times: names.times }
  return facts.map((fact, index) => {
    const event = eventOf(fact, version + index + 1, writing)
    // Added afterwards because they are rare: one object literal costs much less than spreads.
    if (envelope.actor !== undefined) (event as { actor?: string }).actor = envelope.actor
    if (envelope.note !== undefined) (event as { note?: string }).note = envelope.note
    if (index === 0 && envelope.rules !== undefined) (event as { rules?: string | null }).rules = envelope.rules
    return event
  })
}

/** What `encode` needs to turn the facts of one command into events. */
interface Writing {
  readonly facts: readonly Fact[]
  readonly names: Names
  readonly envelope: Envelope
  /** The slots after the facts encoded so far. */
  slots: readonly SlotRecord[]
  times: readonly SlotTimes[]
}

function arrange(writing: Writing, slots: readonly SlotRecord[]): void {
  writing.slots = slots
  writing.times = slots.map(timesOf)
}

function eventOf(fact: Fact, version: number, writing: Writing): OpdEvent {
  switch (fact.type) {
    case 'session.opened':
    case 'session.closed':
    case 'session.delayed':
    case 'slot.released':
    case 'slot.blocked':
    case 'slot.unblocked':
    case 'slot.added':
    case 'slot.resized':
      return rosterEvent(fact.type, fact, version, writing)
    default:
      return tokenEvent(fact.type, fact, version, writing)
  }
}

function rosterEvent(type: SessionFactType, fact: Fact, version: number, writing: Writing): OpdEvent {
  const { names, envelope, slots } = writing
  const { sessionId, doctorId, date } = names
  const { at, cause } = fact
  const base = {
    schema: 1,
    eventId: names.eventId(version),
    at,
    version,
    commandId: envelope.commandId,
    cause,
  } as const
  switch (type) {
    case 'session.opened': {
      const { overflowLimit } = fact.layout!
      arrange(
        writing,
        fact.layout!.slots.map((shape) => record(shape, envelope.walls.get(shape.start)!)),
      )
      const { timeZone, rooms } = envelope
      const opened = { ...base, type, sessionId, doctorId, date, timeZone, slots: writing.slots, overflowLimit }
      return rooms === 1 ? opened : { ...opened, rooms }
    }
    case 'session.closed':
      return { ...base, type, sessionId, date }
    case 'slot.released': {
      const { shares = [], opensAt: _, ...before } = slots[fact.to]!
      const slot = { ...before, shares: shares.map(() => 0) }
      arrange(writing, slots.with(fact.to, slot))
      return { ...base, type, sessionId, date, slot }
    }
    case 'slot.blocked': {
      const slot = { ...slots[fact.to]!, blocked: true } as const
      arrange(writing, slots.with(fact.to, slot))
      return { ...base, type, sessionId, date, slot }
    }
    case 'slot.unblocked': {
      const { blocked: _, ...slot } = slots[fact.to]!
      arrange(writing, slots.with(fact.to, slot))
      return { ...base, type, sessionId, date, slot }
    }
    case 'session.delayed': {
      const { index } = fact.layout!
      const later = fact.layout!.slots.map((shape, n) => record(shape, slots[index + n]!))
      arrange(writing, [...slots.slice(0, index), ...later])
      return { ...base, type, sessionId, date, slots: later }
    }
    default: {
      const { index, overflowLimit } = fact.layout!
      const shape = fact.layout!.slots[0]!
      const slot = record(shape, envelope.walls.get(shape.start) ?? slots[index]!)
      arrange(writing, type === 'slot.added' ? slots.toSpliced(index, 0, slot) : slots.with(index, slot))
      return { ...base, type, sessionId, date, slot, overflowLimit }
    }
  }
}

function tokenEvent(type: TokenEventType, fact: Fact, version: number, writing: Writing): TokenEvent {
  const { names, envelope, slots, times } = writing
  const issued = envelope.issued[fact.token - names.tokens.length]
  const { tokenId, patientId, number } = names.tokens[fact.token] ?? issued!
  const event: Writable<TokenEventBase> & { type: TokenEventType } = {
    schema: 1,
    eventId: names.eventId(version),
    at: fact.at,
    version,
    commandId: envelope.commandId,
    cause: fact.cause,
    type,
    sessionId: names.sessionId,
    date: names.date,
    tokenId,
    patientId,
    number,
    from: slots[fact.from]?.slotId ?? null,
    fromSlot: times[fact.from] ?? null,
    to: slots[fact.to]?.slotId ?? null,
    toSlot: times[fact.to] ?? null,
    waitsFor: fact.list < 0 ? null : waitsFor(fact.list, slots, times),
    rank: fact.rank,
    by: fact.by < 0 ? null : rival(fact, writing),
    strategy: fact.strategy === '' ? null : fact.strategy,
    request: fact.intake === null ? null : request(fact.intake, slots, times, (issued ?? envelope).attributes),
  }
  if (type === 'token.skipped') event.sitsOut = fact.until
  else if (fact.until > 0) event.until = fact.until
  if (fact.room !== '') event.room = fact.room
  if (type === 'token.rescheduled') event.replacedBy = envelope.replacedBy.get(fact.token)!
  else if (fact.intake !== null && issued?.replaces !== undefined) event.replaces = issued.replaces
  return event as TokenEvent
}

function rival({ by, byRank: rank }: Fact, { facts, names, envelope }: Writing): Rival {
  // The same command may issue or reclassify the rival, in a later fact.
  const intake = facts.findLast((fact) => fact.token === by && fact.intake !== null)?.intake
  const source = intake?.source ?? envelope.sources[by]!
  return Object.freeze({ tokenId: nameOf(by, names, envelope).tokenId, rank, source })
}

/** The name of a token that the session has, or that the command issues. */
function nameOf(token: number, { tokens }: Names, { issued }: Envelope): TokenName {
  return tokens[token] ?? issued[token - tokens.length]!
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

/** Returns what a token on this waiting list waits for. */
export function waitsFor(list: number, slots: readonly SlotRecord[], times: readonly SlotTimes[]): WaitsFor {
  const slot = awaitedSlot(list, slots.length)
  const accepts = acceptsOf(list, slots.length)
  if (slot < 0) return Object.freeze({ slotId: null, slot: null, accepts })
  return Object.freeze({ slotId: slots[slot]!.slotId, slot: times[slot]!, accepts })
}

function request(
  intake: Intake,
  slots: readonly SlotRecord[],
  times: readonly SlotTimes[],
  attributes: RequestRecord['attributes'],
): RequestRecord {
  const { source, named, rank, group, bumpBudget } = intake
  const wantedSlotId = slots[intake.wanted]!.slotId
  const wantedSlot = times[intake.wanted]!
  const budget = bumpBudget < 0 ? null : bumpBudget
  const plain = { source, wantedSlotId, wantedSlot, named, rank, group, bumpBudget: budget }
  return Object.freeze(attributes === undefined ? plain : Object.assign({ source, attributes }, plain))
}

function record(shape: SlotShape, wall: Pick<SlotRecord, 'slotId' | 'start' | 'end'>): SlotRecord {
  const { slotId, start, end } = wall
  const { base: capacity, seats, ceiling, shares, opensAt, planned, blocked } = shape
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
    ...(planned === shape.start ? undefined : { plannedAt: planned }),
    ...(blocked ? { blocked } : undefined),
  }
}
