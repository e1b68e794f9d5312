import type { Elsewhere } from '../command'
import { arrives, type Fact } from '../fact'
import { Intake } from '../intake'
import { bumpBudgetOf, groupOf, rankOf } from '../rules/ask-rules'
import { oneLiveOf } from '../rules/defaults'
import type { ServiceDay } from '../rules/service-day'
import { evolve } from '../state/evolve'
import type { Session } from '../state/session'
import { PATIENT, WANTED } from '../state/tokens'
import { duplicate } from './one-live'
import { View } from './view'

const NONE = -1

/** Another session, in which relocated tokens get free seats. No token is bumped there, and none waits. */
export class OtherSession {
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
