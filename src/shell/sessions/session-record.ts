import type { SlotPlan } from '../../core/command'
import type { Clinic } from '../../core/decide/view'
import type { Fact } from '../../core/fact'
import type { Rules, ServiceDay, TokenRequest } from '../../core/rules/rules'
import { evolve } from '../../core/state/evolve'
import { Session } from '../../core/state/session'
import { isOpdError, OpdError } from '../../errors'
import { decode } from '../../events/decode'
import { freeze, type OpdEvent } from '../../events/event'
import { dateOf, doctorOf, Names } from '../../events/names'
import type { StreamEntry, Write } from '../../store/store'
import type { Rulebook } from '../input/rulebook'

/** Counts of what happened in a session. */
export interface Tally {
  bumps: number
  cascades: number
  promotions: number
  drops: number
}

/** A commit that is not yet known to be durable. */
export interface PendingCommit {
  /** When the append that carries it began; undefined while it waits for one. */
  readonly startedAt: number | undefined
  readonly outcome: Promise<{ readonly status: string }>
}

/** One session in memory: the core's integers, their names, its rules, and the version of the stream up to which they are folded. */
export class SessionRecord implements Clinic {
  version = 0
  /** Time of its last event, in epoch milliseconds. */
  updatedAt = 0
  /** Start of the last read, or successful append, that showed that the store had nothing newer. */
  checkedAt = Number.NEGATIVE_INFINITY
  /** The last commit whose events are folded here and that is not known to be durable. */
  pending: PendingCommit | undefined
  /** Set when events that are folded here were not committed. The record must not be used any more. */
  isBroken = false
  /** Set when it broke because of a key: the store has nothing newer of this session. */
  isRefused = false
  /** The slots with which it was opened, to recognise a repeated command. */
  private openedAs = ''
  readonly tally: Tally = { bumps: 0, cascades: 0, promotions: 0, drops: 0 }
  /** Name of the rules that decided its last event, as its events tell it; null if they have none. */
  rulesName: string | null = null
  /** Patients whose key of the day belongs to this session, as its events tell, whatever the rules say by now. */
  private dayKeys: Set<string> | undefined
  private folded: Session | undefined
  private chosen: Rules | undefined
  private entry: Extract<StreamEntry, { kind: 'session' }> | undefined

  private constructor(
    readonly names: Names,
    readonly day: ServiceDay,
    private readonly rulebook: Rulebook,
  ) {}

  static empty(sessionId: string, rulebook: Rulebook): SessionRecord {
    const day = Object.freeze({ doctorId: doctorOf(sessionId), date: dateOf(sessionId) })
    return new SessionRecord(new Names(sessionId, day.doctorId, day.date), day, rulebook)
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

  /** The rules by which it is decided. A function of the host is asked once while the session is in memory. */
  get rules(): Rules {
    this.chosen ??= this.rulebook.of(this.day)
    return this.chosen
  }

  /** Whether it was opened with these slots and consulting rooms. */
  wasOpenedWith(slots: readonly SlotPlan[], rooms = 1): boolean {
    return this.openedAs === slotsText(slots) && this.names.rooms === rooms
  }

  /** What the next event has to say about the rules: their name, or undefined if an earlier event has said it. */
  get rulesToRecord(): string | null | undefined {
    const { name = null } = this.rules
    return name === this.rulesName ? undefined : name
  }

  /** Returns the request of a token, as rules see it; they cannot change it. */
  requestOf(token: number): TokenRequest {
    return Object.freeze({ source: this.session.tokens.sources[token]!, attributes: this.names.attributes[token] })
  }

  /** Whether any key of the day belongs to this session. */
  get hasDayKeys(): boolean {
    return this.dayKeys !== undefined && this.dayKeys.size > 0
  }

  hasDayKey(patientId: string): boolean {
    return this.dayKeys?.has(patientId) === true
  }

  /** Called when a patient's key of the day is claimed for this session, or given back. */
  setDayKey(patientId: string, isOwn: boolean): void {
    this.dayKeys ??= new Set()
    if (isOwn) this.dayKeys.add(patientId)
    else this.dayKeys.delete(patientId)
  }

  /** The write of events that were folded after a version; a sweep has nothing to do before `dueAt`. */
  write(expectedVersion: number, events: readonly OpdEvent[], dueAt: number | null): Write {
    const { doctorId, date } = this.names
    const open = !this.session.closed || this.session.isAwaited()
    // Most commands leave the entry as it is.
    if (this.entry?.open !== open || this.entry.dueAt !== dueAt)
      this.entry = { kind: 'session', doctorId, date, open, dueAt }
    return { stream: this.sessionId, expectedVersion, events, entry: this.entry }
  }

  /** Folds events that were read from the store. */
  load(events: readonly OpdEvent[]): void {
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
        const message = `the event ${event.eventId} does not fit those before it: ${thrown}`
        throw new OpdError('store-corrupt', message, { stream: this.sessionId, version: event.version }, thrown)
      }
    }
  }

  /** Folds a fact and the event that records it. */
  fold(fact: Fact, event: OpdEvent): void {
    if (fact.type === 'session.opened') {
      this.folded = new Session(fact.layout!)
      this.openedAs = slotsText(fact.layout!.slots)
    } else evolve(this.session, fact)
    this.names.learn(event, fact)
    this.count(fact)
    if (event.rules !== undefined) this.rulesName = event.rules
    if ('dayKey' in event) this.setDayKey(event.patientId, event.dayKey!)
    this.version = event.version
    this.updatedAt = event.at
  }

  /** A copy to try a command on, or to go on with if this one breaks. */
  copy(): SessionRecord {
    const copy = new SessionRecord(this.names.copy(), this.day, this.rulebook)
    copy.version = this.version
    copy.updatedAt = this.updatedAt
    copy.openedAs = this.openedAs
    copy.rulesName = this.rulesName
    copy.chosen = this.chosen
    Object.assign(copy.tally, this.tally)
    copy.dayKeys = this.dayKeys && new Set(this.dayKeys)
    copy.folded = this.folded?.draft()
    return copy
  }

  /** An empty record of the same session, to read it again. */
  emptied(): SessionRecord {
    const empty = SessionRecord.empty(this.sessionId, this.rulebook)
    empty.chosen = this.chosen
    return empty
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

/** The times and capacities of slots as one string. */
function slotsText(slots: readonly SlotPlan[]): string {
  return slots.map((slot) => `${slot.start}-${slot.end}:${slot.base}`).join(' ')
}
