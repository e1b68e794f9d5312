import type { CoreBlockTime, CoreCloseSession, CoreUnblockTime, Elsewhere } from '../command'
import { type Decision, Refusal } from '../decision'
import { arrives, blocked, type Fact, Intake, leaves, moved, NOWHERE, unblocked, WAITING } from '../fact'
import { bumpBudgetOf, groupOf, oneLiveOf, rankOf } from '../rules/ask-rules'
import type { ServiceDay } from '../rules/rules'
import { evolve } from '../state/evolve'
import type { Session } from '../state/session'
import { CONFIRMED, HELD, OFFERED, WAITLISTED } from '../state/status'
import { LIST, PATIENT, WANTED } from '../state/tokens'
import { askerFor, inOrder, placeMoved } from './ask'
import { present } from './clock'
import { duplicate } from './one-live'
import { closeOpenSession, closeSession } from './roster'
import { type Fold, settleView, whyAfter } from './settle'
import { type Clinic, View } from './view'

/** The doctor is away: every token that was to sit in these slots gets another place, the best first. */
export function blockTime(clinics: readonly Clinic[], command: CoreBlockTime): Decision {
  const views = viewsOf(clinics, command.at)
  const [home] = views as [View, ...View[]]
  if (home.session.closed) return new Refusal('session-closed')
  const slots = command.slots.filter((slot) => home.session.ends[slot]! > home.now)
  if (slots.length === 0) return new Refusal('slot-past', command.slots.at(-1))
  const answer = relocate(views, slots, command.elsewhere, clinics)
  return answer instanceof Refusal ? answer : together(views, answer, [])
}

/** Closes a session. If the command says so, tokens that are expected get another place first, as if the doctor were away. */
export function closeAndMove(clinics: readonly Clinic[], command: CoreCloseSession): Decision {
  const views = viewsOf(clinics, command.at)
  const [home] = views as [View, ...View[]]
  if (command.elsewhere === undefined || home.session.closed) {
    const answer = closeSession(home)
    return answer instanceof Refusal ? answer : [...home.ended, ...answer]
  }
  // A patient may still come after the end of the slot.
  const awaited = slotsAwaited(home.session)
  const slots = Array.from({ length: home.slots }, (_, slot) => slot)
  const concerned = slots.filter((slot) => slot >= home.current || awaited.has(slot))
  const answer = relocate(views, concerned, command.elsewhere, clinics, true)
  if (answer instanceof Refusal) return answer
  return together(views, answer, closeOpenSession(home.after(answer.of(0))))
}

/** Slots in which patients are expected. */
function slotsAwaited(session: Session): Set<number> {
  const expected = Array.from(session.tokens.handles()).filter((token) => session.statusOf(token) === CONFIRMED)
  return new Set(expected.map((token) => session.slotOf(token)))
}

/** The doctor is back: these slots give seats again, to waiters first. */
export function unblockTime({ session, now, index }: View, { slots }: CoreUnblockTime): Decision {
  if (session.closed) return new Refusal('session-closed')
  const left = slots.filter((slot) => session.ends[slot]! > now)
  if (left.length === 0) return new Refusal('slot-past', slots.at(-1))
  return left.filter((slot) => session.blocked[slot]).map((slot) => unblocked({ now, index }, slot))
}

function viewsOf(clinics: readonly Clinic[], at: number): View[] {
  return clinics.map((clinic, index) => present(clinic, at, index))
}

/** All facts of a relocation: what was due in each session that it concerns, then the moves. */
function together(views: readonly View[], relocated: Relocated, closing: readonly Fact[]): Decision {
  const [home, ...others] = views as [View, ...View[]]
  const reached = others.filter(({ index }) => relocated.of(index).length > 0)
  const due = [home, ...reached].flatMap(({ ended }) => ended)
  return [...due, ...relocated.facts, ...closing]
}

/** Most tokens that one command relocates. */
export const MOST_MOVES = 500

