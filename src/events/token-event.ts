import type { TokenFactType } from '../core/fact-names'
import type { TokenAttributes } from '../core/rules/rules'
import type { Accepts } from '../core/rules/verdict'
import type { SessionEventBase } from './event-base'

/** Wall-clock times of a slot, on the event's `date`. */
export interface SlotTimes {
  /** Start, `HH:MM`. */
  readonly start: string
  /** End, `HH:MM`; not after the start means the next day. */
  readonly end: string
}

/** What a token waits for. */
export interface WaitsFor {
  /** Id of the slot; null if the token accepts any. */
  readonly slotId: string | null
  /** Times of that slot; null if the token accepts any. */
  readonly slot: SlotTimes | null
  /** Whether it accepts that slot only, that or a later one, or any. */
  readonly accepts: Accepts
}

/** A token that caused the move of another. */
export interface Rival {
  /** That token. */
  readonly tokenId: string
  /** Its rank at that time. */
  readonly rank: number
  /** Its booking class at that time. */
  readonly source: string
}

/** A request, and what the rules returned for it. */
export interface RequestRecord {
  /** Booking class. */
  readonly source: string
  /** Facts for the rules, if the request gave any. */
  readonly attributes?: TokenAttributes
  /** Slot asked for. If the request named none, the first slot that had not begun, or the last one if it was running. */
  readonly wantedSlotId: string
  /** Times of that slot. */
  readonly wantedSlot: SlotTimes
  /** Whether the request named its slot. */
  readonly named: boolean
  /** Rank that the priority policy gave. */
  readonly rank: number
  /** Group that the capacity policy gave. */
  readonly group: number
  /** How often the token may be bumped; null if there is no limit. */
  readonly bumpBudget: number | null
}

/** The fields of every event about a token. A move is one event, with the slot left and the slot taken. */
export interface TokenEventBase extends SessionEventBase {
  /** The token. */
  readonly tokenId: string
  /** The host's opaque id of the patient. */
  readonly patientId: string
  /** The number to call out, such as `007`. */
  readonly number: string
  /** Id of the slot that the token left, or null. */
  readonly from: string | null
  /** Times of the slot that the token left, or null. */
  readonly fromSlot: SlotTimes | null
  /** Id of the slot that the token has afterwards, or null. */
  readonly to: string | null
  /** Times of the slot that the token has afterwards, or null. */
  readonly toSlot: SlotTimes | null
  /** What the token waits for afterwards, or null. */
  readonly waitsFor: WaitsFor | null
  /** Rank with which the token has its seat or waits. */
  readonly rank: number
  /** The token that caused the move, with its rank and booking class; or null. */
  readonly by: Rival | null
  /** Name of the strategy that chose the place, or null. */
  readonly strategy: string | null
  /** On the first event of a token, and when it is reclassified: the request; else null. */
  readonly request: RequestRecord | null
  /** On a held or offered seat: when the hold or offer expires, in epoch milliseconds. */
  readonly until?: number
  /** On a skip: how many calls pass the token over. */
  readonly sitsOut?: number
  /** On a called or started token: the consulting room, if the desk named one. */
  readonly room?: string
  /** On a rescheduled token: the token that replaces it. */
  readonly replacedBy?: string
  /** On a token that replaces another after a reschedule: the other token. */
  readonly replaces?: string
  /**
   * If the patient's key under `oneLive: { in: 'day' }` changes hands: true if it belongs to this session from now on, false if the session
   * has given it back.
   */
  readonly dayKey?: boolean
}

/** These fields of an event, which are not null. */
export type Having<Field extends keyof TokenEventBase> = {
  readonly [Each in Field]-?: NonNullable<TokenEventBase[Each]>
}

/** These fields of an event, which are null. */
export type Lacking<Field extends keyof TokenEventBase> = { readonly [Each in Field]: null }

/** The token has a seat afterwards. */
export type ToSeat = Having<'to' | 'toSlot'> & Lacking<'waitsFor'>

/** The token had a seat before. */
export type FromSeat = Having<'from' | 'fromSlot'>

/** The token has no seat afterwards. */
export type Unseated = Lacking<'to' | 'toSlot'>

/** The token is on the waiting list afterwards. */
export type Waits = Unseated & Having<'waitsFor'>

/** The token has neither a seat nor a place on the waiting list afterwards. */
export type Gone = Unseated & Lacking<'waitsFor'>

/** The fields that a kind of event narrows. */
export interface TokenEventFields extends Record<TokenFactType, unknown> {
  /** A newcomer got a seat, or a held or offered seat was confirmed. */
  readonly 'token.confirmed': ToSeat
  /** A newcomer joined the waiting list. */
  readonly 'token.waitlisted': Waits & Having<'request'>
  /** A newcomer holds a seat. */
  readonly 'token.held': ToSeat & Having<'until' | 'request'>
  /** A waiting token was offered a seat. */
  readonly 'token.offered': ToSeat & Having<'until'> & Lacking<'from' | 'fromSlot'>
  /** The token lost its seat to another token. */
  readonly 'token.bumped': FromSeat & Having<'by' | 'strategy'>
  /** The token lost its seat because the slot has fewer seats, or its seat or place in line because the doctor is away. */
  readonly 'token.moved': Lacking<'by'>
  /** The token got a seat that became free. */
  readonly 'token.promoted': ToSeat
  /** The token was dropped from the waiting list. */
  readonly 'token.dropped': Gone
  /** The token was cancelled. */
  readonly 'token.cancelled': Gone
  /** Another token replaces this one. */
  readonly 'token.rescheduled': Gone & Having<'replacedBy'>
  /** The hold or the offer expired. */
  readonly 'token.expired': FromSeat & Gone
  /** The patient arrived, or came back after a visit. */
  readonly 'token.checked-in': ToSeat
  /** The patient of a waiting token arrived: the token is on standby, on its list. */
  readonly 'token.stood-by': Waits
  /** The patient was called. Called from standby, the token has no seat. */
  readonly 'token.called': ToSeat | Gone
  /** A call was unanswered. Without a seat, the token is on standby again. */
  readonly 'token.skipped': (ToSeat | Waits) & Having<'sitsOut'>
  /** The patient went in to the doctor. */
  readonly 'token.started': ToSeat | Gone
  /** The visit is over. */
  readonly 'token.completed': unknown
  /** The patient left without being seen. */
  readonly 'token.left': Gone
  /** The patient did not come, or did not answer the calls. */
  readonly 'token.no-show': Gone
  /** The last step of the visit was taken back. */
  readonly 'token.undone': unknown
  /** A no-show was brought back. */
  readonly 'token.reinstated': unknown
  /** The source or the attributes were changed. */
  readonly 'token.reclassified': Having<'request'>
}

/** Kinds of events about one token. */
export type TokenEventType = keyof TokenEventFields

/**
 * An event about one token. Its type determines which fields are null: a `TokenEvent<'token.bumped'>` has `from`, `by` and `strategy`.
 */
export type TokenEvent<Type extends TokenEventType = TokenEventType> = Type extends TokenEventType
  ? TokenEventBase & {
      /** Kind of event. */
      readonly type: Type
    } & TokenEventFields[Type]
  : never
