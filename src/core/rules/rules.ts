import type { Verdict } from './verdict'
import type { Visit } from './visit-rules'

/** What a priority, capacity or custom rule may know about a booking. */
export interface TokenRequest {
  /** Booking class, such as `emergency` or `online`. */
  readonly source: string
  /** Facts about the request that rules use, such as a triage level or an age band; never names or phones. */
  readonly attributes?: TokenAttributes | undefined
}

/** Small facts for rules: names of at most 40 characters, finite numbers, booleans or strings of at most 64 characters. */
export type TokenAttributes = Readonly<Record<string, number | string | boolean>>

/**
 * Who goes first. Lower ranks are better; equal ranks go by arrival.
 *
 * `base` is asked once, when a token arrives or is reclassified, and recorded.
 */
export interface PriorityPolicy {
  /** The sources that the policy ranks, if it can say so: a refusal with `unknown-source` names them. */
  readonly sources?: readonly string[] | undefined
  /** The rank of a request, a finite number; undefined refuses the booking with `unknown-source`. */
  base(request: TokenRequest): number | undefined
  /**
   * The rank of a waiting token after `waitedMs` milliseconds, counted from the later of its arrival and the session's
   * start. Must never let a later arrival of one base overtake an earlier one. A seated token keeps the rank that seated it.
   */
  at?(base: number, waitedMs: number): number
}

/** How many seats a slot has, for whom. Asked when a slot opens or is resized, and recorded. */
export interface CapacityPolicy {
  /** Number of groups of tokens that see different numbers of seats, at least 1. */
  readonly groups: number
  /** The group of a request, from 0 to `groups` - 1. */
  groupOf(request: TokenRequest): number
  /** Seats that a group sees in a slot of this base capacity; above the base they are overflow seats. */
  seats(group: number, base: number): number
  /** Overflow seats that a whole session may have in use, given its total base capacity; no limit where absent. */
  perSession?(totalBase: number): number
  /**
   * Seats of a slot of this base capacity that no override goes beyond; what the group that sees most sees where absent.
   */
  ceiling?(base: number): number
  /** Seats that are kept for channels until shortly before their slot; none where absent. */
  readonly quotas?: Quotas
}

/** Shares of the seats for channels: a group belongs to the channel that is the remainder of its number by `channels`. */
export interface Quotas {
  /** Number of channels, at least 1; those without a share of their own are one channel together. */
  readonly channels: number
  /** Minutes before a slot's start at which the seats that are still kept open to all. */
  readonly releaseMinutes: number
  /** Channel whose tokens take kept seats as well, and may bump who sits in one; none where absent. */
  readonly exempt?: number
  /** Seats of a slot that are kept for a channel. */
  share(channel: number, slot: QuotaSlot): number
}

/** A slot that gets its shares. */
export interface QuotaSlot {
  /** Its base capacity. */
  readonly base: number
  /** Base capacity of the whole session. */
  readonly total: number
  /** Base capacity of those of its slots that have their shares, this one included. */
  readonly laidOut: number
  /** Seats of the other slots that are kept for the channel, or in use by it. */
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
  /** False where nobody may be bumped for it, as for a reinstated token. */
  readonly mayBump: boolean
}

/** What a strategy may ask about a session. Slots are indexes in order of time; every question is answered from an index. */
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
   * First slot in [from, to), not past, in which the asker may bump somebody; -1 if none. With `freezeMinutes`, slots that
   * start in less than that many minutes, or have started, are left alone.
   */
  firstBumpable(asker: Asker, who: Outranks, from: number, to: number, freezeMinutes?: number): number
}

/** One way to find a place. Strategies are tried in order; `attempt` answers nothing where it does not apply. */
export interface OverflowStrategy {
  /** Recorded with every move that it decides. */
  readonly name: string
  /** What to do with the asker, or nothing where the strategy does not apply. */
  attempt(asker: Asker, board: Board): Verdict | undefined
  /** Whom it may bump and where, for the invariants checker; absent where it never bumps. */
  readonly bumps?: BumpScope
}

/** Whom a strategy may bump, and where. */
export interface BumpScope {
  /** Whom an asker may bump. */
  readonly who: Outranks
  /** Sources that may bump; all where absent. */
  readonly for?: readonly string[] | undefined
  /** Slots that start in less than this many minutes, or have started, are left alone. */
  readonly freezeMinutes?: number | undefined
  /** `wanted`: only the slot asked for; `onward`: that or a later one; `all`: any; `some`: a bounded number of slots. */
  readonly slots: 'wanted' | 'onward' | 'all' | 'some'
}

/** Who gets a seat that became free. */
export interface PromotionPolicy {
  /** Recorded with every promotion. */
  readonly name: string
  /** `nobody`; the waiting list; or also tokens seated later than they asked for. */
  readonly from: 'nobody' | 'waitlist' | 'waitlist-and-later'
  /** Into every seat the token's group sees, or only into seats below base capacity. */
  readonly into: 'entitled' | 'base'
  /** Whether freed seats of this slot are given away now; always where absent. */
  fills?(slot: number, board: Board): boolean
  /** Where present, who waits is offered the seat and has to confirm it. */
  readonly offers?: Offers
}

/** How seats are offered. */
export interface Offers {
  /** Minutes after which an unconfirmed offer lapses; never later than the end of the slot. */
  readonly minutes: number
  /** Sources that are seated at once. */
  readonly exempt: readonly string[]
}

/** Everything a host decides about allocation, as plain data made by functions. Customise by spreading. */
export interface Rules {
  /** Who goes first. */
  readonly priority: PriorityPolicy
  /** How many fit. */
  readonly capacity: CapacityPolicy
  /** Tried for a newcomer whose wanted slot has no free seat; at the end of the list it is rejected. */
  readonly overflow: readonly OverflowStrategy[]
  /** Tried for a token that loses its seat; at the end of the list the bump fails as a whole. */
  readonly displaced: readonly OverflowStrategy[]
  /** Who gets a seat that becomes free. */
  readonly promotion: PromotionPolicy
  /** Who may book, and how often one may be displaced. */
  readonly admission?: Admission
  /** What a visit does to its seat. */
  readonly visit?: Visit
}

/** Who may book, and how often one may be displaced. */
export interface Admission {
  /**
   * Whether a patient may hold two live tokens for one slot.
   *
   * @defaultValue false
   */
  readonly repeats?: boolean
  /**
   * How often one token may be bumped; no limit where absent.
   *
   * @defaultValue no limit
   */
  readonly bumpsPerToken?: number
  /**
   * The host's last word on who may do what, asked before anything else is decided about it, perhaps more than once; false
   * refuses with `policy-denied`.
   *
   * @defaultValue everything is permitted
   */
  permit?(act: Act): boolean
}

/** What somebody wants to do, as far as `permit` is asked. */
export interface Act {
  /** Which command. */
  readonly op: 'book' | 'reschedule' | 'reinstate'
  /** Who gives the command, where known. */
  readonly actor: string | undefined
  /** Whether it is to be done above the rules. */
  readonly override: boolean
  /** Whether another token is to lose its seat by hand. */
  readonly bump: boolean
  /** The token's class and attributes. */
  readonly request: TokenRequest
  /** Epoch milliseconds. */
  readonly now: number
}

/** A rule of the host broke its contract; nothing was changed. The shell reports it as `invalid-rules`. */
export class RuleFault extends Error {}
