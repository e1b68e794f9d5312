import type { TokenOp } from '../../api/commands'
import type { Rejected } from '../../api/results'
import { type CoreBook, type CoreCommand, UNNAMED } from '../../core/command'
import type { Rules } from '../../core/rules/rules'
import { OpdError } from '../../errors'
import type { RequestRecord } from '../../events/event'
import type { Store } from '../../store/store'
import { type ReadCommand, sessionOfTokenId } from '../input/read-command'
import { slotIdOf, twinOf } from '../input/read-slots'
import type { Zone } from '../input/zone'
import type { SessionCache } from '../sessions/session-cache'
import { type SessionRecord, slotsText } from '../sessions/session-record'
import { monotonicNow } from '../time/monotonic'
import type { HeldKeys } from './command-queue'
import { decided, type Outcome, refused, requestOf, unchanged } from './outcome'
import { anotherDoctor, notFound, overlap, reject, tokenIdTaken } from './refuse'

/** A command about sessions; doctors have a path of their own. */
export type SessionCommand = Exclude<ReadCommand, { op: 'registerDoctor' }>

type BookCommand = SessionCommand & { readonly op: 'book' }
type TokenCommand = SessionCommand & { readonly op: TokenOp | 'reinstate' | 'reclassify' }

/** Loads what a command concerns and lets the core decide it. Nothing is changed. */
export class Preparer {
  constructor(
    private readonly cache: SessionCache,
    private readonly store: Store,
    private readonly rules: Rules,
    private readonly zone: Zone,
  ) {}

  /** On what the sessions were at `since` or later. */
  prepare(command: SessionCommand, now: number, since: number, keys: HeldKeys): Promise<Outcome> {
    switch (command.op) {
      case 'openSession':
        return this.open(command, now, since, keys)
      case 'addSlots':
      case 'resizeSlot':
      case 'closeSession':
      case 'callNext':
      case 'sweepSession':
        return this.whole(command, now, since, keys)
      case 'book':
        return command.target.kind === 'doctor' || command.tokenId !== undefined
          ? this.bookAmong(command, now, since, keys)
          : this.book(command, command.target.sessionId, now, since, keys)
      case 'reschedule':
        return this.reschedule(command, now, since, keys)
      default:
        return this.token(command, now, since, keys)
    }
  }

  private async open(
    command: SessionCommand & { op: 'openSession' },
    now: number,
    since: number,
    keys: HeldKeys,
  ): Promise<Outcome> {
    const record = await this.take(command.sessionId, since, keys)
    if (record.exists) {
      if (record.openedAs === slotsText(command.slots)) return unchanged(record)
      const details = { sessionId: record.sessionId }
      return refused(
        [record],
        reject(
          'session-exists',
          `The session ${record.sessionId} was opened with other slots. Maybe add or resize slots instead.`,
          details,
        ),
      )
    }
    if ((await this.cache.doctor(command.doctorId, since)).doctor === undefined)
      return refused([record], notFound('doctor', command.doctorId))
    const clash = command.slots.find((slot, index) => index > 0 && command.slots[index - 1]!.end > slot.start)
    const wrong = clash ?? twinOf(command.slots, record.names.slots)
    if (wrong !== undefined) return refused([record], overlap(record, wrong))
    return this.decide([record], { op: 'openSession', at: now, slots: command.slots })
  }

  /** A command about one session as a whole. */
  private async whole(
    command: SessionCommand & { op: 'addSlots' | 'resizeSlot' | 'closeSession' | 'callNext' | 'sweepSession' },
    now: number,
    since: number,
    keys: HeldKeys,
  ): Promise<Outcome> {
    const record = await this.take(command.sessionId, since, keys)
    if (!record.exists) return refused([record], notFound('session', command.sessionId))
    if (command.op === 'addSlots') {
      const prepared = this.decide([record], { op: 'addSlots', at: now, slots: command.slots })
      const twin = prepared.refusal === undefined ? twinOf(command.slots, record.names.slots) : undefined
      return twin === undefined ? prepared : refused([record], overlap(record, twin))
    }
    if (command.op !== 'resizeSlot') return this.decide([record], { op: command.op, at: now })
    const { slotId, capacity, displace } = command
    const slot = record.names.slot(slotId)
    if (slot < 0) return refused([record], notFound('slot', slotId))
    return this.decide([record], { op: 'resizeSlot', at: now, slot, capacity, displace })
  }

