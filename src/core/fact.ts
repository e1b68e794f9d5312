/** In `SlotShape.shares`: the channel may use every reserved seat. */
export const EXEMPT = -1

/** A slot with the seats that the capacity policy gave it. */
export interface SlotShape {
  /** Epoch milliseconds. */
  readonly start: number
  /** Epoch milliseconds. */
  readonly end: number
  /** Base capacity in seats. */
  readonly base: number
  /** Seats that each group of tokens sees. */
  readonly seats: readonly number[]
  /** Most seats that an override may fill. */
  readonly ceiling: number
  /** Seats reserved for each channel, or EXEMPT; empty if the capacity rule has no quotas. */
  readonly shares: readonly number[]
  /** When reserved seats open to all, in epoch milliseconds; Infinity if none are reserved. */
  readonly opensAt: number
  /** Epoch milliseconds of the start as planned: a delay does not change it. */
  readonly planned: number
  /** Whether the doctor is away, so that no seat is given. */
  readonly blocked: boolean
}

/** All slots of a session that opens, the one that is added or resized, or all that are delayed. */
export interface Layout {
  readonly slots: readonly SlotShape[]
  /** Index of the slot added or resized, or of the first one that is delayed; 0 for an opening session. */
  readonly index: number
  /** Overflow seats that all slots of the session may use together. */
  readonly overflowLimit: number
}

/** What the rules said about a token when it arrived or was reclassified. */
export class Intake {
  constructor(
    /** Handle of the patient in this session. */
    readonly patient: number,
    readonly source: string,
    /** Slot asked for; for an unnamed request the first that had not begun, or the last one if it was running. */
    readonly wanted: number,
    /** Whether the request named its slot. */
    readonly named: boolean,
    readonly rank: number,
    readonly group: number,
    /** How often the token may be bumped, -1 without limit. */
    readonly bumpBudget: number,
  ) {}
}

/** Kinds of facts about a session and its slots. A fact is stored as an event of the same name. */
export const SESSION_FACTS = [
  'session.opened',
  'session.closed',
  'slot.added',
  'slot.resized',
  'slot.released',
  'slot.blocked',
  'slot.unblocked',
  'session.delayed',
] as const

/** Kinds of facts about one token. */
export const TOKEN_FACTS = [
  'token.confirmed',
  'token.waitlisted',
  'token.held',
  'token.offered',
  'token.bumped',
  'token.moved',
  'token.promoted',
  'token.dropped',
  'token.cancelled',
  'token.rescheduled',
  'token.expired',
  'token.checked-in',
  'token.stood-by',
  'token.called',
  'token.skipped',
  'token.started',
  'token.completed',
  'token.left',
  'token.no-show',
  'token.undone',
  'token.reinstated',
  'token.reclassified',
] as const

export type SessionFactType = (typeof SESSION_FACTS)[number]
export type TokenFactType = (typeof TOKEN_FACTS)[number]

/** What happened. */
export type FactType = SessionFactType | TokenFactType

/** In `from` and `to`: neither seated nor waiting. */
export const NOWHERE = -1
/** In `from` and `to`: on the waiting list. */
export const WAITING = -2

/** One thing that happened. All kinds have one shape, so that readers stay monomorphic; only the builders below make it. */
class Fact {
  constructor(
    readonly type: FactType,
    /** Epoch milliseconds. */
    readonly at: number,
    /** Index into the sessions that `decide` was given. */
    readonly session: number,
    /** Handle: order of arrival in the session; -1 in a fact about no token. */
    readonly token: number,
    /** Slot left, or WAITING or NOWHERE. */
    readonly from: number,
    /** Slot of the token from now on, or WAITING or NOWHERE; the slot that is released, blocked or unblocked. */
    readonly to: number,
    /** Waiting list joined if `to` is WAITING (see lanes.ts), else -1. */
    readonly list: number,
    /** Rank with which the token waits, or holds its seat until it moves again. */
    readonly rank: number,
    /** Token that caused this, or -1, and the rank it had. */
    readonly by: number,
    readonly byRank: number,
    /** Why, as a stable code. */
    readonly cause: string,
    /** Name of the strategy that chose the place, or ''. */
    readonly strategy: string,
    /** On a token's first fact, and on `token.reclassified`. */
    readonly intake: Intake | null = null,
    /** On `session.opened`, `slot.added`, `slot.resized` and `session.delayed`. */
    readonly layout: Layout | null = null,
    /** Epoch milliseconds at which a held or offered seat expires; on `token.skipped` the number of calls to sit out; else 0. */
    readonly until = 0,
    /** On `token.called` and `token.started`: the consulting room, or '' if none was named. */
    readonly room = '',
  ) {}
}

