import type { Fact } from '../core/fact'
import type { TokenAttributes } from '../core/rules/rules'
import type { OpdEvent, SlotRecord } from './event'
import { eventStemOf, handleIn, tokenStemOf } from './ids'
import type { SlotTimes, TokenEvent } from './token-event'

/** The strings of a token. In the core a token is only a number. */
export interface TokenName {
  readonly tokenId: string
  readonly number: string
  readonly patientId: string
}

/** The strings of one session: ids of slots and tokens, numbers, patients, attributes. The core has only integers. */
export class Names {
  /** Number of consulting rooms. */
  rooms = 1
  slots: readonly SlotRecord[] = []
  /** Wall-clock times of the slots. All events about a slot share one object. */
  times: readonly SlotTimes[] = []
  tokens: TokenName[] = []
  attributes: (TokenAttributes | undefined)[] = []
  updatedAt: number[] = []
  /** Causes of the tokens' last events. */
  causes: string[] = []
  /** Ids of the slots in which tokens have their seat, or had their last one. */
  lastSlots: (string | undefined)[] = []
  /** Ids of replaced tokens by the handle of the new token, and ids of new tokens by the handle of the replaced one. */
  readonly replaces = new Map<number, string>()
  readonly replacedBy = new Map<number, string>()
  /** Numbers of all tokens, because a number is called out and must belong to one patient. */
  private numbers = new Set<string>()
  private patients = new Map<string, number>()
  /** Handles of the ids that hosts gave. A generated id contains its handle. */
  private given = new Map<string, number>()
  private slotIndexes = new Map<string, number>()
  /** The beginnings of ids. Each id keeps its parts, so it is made of as few as possible. */
  private readonly tokenStem: string
  private readonly eventStem: string

  constructor(
    readonly sessionId: string,
    readonly doctorId: string,
    readonly date: string,
  ) {
    this.tokenStem = tokenStemOf(sessionId)
    this.eventStem = eventStemOf(sessionId)
  }

  /** The patient's handle; the next free one for a patient who is new here. */
  patient(patientId: string): number {
    return this.patients.get(patientId) ?? this.patients.size
  }

  /** The patient's handle, or -1 for a patient who is new here. */
  knownPatient(patientId: string): number {
    return this.patients.get(patientId) ?? -1
  }

  /** The token's handle, or -1. */
  token(tokenId: string): number {
    const handle = handleIn(this.sessionId, tokenId)
    return this.tokens[handle]?.tokenId === tokenId ? handle : (this.given.get(tokenId) ?? -1)
  }

  /** The generated id of a token. */
  generated(token: number): string {
    return this.tokenStem + (token + 1)
  }

  /** The id of the session's event that has this version. */
  eventId(version: number): string {
    return this.eventStem + version
  }

  /** Whether a token has this number. */
  hasNumber(number: string): boolean {
    return this.numbers.has(number)
  }

  /** The slot's index, or -1. */
  slot(slotId: string): number {
    return this.slotIndexes.get(slotId) ?? -1
  }

  /** Adds the names in an event. The core may fold its fact before or after. */
  learn(event: OpdEvent, fact: Fact): void {
    switch (event.type) {
      case 'session.opened':
        this.arrange(event.slots)
        this.rooms = event.rooms ?? 1
        return
      case 'slot.added':
        this.arrange(this.slots.toSpliced(placeOf(event.slot, this.slots), 0, event.slot))
        return
      case 'slot.resized':
      case 'slot.released':
      case 'slot.blocked':
      case 'slot.unblocked':
        this.arrange(this.slots.with(this.slot(event.slot.slotId), event.slot))
        return
      case 'session.delayed':
        this.arrange([...this.slots.slice(0, this.slot(event.slots[0]!.slotId)), ...event.slots])
        return
      case 'session.closed':
      case 'doctor.registered':
        return
      default:
        this.learnToken(event, fact)
    }
  }

  copy(): Names {
    const copy = new Names(this.sessionId, this.doctorId, this.date)
    copy.rooms = this.rooms
    copy.arrange(this.slots)
    copy.tokens = this.tokens.slice()
    copy.attributes = this.attributes.slice()
    copy.updatedAt = this.updatedAt.slice()
    copy.causes = this.causes.slice()
    copy.lastSlots = this.lastSlots.slice()
    copy.numbers = new Set(this.numbers)
    copy.patients = new Map(this.patients)
    copy.given = new Map(this.given)
    for (const [token, id] of this.replaces) copy.replaces.set(token, id)
    for (const [token, id] of this.replacedBy) copy.replacedBy.set(token, id)
    return copy
  }

  private arrange(slots: readonly SlotRecord[]): void {
    this.slots = slots
    this.times = slots.map(timesOf)
    this.slotIndexes = new Map(slots.map((slot, index) => [slot.slotId, index]))
  }

  private learnToken(event: TokenEvent, { token, intake }: Fact): void {
    if (token === this.tokens.length) {
      const { tokenId, number, patientId } = event
      this.tokens.push({ tokenId, number, patientId })
      this.numbers.add(number)
      if (this.token(tokenId) < 0) this.given.set(tokenId, token)
      if (intake!.patient === this.patients.size) this.patients.set(patientId, intake!.patient)
    }
    if (event.request !== null) this.attributes[token] = event.request.attributes
    this.updatedAt[token] = event.at
    this.causes[token] = event.cause
    const { from, to, waitsFor } = event
    if (to !== null) this.lastSlots[token] = to
    // A waiter was called or ended, so no seat that it lost before is that of its visit.
    else if (from === null && waitsFor === null) this.lastSlots[token] = undefined
    if (event.replaces !== undefined) this.replaces.set(token, event.replaces)
    if (event.replacedBy !== undefined) this.replacedBy.set(token, event.replacedBy)
  }
}

/** Index at which a slot belongs among others in order of time. */
export function placeOf(slot: SlotRecord, slots: readonly SlotRecord[]): number {
  const next = slots.findIndex((other) => other.startsAt > slot.startsAt)
  return next < 0 ? slots.length : next
}

/** The times of a slot, as events about tokens repeat them. */
export function timesOf({ start, end }: SlotRecord): SlotTimes {
  return Object.freeze({ start, end })
}