  private async token(command: TokenCommand, now: number, since: number, keys: HeldKeys): Promise<Outcome> {
    const { tokenId } = command
    // No await before the key is taken if the id names the session: commands take their turns in the order they were given in.
    const sessionId = sessionOfTokenId(tokenId) ?? (await this.store.locate(tokenId))
    if (sessionId === undefined) return refused([], notFound('token', tokenId))
    return this.tokenOf(await this.take(sessionId, since, keys), command, now)
  }

  private tokenOf(record: SessionRecord, command: TokenCommand, now: number): Outcome {
    const token = record.names.token(command.tokenId)
    if (token < 0) return refused([record], notFound('token', command.tokenId))
    if (command.op === 'reinstate') {
      const { override, actor } = command
      const request = requestOf(record, token)
      return this.decide([record], { op: 'reinstate', at: now, token, request, override, actor }, token)
    }
    if (command.op !== 'reclassify') return this.decide([record], { op: command.op, at: now, token }, token)
    const known = requestOf(record, token)
    const request = { source: command.source ?? known.source, attributes: command.attributes ?? known.attributes }
    return this.decide([record], { op: 'reclassify', at: now, token, request }, token, request.attributes)
  }

  private async reschedule(
    command: SessionCommand & { op: 'reschedule' },
    now: number,
    since: number,
    keys: HeldKeys,
  ): Promise<Outcome> {
    const { tokenId, target, actor } = command
    const homeId = sessionOfTokenId(tokenId) ?? (await this.store.locate(tokenId))
    if (homeId === undefined) return refused([], notFound('token', tokenId))
    const doctorId = homeId.slice(0, -11)
    const goalId = 'date' in target ? `${doctorId}.${target.date}` : target.sessionId
    if (goalId.slice(0, -11) !== doctorId) return refused([], anotherDoctor(goalId, tokenId, doctorId))
    const inOrder = [homeId, goalId].sort()
    const wantedAt = monotonicNow()
    keys.makeWayFor(inOrder)
    for (const sessionId of inOrder) await keys.take(sessionId)
    const home = await this.cache.forDecision(homeId, since, wantedAt)
    const token = home.names.token(tokenId)
    if (token < 0) return refused([home], notFound('token', tokenId))
    const goal = goalId === homeId ? home : await this.cache.forDecision(goalId, since, wantedAt)
    const records = goal === home ? [home] : [home, goal]
    if (!goal.exists) return refused(records, notFound('session', goalId))
    const start = 'date' in target ? target.minute : undefined
    const slotId = 'slotId' in target ? target.slotId : start === undefined ? undefined : slotIdOf(goalId, start)
    const slot = slotId === undefined ? UNNAMED : goal.names.slot(slotId)
    if (slotId !== undefined && slot < 0) return refused(records, notFound('slot', slotId))
    const request = requestOf(home, token)
    const patient = goal.names.patient(home.names.tokens[token]!.patientId)
    const asked: CoreCommand = { op: 'reschedule', at: now, token, patient, slot, request, actor }
    return this.decide(records, asked, token, request.attributes)
  }

  /** Into one session: most of all commands. */
  private async book(
    command: BookCommand,
    sessionId: string,
    now: number,
    since: number,
    keys: HeldKeys,
  ): Promise<Outcome> {
    const record = await this.take(sessionId, since, keys)
    if (!record.exists) return refused([record], await this.missing(record.names.doctorId, since, sessionId))
    return this.bookInto([record], command, false, now)!
  }

