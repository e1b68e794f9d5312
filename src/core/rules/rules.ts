import type { Verdict } from './verdict'
import type { Visit } from './visit-rules'

/** The part of a booking that rules may use. */
export interface TokenRequest {
  /** Booking class, such as `emergency` or `online`. */
  readonly source: string
  /** Facts for rules, such as a triage level or an age band; never names or phone numbers. */
  readonly attributes?: TokenAttributes | undefined
}

/** Small facts for rules: names of at most 40 characters, finite numbers, booleans or strings of at most 64 characters. */
export type TokenAttributes = Readonly<Record<string, number | string | boolean>>

/**
 * Ranks tokens. Lower ranks are better; among equal ranks the order of arrival decides.
 *
 * `base` is asked once, when a token arrives or is reclassified, and its answer is recorded.
 */
export interface PriorityPolicy {
  /** Returns the rank of a request, a finite number; undefined refuses the booking with `unknown-source`. */
  base(request: TokenRequest): number | undefined
  /**
   * Returns the rank of a waiting token after `waitedMs` milliseconds, counted from the later of its arrival and the session's
   * start. Of two tokens with one base, the earlier must never rank below the later. A seated token keeps the rank that seated it.
   */
  at?(base: number, waitedMs: number): number
}

/** How many seats each group of tokens sees in a slot. Asked when a slot opens or is resized, and recorded. */
export interface CapacityPolicy {
  /** Number of groups of tokens that see different numbers of seats, at least 1. */
  readonly groups: number
  /** Returns the group of a request, from 0 to `groups` - 1. */
  groupOf(request: TokenRequest): number
  /** Returns the seats that a group sees in a slot of this base capacity; those above the base are overflow seats. */
  seats(group: number, base: number): number
  /** Returns how many overflow seats a whole session of this total base capacity may have in use; no limit if left out. */
  perSession?(totalBase: number): number
  /**
   * Returns the most seats that an override may fill in a slot of this base capacity; if left out, the seats of the group that
   * sees most.
   */
  ceiling?(base: number): number
  /** Seats that are kept for channels until shortly before their slot; none if left out. */
  readonly quotas?: Quotas
}

/** Shares of the seats for channels. The channel of a group is the remainder of its number divided by `channels`. */
export interface Quotas {
  /** Number of channels, at least 1; all sources without a share form one channel. */
  readonly channels: number
  /** Minutes before a slot's start at which its kept seats open to all. */
  readonly releaseMinutes: number
  /** Channel whose tokens may use kept seats and bump the tokens in them; none if left out. */
  readonly exempt?: number
  /** Returns the seats of a slot that are kept for a channel. */
  share(channel: number, slot: QuotaSlot): number
}

/** A slot whose shares are computed. */
export interface QuotaSlot {
  /** Its base capacity. */
  readonly base: number
  /** Base capacity of the whole session. */
  readonly total: number
  /** Base capacity of the session's slots laid out so far, this one included. */
  readonly laidOut: number
  /** Seats of the other slots that the channel keeps or uses. */
  readonly given: number
}

/** Whether a token of `rank` that arrived as number `seq` may take the seat of one with `victimRank` and `victimSeq`. */
export type Outranks = (rank: number, seq: number, victimRank: number, victimSeq: number) => boolean

/** A token that looks for a place: a newcomer, or one that has just lost its seat. */
export interface Asker {
  /** Its number in order of arrival in this session, from 0. */
  readonly token: number
  /** Its rank at this moment. */
  readonly rank: number
  /** Its group of the capacity policy. */
  readonly group: number
  /** Its booking class. */
  readonly source: string
  /** Slot asked for, by index; for an unnamed request the first that had not begun. */
  readonly wanted: number
  /** Whether the request named its slot. */
  readonly named: boolean
  /** Slot it has just lost, or -1. */
  readonly lost: number
  /** False if no token may be bumped for it, as for a reinstated token. */
  readonly mayBump: boolean
}

