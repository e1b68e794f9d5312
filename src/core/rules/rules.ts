import type { Verdict } from './verdict'
import type { Visit } from './visit-rules'

/** What rules see of a booking. */
export interface TokenRequest {
  /** Booking class, such as `emergency` or `online`. */
  readonly source: string
  /** Facts about the request that rules use, such as a triage level or an age band. Never names or phone numbers. */
  readonly attributes?: TokenAttributes | undefined
}

/** Small facts for rules, by name (at most 40 characters): finite numbers, booleans, or strings of at most 64 characters. */
export type TokenAttributes = Readonly<Record<string, number | string | boolean>>

/**
 * Gives each token its rank. Lower ranks are better; equal ranks go by arrival.
 *
 * @example
 * ```ts
 * const children: PriorityPolicy = { base: ({ attributes }) => (attributes?.child === true ? 1 : 2) }
 * ```
 */
export interface PriorityPolicy {
  /** The sources that the policy ranks, if it can list them. A refusal with `unknown-source` names them. */
  readonly sources?: readonly string[] | undefined
  /**
   * Returns the rank of a request in the session that the token enters, a finite number, or undefined to refuse the booking with
   * `unknown-source`. Called when a token arrives or is reclassified, with the time of the command in epoch milliseconds; the rank is
   * recorded. A policy that needs only the request leaves the others out.
   */
  base(request: TokenRequest, day: ServiceDay, now: number): number | undefined
  /**
   * Returns the rank of a waiting token after `waitedMs` milliseconds, counted from the later of its arrival and the session's start. If
   * left out, ranks do not age. A later arrival must never overtake an earlier one of the same base rank. A seated token stays at the
   * rank that seated it.
   */
  at?(base: number, waitedMs: number): number
  /**
   * The worst rank of an emergency. A patient of such a rank, or a better one, who is present is called before all others, with or without
   * a seat. If left out, nobody is an emergency.
   */
  readonly urgent?: number | undefined
}

/** How many seats a slot has for each group of tokens. Called when a slot opens or is resized; the numbers are recorded. */
export interface CapacityPolicy {
  /** Number of groups of tokens that see different numbers of seats, at least 1. */
  readonly groups: number
  /** Returns the group of a request, from 0 to `groups` - 1. */
  groupOf(request: TokenRequest): number
  /** Returns how many seats a group sees in a slot of this base capacity. Seats above the base are overflow seats. */
  seats(group: number, base: number): number
  /** Returns how many overflow seats a session of this total base capacity may have in use at once. If left out, there is no limit. */
  perSession?(totalBase: number): number
  /**
   * Returns how many seats an override may use in a slot of this base capacity. If left out, as many as the group that sees most.
   */
  ceiling?(base: number): number
  /** Seats that are reserved for channels until shortly before their slot. If left out, no seats are. */
  readonly quotas?: Quotas
}

/** Shares of the seats for channels. A group belongs to the channel `group % channels`. */
export interface Quotas {
  /** Number of channels, at least 1. All sources without a share of their own are one channel. */
  readonly channels: number
  /** How many minutes before a slot's start its reserved seats open to all. */
  readonly releaseMinutes: number
  /** Channel whose tokens may take reserved seats, and bump the tokens that hold one. If left out, no channel may. */
  readonly exempt?: number
  /** Returns how many seats of a slot are reserved for a channel. */
  share(channel: number, slot: QuotaSlot): number
}

/** A slot for which the shares are calculated. */
export interface QuotaSlot {
  /** Its base capacity. */
  readonly base: number
  /** Base capacity of the whole session. */
  readonly total: number
  /** Total base capacity of the slots that have their shares, this one included. */
  readonly laidOut: number
  /** Seats of the other slots that are reserved for the channel or in use by it. */
  readonly given: number
}

/** Returns whether a token of `rank`, number `seq` in order of arrival, may bump one of `victimRank`, number `victimSeq`. */
export type Outranks = (rank: number, seq: number, victimRank: number, victimSeq: number) => boolean