  private async bookAmong(command: BookCommand, now: number, since: number, keys: HeldKeys): Promise<Outcome> {
    const { target, tokenId } = command
    const located = tokenId === undefined ? undefined : this.store.locate(tokenId)
    // Commands take their turns in the order in which they were given, whichever of them is told first whether its id is free.
    located?.catch(() => {})
    if (target.kind !== 'doctor') await keys.take(target.sessionId)
    if ((await located) !== undefined) return refused([], tokenIdTaken(tokenId!))
    const coming = target.kind === 'doctor' ? await this.comingSessions(target.doctorId, now) : [target.sessionId]
    if (coming.length === 0)
      return refused([], await this.missing(target.kind === 'doctor' ? target.doctorId : '', since))
    keys.makeWayFor(coming)
    const records: SessionRecord[] = []
    for (const sessionId of coming) {
      const record = await this.take(sessionId, since, keys)
      if (!record.exists) return refused([record], await this.missing(record.names.doctorId, since, sessionId))
      records.push(record)
      const prepared = this.bookInto(records, command, records.length < coming.length, now)
      if (prepared !== undefined) return prepared
    }
    throw new OpdError('store-corrupt', `booking with ${coming.join(', ')} came to no end`, { sessions: coming })
  }

  /** Into one of these sessions, the last of which was not looked at yet; undefined where it wants one more of the doctor's. */
  private bookInto(
    records: readonly SessionRecord[],
    command: BookCommand,
    more: boolean,
    now: number,
  ): Outcome | undefined {
    const { target, source, attributes, tokenId, holdMinutes, override, bump, actor } = command
    const { names } = records.at(-1)!
    if (tokenId !== undefined && names.token(tokenId) >= 0) return refused(records.slice(-1), tokenIdTaken(tokenId))
    const victim = bump === undefined ? -1 : names.token(bump)
    if (bump !== undefined && victim < 0) return refused(records, notFound('token', bump))
    const slot = target.kind === 'slot' ? names.slot(target.slotId) : UNNAMED
    if (target.kind === 'slot' && slot < 0) return refused(records, notFound('slot', target.slotId))
    const patients = records.map((each) => each.names.patient(command.patientId))
    const manner = { holdMinutes, override, bump: victim, actor }
    const asked: CoreBook = { op: 'book', at: now, patients, slot, request: { source, attributes }, more, manner }
    return decided(records, asked, this.rules, -1, attributes)
  }

  /** Open sessions of a doctor from yesterday on: one that began late may still be running after midnight. */
  private comingSessions(doctorId: string, now: number): Promise<readonly string[]> {
    return this.store.sessions({ doctorId, from: this.zone.dateAt(now - 86_400_000), open: true })
  }

  /** Why there is no session: because there is no such doctor, or none is open. */
  private async missing(doctorId: string, since: number, sessionId?: string): Promise<Rejected> {
    if ((await this.cache.doctor(doctorId, since)).doctor === undefined) return notFound('doctor', doctorId)
    if (sessionId !== undefined) return notFound('session', sessionId)
    return reject(
      'session-not-found',
      `The doctor '${doctorId}' has no open session from today on. Maybe open one first.`,
      { doctorId },
    )
  }

  /** Waits for the session's key, in line from this very call on, and reads the session. */
  private async take(sessionId: string, since: number, keys: HeldKeys): Promise<SessionRecord> {
    const wantedAt = monotonicNow()
    await keys.take(sessionId)
    return this.cache.forDecision(sessionId, since, wantedAt)
  }

  private decide(
    records: readonly SessionRecord[],
    command: CoreCommand,
    token?: number,
    attributes?: RequestRecord['attributes'],
  ): Outcome {
    return decided(records, command, this.rules, token, attributes)!
  }
}