/** Cause of all that happens because the doctor is away. */
const BLOCKED = 'blocked'

/** The facts of a relocation, in the order in which they happen. A new token elsewhere comes right before the one that it replaces. */
class Relocated {
  constructor(readonly facts: readonly Fact[]) {}

  /** The facts of one session. */
  of(index: number): readonly Fact[] {
    return this.facts.filter(({ session }) => session === index)
  }
}

/**
 * Blocks these slots of the first session. Held seats in them expire, and every token that sits there or waits for nothing else gets
 * another place: the best first, because all have to go. It looks for a seat in its own session by the rules, then for a free seat
 * elsewhere by the rules of that session, then waits if its own rules let it, and is dropped otherwise. A patient who is present stays in
 * line. A patient who is there without a seat stays unless the session is closed, because then the patient would be dropped.
 */
function relocate(
  views: readonly View[],
  slots: readonly number[],
  elsewhere: Elsewhere,
  clinics: readonly Clinic[],
  closing = false,
): Relocated | Refusal {
  const [home, ...others] = views as [View, ...View[]]
  const { rules, now } = home
  const draft = home.session.draft()
  const facts: Fact[] = []
  const add = (...more: readonly Fact[]): void => {
    for (const fact of more) evolve(draft, fact)
    facts.push(...more)
  }
  for (const slot of slots) if (!draft.blocked[slot]) add(blocked(home, slot))
  const here = new View(draft, rules, now)
  for (const token of draft.tokens.handles())
    if (draft.statusOf(token) === HELD && draft.blocked[draft.slotOf(token)])
      add(leaves(here, 'token.expired', token, BLOCKED))
  const concerned = Array.from(draft.tokens.handles()).filter((token) => isConcerned(here, token, closing))
  if (concerned.length > MOST_MOVES) return new Refusal('too-many-moves')
  concerned.sort((a, b) => (here.before(a, askingRank(here, a), b, askingRank(here, b)) ? -1 : 1))
  // None of them is bumped by another: they all have to go.
  for (const token of concerned) if (draft.slotOf(token) >= 0) draft.pin(token)
  const daysTaken = new Set<string>()
  const goals = others.map((view, n) => new OtherSession(view, n, elsewhere, clinics[n + 1]!.day, daysTaken))
  for (const token of concerned) {
    const asking = new View(draft, rules, now)
    const asker = askerFor(asking, token, askingRank(asking, token), Math.max(-1, draft.slotOf(token)), true)
    // While it asks, its own seat or place in line must not count.
    const without = new View(draft.draft(), rules, now)
    without.session.leave(token)
    // Better waiters ask first: for the overflow seat that this one leaves, and after an earlier one of them has begun to wait.
    const own = facts.filter(({ session }) => session === 0)
    const fold: Fold = (session, fact) => {
      evolve(session, fact)
      add(fact)
    }
    settleView(without, own, whyAfter, fold, asker)
    const found = placeMoved(asker, without)
    const place = typeof found === 'string' || found.to === NOWHERE ? undefined : found
    const isSeated = place !== undefined && place.to !== WAITING
    let arrival: Fact | undefined
    for (let n = 0; n < goals.length && !isSeated && arrival === undefined; n++) arrival = goals[n]!.seat(draft, token)
    if (arrival !== undefined) {
      facts.push(arrival)
      add(leaves(asking, 'token.rescheduled', token, BLOCKED))
    } else if (place !== undefined) add(...inOrder(place, moved(asking, token, asking.rank(token), place, BLOCKED)))
    else if (draft.statusOf(token) === WAITLISTED) add(leaves(asking, 'token.dropped', token, BLOCKED))
    else add(moved(asking, token, asking.rank(token), NO_PLACE, BLOCKED))
  }
  return new Relocated(facts)
}

const NO_PLACE = { to: NOWHERE, list: -1, strategy: '' }