/** Read-only questions about a session for strategies. Slots are indexes in order of time; every answer comes from an index. */
export interface Board {
  /** Epoch milliseconds of the command. */
  readonly now: number
  /** Number of slots. */
  readonly slots: number
  /** Tokens waiting in the whole session. */
  readonly waiting: number
  /** Tokens waiting for this slot, alone or with later ones. */
  waitingFor(slot: number): number
  /** Epoch milliseconds at which a slot starts. */
  startOf(slot: number): number
  /** Epoch milliseconds at which a slot ends. */
  endOf(slot: number): number
  /** Base capacity of a slot. */
  capacityOf(slot: number): number
  /** Seats in use in a slot. */
  usedIn(slot: number): number
  /** First slot in [from, to), not past and not the one just lost, with a seat free for the asker; -1 if none. */
  firstFree(asker: Asker, from: number, to: number): number
  /**
   * First slot in [from, to), not past, in which the asker may bump a token; -1 if none. With `freezeMinutes`, slots that
   * start in less than that many minutes, or have started, are left alone.
   */
  firstBumpable(asker: Asker, who: Outranks, from: number, to: number, freezeMinutes?: number): number
}

/** One way to find a place. Strategies are tried in order. */
export interface OverflowStrategy {
  /** Recorded with every move that it decides. */
  readonly name: string
  /** Returns what to do with the asker, or undefined if the strategy does not apply. */
  attempt(asker: Asker, board: Board): Verdict | undefined
  /** Which tokens it may bump and where, for the invariants checker; left out if it never bumps. */
  readonly bumps?: BumpScope
}

/** Which tokens a strategy may bump, and where. */
export interface BumpScope {
  /** Which tokens an asker may bump. */
  readonly who: Outranks
  /** Sources that may bump; all if left out. */
  readonly for?: readonly string[] | undefined
  /** Slots that start in less than this many minutes, or have started, are left alone. */
  readonly freezeMinutes?: number | undefined
  /** `wanted`: only the slot asked for; `onward`: that or a later one; `all`: any; `some`: a bounded number of slots. */
  readonly slots: 'wanted' | 'onward' | 'all' | 'some'
}

/** Gives free seats to waiting or later seated tokens. */
export interface PromotionPolicy {
  /** Recorded with every promotion. */
  readonly name: string
  /** Candidates: none; the waiting list; or also tokens seated later than they asked for. */
  readonly from: 'nobody' | 'waitlist' | 'waitlist-and-later'
  /** Promotes into every seat the token's group sees, or only into seats below base capacity. */
  readonly into: 'entitled' | 'base'
  /** Whether freed seats of this slot are given away now; always if left out. */
  fills?(slot: number, board: Board): boolean
  /** If given, a waiting token is offered the seat and has to confirm it. */
  readonly offers?: Offers
}

/** How seats are offered. */
export interface Offers {
  /** Minutes after which an unconfirmed offer expires; at the latest at the end of the slot. */
  readonly minutes: number
  /** Sources that get the seat at once. */
  readonly exempt: readonly string[]
}

/** Everything a host decides about allocation, as plain data made by functions. Customise by spreading. */
export interface Rules {
  /** Ranks tokens. */
  readonly priority: PriorityPolicy
  /** Number of seats. */
  readonly capacity: CapacityPolicy
  /** Tried in order for a newcomer whose wanted slot has no free seat; if none applies it is rejected. */
  readonly overflow: readonly OverflowStrategy[]
  /** Tried in order for a token that loses its seat; if none applies the whole bump fails. */
  readonly displaced: readonly OverflowStrategy[]
  /** Gives free seats away. */
  readonly promotion: PromotionPolicy
  /** Limits on bookings and bumps. */
  readonly admission?: Admission
  /** Rules of visits. */
  readonly visit?: Visit
}

/** Limits on bookings and bumps. */
export interface Admission {
  /**
   * Whether a patient may hold two live tokens for one slot.
   *
   * @defaultValue false
   */
  readonly repeats?: boolean
  /**
   * How often one token may be bumped.
   *
   * @defaultValue no limit
   */
  readonly bumpsPerToken?: number
  /**
   * Whether the host permits an act. Asked before anything else is decided, perhaps more than once; false refuses with
   * `policy-denied`.
   *
   * @defaultValue everything is permitted
   */
  permit?(act: Act): boolean
}

/** An act for which `permit` is asked. */
export interface Act {
  /** Which command. */
  readonly op: 'book' | 'reschedule' | 'reinstate'
  /** The user or system that gives the command, if the host named one. */
  readonly actor: string | undefined
  /** Whether the act goes above the rules. */
  readonly override: boolean
  /** Whether another token is bumped by hand. */
  readonly bump: boolean
  /** The token's class and attributes. */
  readonly request: TokenRequest
  /** Epoch milliseconds. */
  readonly now: number
}

/** Thrown if a rule of the host breaks its contract; nothing is changed. The shell reports it as `invalid-rules`. */
export class RuleFault extends Error {}