/** A token that looks for a place: a newcomer, one that has just lost its seat, or a waiter that asks for one of the slots that it accepts. */
export interface Asker {
  /** Its number in order of arrival in this session, from 0. */
  readonly token: number
  /** Its rank now. */
  readonly rank: number
  /** Its group, as the capacity policy gave it. */
  readonly group: number
  /** Its booking class. */
  readonly source: string
  /**
   * Index of the slot asked for. If the request named none, the first slot that had not begun, or the last one if it was running. A waiter
   * asks for each slot that it accepts in turn.
   */
  readonly wanted: number
  /** Whether the request named its slot; true for a waiter. */
  readonly named: boolean
  /** Index of the slot it has just lost, or -1. */
  readonly lost: number
  /** Whether it may bump. A token with a hold may not. */
  readonly mayBump: boolean
}

/** A session as a strategy sees it. Slots are numbered from 0 in order of time. */
export interface Board {
  /** Time of the command, in epoch milliseconds. */
  readonly now: number
  /** Number of slots. */
  readonly slots: number
  /** Number of tokens waiting in the whole session. */
  readonly waiting: number
  /** Returns how many tokens wait for this slot only, or for this slot or a later one. */
  waitingFor(slot: number): number
  /** Returns the start of a slot, in epoch milliseconds. */
  startOf(slot: number): number
  /** Returns the end of a slot, in epoch milliseconds. */
  endOf(slot: number): number
  /** Returns the base capacity of a slot. */
  capacityOf(slot: number): number
  /** Returns how many seats of a slot are in use. */
  usedIn(slot: number): number
  /** Returns the first slot in [from, to) with a free seat for the asker, not past and not the one it just lost; -1 if there is none. */
  firstFree(asker: Asker, from: number, to: number): number
  /**
   * Returns the first slot in [from, to), not past, in which the asker may bump a token; -1 if there is none. With `freezeMinutes`,
   * slots that start in less than that many minutes, or have started, are passed over.
   */
  firstBumpable(asker: Asker, who: Outranks, from: number, to: number, freezeMinutes?: number): number
}

/** One way to find a place for a token. Strategies are tried in order until one returns a verdict. See {@link Verdict} for an example. */
export interface OverflowStrategy {
  /** Recorded with every move that it decides. */
  readonly name: string
  /** Returns what to do with the asker, or undefined if the strategy does not apply. */
  attempt(asker: Asker, board: Board): Verdict | undefined
  /** Which tokens it may bump. Leave it out if the strategy never bumps: a bump is `invalid-rules` then. */
  readonly bumps?: BumpScope
}

/** Which tokens a strategy may bump. A waiter asks for each slot that it accepts, as if it named that slot. */
export interface BumpScope {
  /** Which tokens an asker may bump. */
  readonly who: Outranks
  /** Sources that may bump. If left out, all may. */
  readonly for?: readonly string[] | undefined
  /** Slots that start in less than this many minutes, or have started, are passed over. If left out, none are. */
  readonly freezeMinutes?: number | undefined
}

/** Which token gets a seat that became free. */
export interface PromotionPolicy {
  /** Recorded with every promotion. */
  readonly name: string
  /** Which tokens may get the seat: none, those on the waiting list, or also those seated later than they asked for. */
  readonly from: 'nobody' | 'waitlist' | 'waitlist-and-later'
  /** Whether a token may get every seat that its group sees, or only one within base capacity. */
  readonly into: 'entitled' | 'base'
  /**
   * How many minutes must be left of a slot for a token to be promoted into it.
   *
   * @defaultValue 5, the length of a usual visit
   */
  readonly minutesLeft?: number | undefined
  /** Returns whether freed seats of this slot are given away now. If left out, they always are. */
  fills?(slot: number, board: Board): boolean
  /** If present, a waiting token is offered the seat and has to be confirmed. If left out, it gets the seat at once. */
  readonly offers?: Offers
}

/** How seats are offered. */
export interface Offers {
  /** Minutes after which an unconfirmed offer expires. It expires at the end of the slot at the latest. */
  readonly minutes: number
  /** Sources that get the seat at once. */
  readonly exempt: readonly string[]
}

/**
 * Everything that a host decides about allocation: plain data, made by functions. Spread a preset to change parts of it.
 *
 * @example
 * ```ts
 * const rules: Rules = { ...standard(), promotion: offerFirst({ minutes: 15 }), visit: { graceMinutes: 20 } }
 * ```
 */