export type { Fact }

/** Epoch milliseconds at which a fact happens, and the index of its session among those that `decide` was given. */
export interface Moment {
  readonly now: number
  readonly index: number
}

/** A moment in a session, with the slots and ranks of its tokens. */
export interface Scene extends Moment {
  readonly session: { slotOf(token: number): number; rankOf(token: number): number }
}

/** A token with its rank at one moment. */
export interface Ranked {
  readonly token: number
  readonly rank: number
}

/** A seat, a waiting list or NOWHERE, and the strategy that chose it. */
export interface Place {
  readonly to: number
  readonly list: number
  readonly strategy: string
}

/** Why a token gets a seat: the token that gave it up or otherwise made room (or -1), its rank, and a cause. */
export interface Trigger extends Ranked {
  readonly cause: string
}

/** A trigger without a token. */
export function because(cause: string): Trigger {
  return { token: -1, rank: 0, cause }
}

/** A new token is seated or waits; with `until` it only holds its seat, to that time. */
export function arrives(
  { now, index }: Moment,
  { token, rank }: Ranked,
  { to, list, strategy }: Place,
  intake: Intake,
  cause: string,
  until: number,
): Fact {
  const type = to === WAITING ? 'token.waitlisted' : until > 0 ? 'token.held' : 'token.confirmed'
  return new Fact(type, now, index, token, NOWHERE, to, list, rank, -1, 0, cause, strategy, intake, null, until)
}

/** A token stays in its slot, with another status. */
export function stays({ now, index, session }: Scene, type: TokenFactType, token: number, cause: string): Fact {
  const slot = session.slotOf(token)
  return new Fact(type, now, index, token, slot, slot, -1, session.rankOf(token), -1, 0, cause, '')
}

/** A token gives up its seat or its wait. */
export function leaves({ now, index, session }: Scene, type: TokenFactType, token: number, cause: string): Fact {
  const from = session.slotOf(token)
  return new Fact(type, now, index, token, from, NOWHERE, -1, session.rankOf(token), -1, 0, cause, '')
}

/** A token that has been seen checks in again, in a new seat. */
export function returns({ now, index, session }: Scene, token: number, slot: number): Fact {
  const rank = session.rankOf(token)
  return new Fact('token.checked-in', now, index, token, NOWHERE, slot, -1, rank, -1, 0, 'returned', '')
}

/** The patient of a token that waits on this list has arrived. */
export function standsBy({ now, index }: Moment, { token, rank }: Ranked, list: number): Fact {
  return new Fact('token.stood-by', now, index, token, WAITING, WAITING, list, rank, -1, 0, 'arrived', '')
}

/** A present token is called to a room, by this call order. One on standby leaves the waiting list, without a seat. */
export function called(
  { now, index, session }: Scene,
  token: number,
  cause: string,
  order: string,
  room: string,
): Fact {
  const from = session.slotOf(token)
  const to = Math.max(from, NOWHERE)
  const rank = session.rankOf(token)
  return new Fact('token.called', now, index, token, from, to, -1, rank, -1, 0, cause, order, null, null, 0, room)
}

/** A token goes in to the doctor, in this room. */
export function started({ now, index, session }: Scene, token: number, room: string): Fact {
  const slot = session.slotOf(token)
  const rank = session.rankOf(token)
  const type = 'token.started'
  return new Fact(type, now, index, token, slot, slot, -1, rank, -1, 0, 'started', '', null, null, 0, room)
}

/** A called token did not come and sits out this many calls; one without a seat waits on this list again. */
export function skipped({ now, index, session }: Scene, token: number, calls: number, list: number): Fact {
  const slot = session.slotOf(token)
  const rank = session.rankOf(token)
  const to = list < 0 ? slot : WAITING
  return new Fact('token.skipped', now, index, token, slot, to, list, rank, -1, 0, 'skipped', '', null, null, calls)
}

/** The last step of a token is taken back; the token has this place afterwards. */
export function undone({ now, index, session }: Scene, token: number, place: Place, cause = 'undone'): Fact {
  const from = session.slotOf(token)
  const { to, list, strategy } = place
  return new Fact('token.undone', now, index, token, from, to, list, session.rankOf(token), -1, 0, cause, strategy)
}

/** A no-show gets a seat or waits again. */
export function reinstated({ now, index, session }: Scene, token: number, place: Place, cause: string): Fact {
  const rank = session.rankOf(token)
  const { to, list, strategy } = place
  return new Fact('token.reinstated', now, index, token, NOWHERE, to, list, rank, -1, 0, cause, strategy)
}

