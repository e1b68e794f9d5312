import type { Fact } from '../core/fact'
import type { TokenAttributes } from '../core/rules/rules'
import type { OpdEvent, SlotRecord, SlotTimes, TokenEvent } from './event'

// Ids that the library makes and reads: `dr-rao`, `dr-rao.2026-01-30`, `….0900` of a slot, `….t7` of a token, `….e12` of an event.
const DOCTOR = '[A-Za-z0-9-]{1,40}'
const SESSION = `${DOCTOR}\\.\\d{4}-\\d\\d-\\d\\d`

/** Length of a date such as `2026-01-30`. */
export const DATE_LENGTH = 10

/** Id of a doctor. */
export const DOCTOR_ID = new RegExp(`^${DOCTOR}$`)
/** Id that a host may give: the grammar of FHIR ids. */
export const HOST_ID = /^[A-Za-z0-9.-]{1,64}$/

const SESSION_ID = new RegExp(`^${SESSION}$`)
const SLOT_ID = new RegExp(`^(${SESSION})\\.\\d{4}$`)
const GENERATED_ID = new RegExp(`^(${SESSION})\\.[et]\\d+$`)

/** Id of the doctor's session on this date. */
export function sessionIdOf(doctorId: string, date: string): string {
  return `${doctorId}.${date}`
}

export function isSessionId(id: string): boolean {
  return SESSION_ID.test(id)
}

/** Doctor of a session. */
export function doctorOf(sessionId: string): string {
  return sessionId.slice(0, -DATE_LENGTH - 1)
}

/** Service date of a session. */
export function dateOf(sessionId: string): string {
  return sessionId.slice(-DATE_LENGTH)
}

/** Id of the slot that starts at this minute of the day. */
export function slotIdOf(sessionId: string, minuteOfDay: number): string {
  const hoursAndMinutes = Math.floor(minuteOfDay / 60) * 100 + (minuteOfDay % 60)
  return `${sessionId}.${String(hoursAndMinutes).padStart(4, '0')}`
}

/** Session of a slot, or undefined if this is not the id of a slot. */
export function sessionOfSlotId(slotId: string): string | undefined {
  return SLOT_ID.exec(slotId)?.[1]
}

/** What the generated ids of a session's tokens begin with. */
export function tokenStemOf(sessionId: string): string {
  return `${sessionId}.t`
}

/** Handle in a generated token id of this session; a number that is no handle, perhaps NaN, for other ids. */
export function handleIn(sessionId: string, tokenId: string): number {
  const digits = sessionId.length + 2
  return tokenId.startsWith('.t', sessionId.length) && tokenId.startsWith(sessionId)
    ? Number(tokenId.slice(digits)) - 1
    : -1
}

/** Whether an id has the form of generated token and event ids. */
export function isGenerated(id: string): boolean {
  return GENERATED_ID.test(id)
}

/** Session of a generated token id, or undefined for other ids. */
export function sessionOfTokenId(tokenId: string): string | undefined {
  return GENERATED_ID.exec(tokenId)?.[1]
}

/** What the ids of a stream's events begin with. Their versions follow. */
export function eventStemOf(stream: string): string {
  return `${stream}.e`
}

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
