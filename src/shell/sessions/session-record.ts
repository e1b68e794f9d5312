import type { Fact } from '../../core/fact'
import { evolve } from '../../core/state/evolve'
import { Session } from '../../core/state/session'
import { isOpdError, OpdError } from '../../errors'
import { decode } from '../../events/decode'
import type { OpdEvent } from '../../events/event'
import { dateOf, doctorOf } from '../../events/ids'
import { Names } from '../../events/names'
import type { StreamEntry, Write } from '../../store/store'
import { monotonicNow } from '../time/monotonic'
import { freeze } from './freeze'
import type { Submission } from './submission'

/** How often things happened in a session. */
export interface Tally {
  bumps: number
  cascades: number
  promotions: number
  drops: number
}

/** For how long a conflict makes further ones likely. */
export const CONTENDED_MS = 10_000

/** One session in memory: the core's integers, their names, and the version of the stream that they fold. */
export class SessionRecord {
  version = 0
  /** Moment at which the store was last asked, or appended to, and had nothing that is not here. */
  checkedAt = Number.NEGATIVE_INFINITY
  /** The last commit that is folded here and not known to be in the store. */
  pending: Submission | undefined
  /** Set when something that is folded here was not committed: then this is worth nothing. */
  isBroken = false
  /** What was in the store before anything was folded that may fail; kept while other processes are about. */
  private base: SessionRecord | undefined
  /** Slots with which it was opened, to recognise the same command again. */
  openedAs = ''
  readonly tally: Tally = { bumps: 0, cascades: 0, promotions: 0, drops: 0 }
  private folded: Session | undefined

  private constructor(
    readonly names: Names,
    /** Moment until which other processes are taken to be about. */
    private contendedUntil: number,
  ) {}

  static empty(sessionId: string, contendedUntil: number): SessionRecord {
    return new SessionRecord(new Names(sessionId, doctorOf(sessionId), dateOf(sessionId)), contendedUntil)
  }

  get sessionId(): string {
    return this.names.sessionId
  }

  /** Whether the session was ever opened. */
  get exists(): boolean {
    return this.folded !== undefined
  }

  get session(): Session {
    if (this.folded !== undefined) return this.folded
    throw new OpdError('store-corrupt', `the stream ${this.sessionId} does not begin with session.opened`, {
      stream: this.sessionId,
    })
  }

  /** How the store lists it. */
  private get entry(): StreamEntry {
    const { doctorId, date } = this.names
    return { kind: 'session', doctorId, date, open: !this.session.closed }
  }

  /** What was folded after a version, as it goes to the store. */
  write(expectedVersion: number, events: readonly OpdEvent[]): Write {
    return { stream: this.sessionId, expectedVersion, events, entry: this.entry }
  }

  /** Whether other processes are taken to write to it as well. */
  get isContended(): boolean {
    return monotonicNow() < this.contendedUntil
  }

  /** Folds events that were read from the store. */
  load(events: readonly OpdEvent[]): void {
    if (events.length > 0 && this.isContended) this.contendedUntil = monotonicNow() + CONTENDED_MS
    for (const event of events) {
      if (event.version !== this.version + 1 || event.type === 'doctor.registered') {
        const details = { stream: this.sessionId, version: event.version, expected: this.version + 1 }
        throw new OpdError(
          'store-corrupt',
          `the stream ${this.sessionId} goes on with ${event.type} number ${event.version}, after ${this.version}`,
          details,
        )
      }
      try {
        this.fold(decode(freeze(event), this.names), event)
      } catch (thrown) {
        if (isOpdError(thrown)) throw thrown
        const message = `the event ${event.eventId} does not fit to those before it: ${thrown}`
        throw new OpdError('store-corrupt', message, { stream: this.sessionId, version: event.version }, thrown)
      }
    }
  }

  /** Folds a fact and the event that it was written down as. */
  fold(fact: Fact, event: OpdEvent): void {
    if (fact.type === 'session.opened') {
      this.folded = new Session(fact.layout!)
      this.openedAs = slotsText(fact.layout!.slots)
    } else evolve(this.session, fact)
    this.names.learn(event, fact)
    this.count(fact)
    this.version = event.version
  }

  /** Before something is folded that may fail. Reading a long session again costs more than a copy; a copy more than nothing. */
  secure(): void {
    // A broken record may have got here while its command waited for the doctor; a copy of it would pass for sound.
    if (this.isBroken || this.pending !== undefined) return
    if (this.isContended) this.base = this.copy()
  }

  /** Nothing of this is on its way any more. */
  settle(): void {
    this.pending = undefined
    if (!this.isBroken) this.base = undefined
  }

  /** What to go on with instead of this broken record. */
  sound(contendedUntil: number): SessionRecord {
    if (this.base === undefined || this.base.isBroken) return SessionRecord.empty(this.sessionId, contendedUntil)
    this.base.contendedUntil = contendedUntil
    return this.base
  }

  /** A copy on which to try a command. */
  copy(): SessionRecord {
    const copy = new SessionRecord(this.names.copy(), this.contendedUntil)
    copy.version = this.version
    copy.openedAs = this.openedAs
    Object.assign(copy.tally, this.tally)
    copy.folded = this.folded?.draft()
    return copy
  }

  private count({ type, to }: Fact): void {
    const { tally } = this
    if (type === 'token.promoted' || type === 'token.offered') tally.promotions++
    else if (type === 'token.bumped') {
      tally.bumps++
      if (to >= 0) tally.cascades++
      else if (to === -1) tally.drops++
    } else if (type === 'token.dropped' || (type === 'token.moved' && to === -1)) tally.drops++
  }
}

/** The times and capacities of slots as one text. */
export function slotsText(
  slots: readonly { readonly start: number; readonly end: number; readonly base: number }[],
): string {
  return slots.map((slot) => `${slot.start}-${slot.end}:${slot.base}`).join(' ')
}
