/** What happened, in the words of the design; the shell writes it down as an event of the same name. */
export type FactType =
  | 'session.opened'
  | 'session.closed'
  | 'slot.added'
  | 'slot.resized'
  | 'slot.released'
  | 'token.confirmed'
  | 'token.waitlisted'
  | 'token.held'
  | 'token.offered'
  | 'token.bumped'
  | 'token.moved'
  | 'token.promoted'
  | 'token.dropped'
  | 'token.cancelled'
  | 'token.rescheduled'
  | 'token.expired'
  | 'token.checked-in'
  | 'token.called'
  | 'token.skipped'
  | 'token.started'
  | 'token.completed'
  | 'token.left'
  | 'token.no-show'
  | 'token.undone'
  | 'token.reinstated'
  | 'token.reclassified'

/** In `from` and `to`: neither seated nor waiting. */
export const NOWHERE = -1
/** In `from` and `to`: on the waiting list. */
export const WAITING = -2

/**
 * One thing that happened. One shape for all kinds, so that every reader of facts stays monomorphic; a move is one fact
 * with both ends. Facts hold what the rules decided, so that folding them never asks a rule.
 */
export class Fact {
  constructor(
    readonly type: FactType,
    /** Epoch milliseconds. */
    readonly at: number,
    /** Index into the sessions that `decide` was given. */
    readonly session: number,
    /** Handle: arrival order in the session; -1 when no token is concerned. */
    readonly token: number,
    /** Slot left, or WAITING or NOWHERE. */
    readonly from: number,
    /** Slot taken, or WAITING or NOWHERE; on `slot.released` the slot. */
    readonly to: number,
    /** Waiting list joined when `to` is WAITING (see lanes.ts), else -1. */
    readonly list: number,
    /** Rank with which the token holds its seat until it moves again, or waits. */
    readonly rank: number,
    /** Token that caused this, or -1, and the rank it had. */
    readonly by: number,
    readonly byRank: number,
    /** Why, as a stable code. */
    readonly cause: string,
    /** Name of the strategy that chose the place, '' where none did. */
    readonly strategy: string,
    /** On a token's first fact, and on `token.reclassified`. */
    readonly intake: Intake | null,
    /** On `session.opened`, `slot.added` and `slot.resized`. */
    readonly layout: Layout | null,
    /** Epoch milliseconds until which a held or offered seat is kept; on `token.skipped` the calls it is passed over for; else 0. */
    readonly until = 0,
  ) {}
}

/** What the rules said about a token when it arrived or was reclassified. */
export class Intake {
  constructor(
    /** Handle of the patient in this session. */
    readonly patient: number,
    readonly source: string,
    /** Slot asked for; for an unnamed request the first that had not begun. */
    readonly wanted: number,
    /** Whether the request named its slot. */
    readonly named: boolean,
    readonly rank: number,
    readonly group: number,
    /** How often the token may be bumped, -1 without limit. */
    readonly bumpBudget: number,
  ) {}
}

/** In `SlotShape.shares`: a channel for which nothing is kept from it. */
export const EXEMPT = -1

/** A slot as the capacity rule saw it. */
export interface SlotShape {
  /** Epoch milliseconds. */
  readonly start: number
  /** Epoch milliseconds. */
  readonly end: number
  /** Base capacity in seats. */
  readonly base: number
  /** Seats that each group of tokens sees. */
  readonly seats: readonly number[]
  /** Seats that no override goes beyond. */
  readonly ceiling: number
  /** Seats kept for each channel, EXEMPT for one that takes them all; empty where the capacity rule has no quotas. */
  readonly shares: readonly number[]
  /** When kept seats open to all, in epoch milliseconds; Infinity where none are kept. */
  readonly opensAt: number
}

/** All slots of a session that opens, or the one that is added or resized. */
export interface Layout {
  readonly slots: readonly SlotShape[]
  /** Index of the slot added or resized; 0 for an opening session. */
  readonly index: number
  /** Overflow seats that all slots of the session may use together. */
  readonly overflowLimit: number
}

/** A fact about a token's seat or wait. */
export function move(
  type: FactType,
  at: number,
  session: number,
  token: number,
  from: number,
  to: number,
  list: number,
  rank: number,
  by: number,
  byRank: number,
  cause: string,
  strategy: string,
  until = 0,
): Fact {
  return new Fact(type, at, session, token, from, to, list, rank, by, byRank, cause, strategy, null, null, until)
}

/** A fact about a token that stays where it is or goes for good. */
export function step(
  type: FactType,
  at: number,
  session: number,
  token: number,
  from: number,
  to: number,
  rank: number,
  cause: string,
  until = 0,
): Fact {
  return new Fact(type, at, session, token, from, to, -1, rank, -1, 0, cause, '', null, null, until)
}

/** A fact about the session itself or its slots. */
export function reshape(
  type: FactType,
  at: number,
  session: number,
  cause: string,
  layout: Layout | null,
  slot = NOWHERE,
): Fact {
  return new Fact(type, at, session, -1, NOWHERE, slot, -1, 0, -1, 0, cause, '', null, layout)
}