export interface Rules {
  /**
   * A name for people, at most 40 characters in one line. It is recorded with the sessions that these rules decide. A preset's rules have
   * the preset's name. A spread leaves that name out, because what it makes are other rules.
   */
  readonly name?: string | undefined
  /** Gives each token its rank. */
  readonly priority: PriorityPolicy
  /** Says how many seats a slot has. */
  readonly capacity: CapacityPolicy
  /**
   * Tried in order for a newcomer whose wanted slot has no free seat. If none applies, the newcomer is rejected. They are tried again for a
   * waiter, who gets a seat if they let it bump a token.
   */
  readonly overflow: readonly OverflowStrategy[]
  /** Tried in order for a token that loses its seat. If none applies, the whole bump fails. */
  readonly displaced: readonly OverflowStrategy[]
  /** Says which token gets a seat that becomes free. */
  readonly promotion: PromotionPolicy
  /** Says which bookings are permitted, and how often a token may be bumped. */
  readonly admission?: Admission
  /** Says what a visit does to its seat, and in which order patients are called. */
  readonly visit?: Visit
}

/** Which bookings are permitted, and how often a token may be bumped. */
export interface Admission {
  /**
   * Whether a patient may hold only one live token in a slot, in a session or on a day. A command that would give a second one is refused with `duplicate-token`.
   *
   * @defaultValue `{ in: 'slot' }`
   */
  readonly oneLive?: OneLive | undefined
  /**
   * How often a token may be bumped.
   *
   * @defaultValue no limit
   */
  readonly bumpsPerToken?: number
  /**
   * Returns whether a command is permitted; false refuses it with `policy-denied`. Bookings, moves and reinstatements are always
   * asked for, the other commands of `Act` only with an override. Called before a seat is searched for, and again
   * if the command is decided again.
   *
   * @defaultValue every command is permitted
   */
  permit?(act: Act): boolean
}

/** How many live tokens a patient may hold. A token is live while it waits, or has a seat and the visit is not over. */
export interface OneLive {
  /**
   * `nowhere`: a patient may hold any number. `slot`: one for a slot. `session`: one in a session. `day`: one on a service date, with
   * whatever doctor.
   */
  readonly in: 'nowhere' | 'slot' | 'session' | 'day'
  /** Sources whose tokens do not count, and are never refused for this reason. If left out, all count. */
  readonly exempt?: readonly string[] | undefined
}

/** A command, as `permit` sees it. */
export interface Act {
  /** The command. */
  readonly op: 'book' | 'reschedule' | 'reinstate' | 'reclassify' | 'checkIn' | 'call' | 'start' | 'complete' | 'noShow'
  /** Person or system that gives the command, if the command names one. */
  readonly actor: string | undefined
  /** Whether the command overrides the rules. */
  readonly override: boolean
  /** Whether the command names a token that is to be bumped. */
  readonly bump: boolean
  /** Source and attributes of the token. */
  readonly request: TokenRequest
  /** Time of the command, in epoch milliseconds. */
  readonly now: number
}

/** Thrown if a rule of the host breaks its contract. Nothing was changed; the shell reports it as `invalid-rules`. */
export class RuleFault extends Error {}

/** A doctor's day, as a priority policy sees it, and a function that chooses the rules of a session. */
export interface ServiceDay {
  /** Whose session it is. */
  readonly doctorId: string
  /** Service date, `YYYY-MM-DD`. */
  readonly date: string
}

/** Rules by doctor. */
export interface RulesByDoctor {
  /** Rules of all doctors that are not named. */
  readonly default: Rules
  /** Rules of single doctors, by doctor id. */
  readonly doctors: Readonly<Record<string, Rules>>
}

/**
 * Rules for all doctors, rules by doctor, or a function that returns the rules of a session.
 *
 * @example
 * ```ts
 * const byDoctor: RulesOption = { default: standard(), doctors: { 'dr-rao': publicHospital() } }
 * ```
 */
export type RulesOption = Rules | RulesByDoctor | ((session: ServiceDay) => Rules)
