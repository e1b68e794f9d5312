import type { Elsewhere } from '../command'
import { arrives, type Fact } from '../fact'
import { Intake } from '../intake'
import { bumpBudgetOf, groupOf } from '../rules/ask-rules'
import { allowsRepeats } from '../rules/defaults'
import type { Asker } from '../rules/rules'
import { evolve } from '../state/evolve'
import type { Session } from '../state/session'
import { HOME, PATIENT, WANTED } from '../state/tokens'
import { overtakes } from './next-in-line'
import { View } from './view'

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
  ) {
    this.draft = view.session.draft()
  }

  /** Seats a new token instead of this one, in the free seat that is nearest in time and if possible not earlier; undefined if none is free. */
  seat(home: Session, token: number): Fact | undefined {
    const { draft, brought } = this
    if (draft.closed) return undefined
    const { rules, now, index } = this.view
    const view = new View(draft, rules, now, index)
    const { tokens, lanes } = home
    const own = tokens.get(token, PATIENT)
    const there = this.elsewhere.patients[this.number]![token]!
    const patient = there >= 0 ? there : (brought.get(own) ?? draft.tokens.latestOf.length)
    const request = this.elsewhere.requests[token]!
    const asker: Asker = {
      token: draft.tokens.count,
      rank: lanes.ranks[tokens.get(token, HOME)]!,
      group: draft.groupHere(groupOf(rules, request), rules.capacity),
      source: request.source,
      wanted: 0,
      named: true,
      lost: -1,
      mayBump: false,
    }
    const slot = this.nearest(view, asker, patient, this.wallStart(home, token))
    if (slot < 0) return undefined
    const intake = new Intake(patient, request.source, slot, true, asker.rank, asker.group, bumpBudgetOf(rules))
    const fact = arrives(view, asker, { to: slot, list: -1, strategy: 'elsewhere' }, intake, 'rescheduled', 0)
    evolve(draft, fact)
    brought.set(own, patient)
    return fact
  }

  /** Wall-clock start of the slot that the token had or wanted, in minutes. */
  private wallStart(home: Session, token: number): number {
    const slot = home.slotOf(token)
    return this.elsewhere.wallStarts[0]![slot >= 0 ? slot : home.tokens.get(token, WANTED)]!
  }

  private nearest(view: View, asker: Asker, patient: number, wallStart: number): number {
    const starts = this.elsewhere.wallStarts[this.number + 1]!
    const repeats = allowsRepeats(view.rules)
    const fits = (slot: number): boolean =>
      view.isFree(slot, asker.group) &&
      !overtakes(view, asker, slot) &&
      (repeats || view.liveToken(patient, slot, -1) < 0)
    for (let slot = view.upcoming; slot < view.slots; slot++) if (starts[slot]! >= wallStart && fits(slot)) return slot
    for (let slot = view.slots - 1; slot >= view.upcoming; slot--)
      if (starts[slot]! < wallStart && fits(slot)) return slot
    return -1
  }
}