/** A token gets another source, rank and group where it is; `list` is the one on which it waits, or -1. */
export function reclassified(
  { now, index, session }: Scene,
  token: number,
  rank: number,
  list: number,
  intake: Intake,
  cause: string,
): Fact {
  const slot = session.slotOf(token)
  return new Fact('token.reclassified', now, index, token, slot, slot, list, rank, -1, 0, cause, '', intake)
}

/** A token loses its seat to a better one, and goes to this place. */
export function bumped({ now, index, session }: Scene, token: number, place: Place, by: Ranked, cause: string): Fact {
  const from = session.slotOf(token)
  const rank = session.rankOf(token)
  const { to, list, strategy } = place
  return new Fact('token.bumped', now, index, token, from, to, list, rank, by.token, by.rank, cause, strategy)
}

/** A token has to leave its slot or its waiting list, though no other takes its seat, and goes to this place. */
export function moved({ now, index, session }: Scene, token: number, rank: number, place: Place, cause: string): Fact {
  const from = session.slotOf(token)
  const { to, list, strategy } = place
  return new Fact('token.moved', now, index, token, from, to, list, rank, -1, 0, cause, strategy)
}

/** A token that waits, or sits later than it asked for, gets a seat of this slot. */
export function promoted(
  { now, index, session }: Scene,
  token: number,
  rank: number,
  into: number,
  trigger: Trigger,
  strategy: string,
): Fact {
  const from = session.slotOf(token)
  const { token: by, rank: byRank, cause } = unlessOwn(token, trigger)
  return new Fact('token.promoted', now, index, token, from, into, -1, rank, by, byRank, cause, strategy)
}

/** A waiting token is offered a seat of this slot until that time. */
export function offered(
  { now, index, session }: Scene,
  token: number,
  rank: number,
  into: number,
  trigger: Trigger,
  strategy: string,
  until: number,
): Fact {
  const from = session.slotOf(token)
  const { token: by, rank: byRank, cause } = unlessOwn(token, trigger)
  const type = 'token.offered'
  return new Fact(type, now, index, token, from, into, -1, rank, by, byRank, cause, strategy, null, null, until)
}

/** A token that set off its own move has no other token to name. */
function unlessOwn(token: number, trigger: Trigger): Trigger {
  return trigger.token === token ? because(trigger.cause) : trigger
}

/** A fact about a session and its slots. */
export function ofSession(
  { now, index }: Moment,
  type: SessionFactType,
  cause: string,
  slot: number,
  layout: Layout | null,
): Fact {
  return new Fact(type, now, index, -1, NOWHERE, slot, -1, 0, -1, 0, cause, '', null, layout)
}

/** A fact about a token that is read back. */
export function ofToken(read: Omit<Fact, 'session' | 'layout'>): Fact {
  const { type, at, token, from, to, list, rank, by, byRank, cause, strategy, intake, until, room } = read
  return new Fact(type, at, 0, token, from, to, list, rank, by, byRank, cause, strategy, intake, null, until, room)
}

/** A session opens with these slots. */
export function opened(moment: Moment, layout: Layout): Fact {
  return ofSession(moment, 'session.opened', 'opened', NOWHERE, layout)
}

/** A slot is added. */
export function added(moment: Moment, layout: Layout): Fact {
  return ofSession(moment, 'slot.added', 'added', NOWHERE, layout)
}

/** A slot gets another capacity. */
export function resized(moment: Moment, layout: Layout): Fact {
  return ofSession(moment, 'slot.resized', 'resized', NOWHERE, layout)
}

/** The reserved seats of a slot become open to all channels. */
export function opensToAll(moment: Moment, slot: number): Fact {
  return ofSession(moment, 'slot.released', 'quota-released', slot, null)
}

/** The doctor is away in a slot, which gives no seats until the doctor is back. */
export function blocked(moment: Moment, slot: number): Fact {
  return ofSession(moment, 'slot.blocked', 'blocked', slot, null)
}

/** The doctor is back, and the slot gives seats again. */
export function unblocked(moment: Moment, slot: number): Fact {
  return ofSession(moment, 'slot.unblocked', 'unblocked', slot, null)
}

/** Slots have other times than planned from now on. */
export function delayed(moment: Moment, layout: Layout): Fact {
  return ofSession(moment, 'session.delayed', 'delayed', NOWHERE, layout)
}

/** A session gives no more seats. */
export function closed(moment: Moment): Fact {
  return ofSession(moment, 'session.closed', 'closed', NOWHERE, null)
}
