import type { TokenFactType } from '../core/fact-names'
import type { TokenAttributes } from '../core/rules/rules'
import type { Accepts } from '../core/rules/verdict'
import type { SessionEventBase } from './event-base'

/** Wall-clock times of a slot that an event names by its id, on the event's `date`. */
export interface SlotTimes {
  /** Start, `HH:MM`. */
  readonly start: string
  /** End, `HH:MM`; not after the start means the next day. */
  readonly end: string
}

/** What a token waits for. */
export interface WaitsFor {
  /** The slot; null if any slot will do. */
  readonly slotId: string | null
  /** Times of that slot; null if any slot will do. */
  readonly slot: SlotTimes | null
  /** That slot only, that or a later one, or any. */
  readonly accepts: Accepts
}

/** The token because of which another moved. */
export interface Rival {
  /** That token. */
  readonly tokenId: string
  /** The rank it had. */
  readonly rank: number
}

/** What was asked for, and what the rules made of it. */
export interface RequestRecord {
  /** Booking class. */
  readonly source: string
  /** Facts for the rules, where there were any. */
  readonly attributes?: TokenAttributes
  /** Slot asked for; of an unnamed request the first that had not begun. */
  readonly wantedSlotId: string
  /** Times of that slot. */
  readonly wantedSlot: SlotTimes
  /** Whether the request named its slot. */
  readonly named: boolean
  /** Rank that the priority policy gave. */
  readonly rank: number
  /** Group that the capacity policy gave. */
  readonly group: number
  /** How often the token may be bumped; null without limit. */
  readonly bumpBudget: number | null
}

/** Kinds of events about one token. */
export type TokenEventType = TokenFactType

/** What every event about a token tells. A move is one event with both its ends. */
export interface TokenEventBase extends SessionEventBase {
  /** The token. */
  readonly tokenId: string
  /** The host's opaque id of the patient. */
  readonly patientId: string
  /** The number that is called out, as text. */
  readonly number: string
  /** Id of the slot that the token left, or null. */
  readonly from: string | null
  /** Times of the slot that the token left, or null. */
  readonly fromSlot: SlotTimes | null
  /** Id of the slot that the token has from now on, or null. */
  readonly to: string | null
  /** Times of the slot that the token has from now on, or null. */
  readonly toSlot: SlotTimes | null
  /** What the token waits for from now on, or null. */
  readonly waitsFor: WaitsFor | null
  /** Rank with which the token holds its seat or waits. */
  readonly rank: number
  /** The token because of which this one moved, and its rank; or null. */
  readonly by: Rival | null
  /** Name of the strategy that chose the place, or null. */
  readonly strategy: string | null
  /** On the first event of a token, and when it is reclassified: the request; else null. */
  readonly request: RequestRecord | null
  /** On a held or offered seat: until when it is kept, in epoch milliseconds. */
  readonly until?: number
  /** On a skip: how many calls pass the token over. */
  readonly sitsOut?: number
  /** On a rescheduled token: the token that was booked in its place. */
  readonly replacedBy?: string
  /** On a token that was booked in place of another: that other token. */
  readonly replaces?: string
}

/** The token has a seat afterwards. */
interface Seated {
  readonly to: string
  readonly toSlot: SlotTimes
  readonly waitsFor: null
}

/** The token had a seat before. */
interface FromSeat {
  readonly from: string
  readonly fromSlot: SlotTimes
}

/** The token has no seat afterwards. */
interface Unseated {
  readonly to: null
  readonly toSlot: null
}

/** The token has neither a seat nor a place on the waiting list afterwards. */
interface Gone extends Unseated {
  readonly waitsFor: null
}

/** What some kinds of events always tell. */
interface ByKind {
  readonly 'token.confirmed': Seated
  readonly 'token.waitlisted': Unseated & { readonly waitsFor: WaitsFor; readonly request: RequestRecord }
  readonly 'token.held': Seated & { readonly until: number; readonly request: RequestRecord }
  readonly 'token.offered': Seated & { readonly from: null; readonly fromSlot: null; readonly until: number }
  readonly 'token.bumped': FromSeat & { readonly by: Rival; readonly strategy: string }
  readonly 'token.moved': FromSeat & { readonly by: null; readonly strategy: string }
  readonly 'token.promoted': Seated
  readonly 'token.dropped': Gone
  readonly 'token.cancelled': Gone
  readonly 'token.rescheduled': Gone & { readonly replacedBy: string }
  readonly 'token.expired': FromSeat & Gone
  readonly 'token.checked-in': Seated
  readonly 'token.called': Seated
  readonly 'token.skipped': Seated & { readonly sitsOut: number }
  readonly 'token.started': Seated
  readonly 'token.left': FromSeat & Gone
  readonly 'token.no-show': FromSeat & Gone
  readonly 'token.reclassified': { readonly request: RequestRecord }
}

/**
 * Something happened to a token. The type tells what is not null: a `TokenEvent<'token.bumped'>` has `from`, `by` and
 * `strategy`.
 */
export type TokenEvent<Type extends TokenEventType = TokenEventType> = Type extends TokenEventType
  ? TokenEventBase & {
      /** Kind of event. */
      readonly type: Type
    } & (Type extends keyof ByKind ? ByKind[Type] : unknown)
  : never