/** Whether the token sits in a blocked slot, or waits for nothing else, and its patient is not there. */
function isConcerned(view: View, token: number, closing: boolean): boolean {
  const { session } = view
  const status = session.statusOf(token)
  // Closing would drop a patient who is there without a seat.
  if (closing && session.room.standby.has(token)) return view.waitsForBlocked(session.tokens.get(token, LIST))
  if (view.isStranded(token)) return true
  return (status === CONFIRMED || status === OFFERED) && session.blocked[session.slotOf(token)]!
}

/** The rank with which a token asks that has to leave: the one that it has as a waiter, if that is better than its seat's. */
function askingRank(view: View, token: number): number {
  return view.session.statusOf(token) === WAITLISTED ? view.rank(token) : view.standing(token)
}

const NONE = -1

/** Another session, in which relocated tokens get free seats. No token is bumped there, and none waits. */
class OtherSession {
  private readonly draft: Session
  /** Handles of patients that this command brings here, by their handle in their own session. */
  private readonly brought = new Map<number, number>()

  constructor(
    private readonly view: View,
    /** Its number among the sessions elsewhere. */
    private readonly number: number,
    private readonly elsewhere: Elsewhere,
    private readonly day: ServiceDay,
    /** Dates on which patients get their one token by this command, with their handles; shared by all sessions elsewhere. */
    private readonly daysTaken: Set<string>,
  ) {
    this.draft = view.session.draft()
  }

  /**
   * Seats a new token instead of this one, in the free seat that is nearest in time and if possible not earlier; undefined if none is free,
   * or if the rules here do not rank its source.
   */
  seat(home: Session, token: number): Fact | undefined {
    const { draft, brought } = this
    if (draft.closed || this.elsewhere.barred[this.number]!.has(token)) return undefined
    const { rules, now, index } = this.view
    const view = new View(draft, rules, now, index)
    const own = home.tokens.get(token, PATIENT)
    const there = this.elsewhere.patients[this.number]![token]!
    const patient = there >= 0 ? there : (brought.get(own) ?? draft.tokens.latestOf.length)
    const request = this.elsewhere.requests[token]!
    const { in: where, exempt } = oneLiveOf(rules)
    const day = where === 'day' && !exempt?.includes(request.source) ? `${this.day.date} ${own}` : undefined
    if (day !== undefined && this.daysTaken.has(day)) return undefined
    const rank = rankOf(rules, request, this.day, now)
    if (rank === undefined) return undefined
    const newcomer = { token: draft.tokens.count, rank }
    const group = draft.groupHere(groupOf(rules, request), rules.capacity)
    const fits = (slot: number): boolean =>
      view.isFree(slot, group) && duplicate(view, patient, request.source, slot, NONE) === undefined
    const slot = this.nearest(view, fits, this.wallStart(home, token))
    if (slot === undefined) return undefined
    const intake = new Intake(patient, request.source, slot, true, rank, group, bumpBudgetOf(rules))
    const fact = arrives(view, newcomer, { to: slot, list: -1, strategy: 'elsewhere' }, intake, 'rescheduled', 0)
    evolve(draft, fact)
    brought.set(own, patient)
    if (day !== undefined) this.daysTaken.add(day)
    return fact
  }

  /** Wall-clock start of the slot that the token had or wanted, in minutes. */
  private wallStart(home: Session, token: number): number {
    const slot = home.slotOf(token)
    return this.elsewhere.wallStarts[0]![slot >= 0 ? slot : home.tokens.get(token, WANTED)]!
  }

  /** Of the slots that fit, the first that does not start earlier than this, else the last one. */
  private nearest(view: View, fits: (slot: number) => boolean, wallStart: number): number | undefined {
    const starts = this.elsewhere.wallStarts[this.number + 1]!
    const coming = Array.from({ length: view.slots }, (_, slot) => slot).slice(view.upcoming)
    const fitting = coming.filter(fits)
    return fitting.find((slot) => starts[slot]! >= wallStart) ?? fitting.at(-1)
  }
}
