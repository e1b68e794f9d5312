import { type Book, UNNAMED } from '../core/command'
import { decide } from '../core/decide'
import { NEXT_SESSION, Refusal } from '../core/decision'
import { type Fact, NOWHERE } from '../core/fact'
import type { Rules } from '../core/rules'
import type { Session } from '../core/session'
import { OpdError } from '../errors'
import type { Rejected } from '../results'
import type { RequestRecord } from '../store/event'
import type { Store } from '../store/store'
import type { HeldKeys } from './command-queue'
import { hostCode } from './invalid'
import { type ReadCommand, sessionOfTokenId } from './read-command'
import type { ReadSlot } from './read-slots'
import { type SessionRecord, slotsText } from './record'
import { notFound, refusalOf, reject, tokenIdTaken } from './refuse'
import type { Shelf } from './shelf'
import type { Zone } from './zone'

/** What a command means for the sessions that it concerns: facts to commit, nothing to do, or a refusal. */
export interface Prepared {
  /** The sessions looked at, in order of date. */
  readonly records: readonly SessionRecord[]
  /** Facts of `records[index]`; none where the command changes nothing. */
  readonly facts: readonly Fact[]
  readonly index: number
  /** Token concerned, by handle; -1 where none is. */
  readonly token: number
  readonly refusal: Rejected | undefined
  /** Attributes for the token's request in the event. */
  readonly attributes: RequestRecord['attributes']
}

/** A command about sessions; doctors have a path of their own. */
export type SessionCommand = Exclude<ReadCommand, { op: 'registerDoctor' }>

/** Loads what a command concerns and lets the core decide it. Nothing is changed. */
export class Preparer {
  constructor(
    private readonly shelf: Shelf,
    private readonly store: Store,
    private readonly rules: Rules,
    private readonly zone: Zone,
  ) {}

  async prepare(command: SessionCommand, now: number, fresh: boolean, keys: HeldKeys): Promise<Prepared> {
    switch (command.op) {
      case 'openSession':
        return this.open(command, now, fresh, keys)
      case 'addSlots':
      case 'resizeSlot':
      case 'closeSession':
        return this.reshape(command, now, fresh, keys)
      case 'book':
        return this.book(command, now, fresh, keys)
      default:
        return this.token(command, now, fresh, keys)
    }
  }

  private async open(
    command: SessionCommand & { op: 'openSession' },
    now: number,
    fresh: boolean,
    keys: HeldKeys,
  ): Promise<Prepared> {
    const record = await this.take(command.sessionId, fresh, keys)
    if (record.exists) {
      if (record.openedAs === slotsText(command.slots)) return settled(record)
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
    if ((await this.shelf.doctor(command.doctorId, fresh)).doctor === undefined)
      return refused([record], notFound('doctor', command.doctorId))
    const clash = command.slots.find((slot, index) => index > 0 && command.slots[index - 1]!.end > slot.start)
    const wrong = clash ?? twinOf(command.slots, record)
    if (wrong !== undefined) return refused([record], overlap(record, wrong))
    return this.decide([record], { op: 'openSession', at: now, slots: command.slots })
  }

  private async reshape(
    command: SessionCommand & { op: 'addSlots' | 'resizeSlot' | 'closeSession' },
    now: number,
    fresh: boolean,
    keys: HeldKeys,
  ): Promise<Prepared> {
    const record = await this.take(command.sessionId, fresh, keys)
    if (!record.exists) return refused([record], notFound('session', command.sessionId))
    if (command.op === 'closeSession') return this.decide([record], { op: 'closeSession', at: now })
    if (command.op === 'addSlots') {
      const prepared = this.decide([record], { op: 'addSlots', at: now, slots: command.slots })
      const twin = prepared.refusal === undefined ? twinOf(command.slots, record) : undefined
      return twin === undefined ? prepared : refused([record], overlap(record, twin))
    }
    const slot = record.names.slot(command.slotId)
    if (slot < 0) return refused([record], notFound('slot', command.slotId))
    const { capacity, displace } = command
    return this.decide([record], { op: 'resizeSlot', at: now, slot, capacity, displace })
  }

  private async token(
    command: SessionCommand & { readonly tokenId: string },
    now: number,
    fresh: boolean,
    keys: HeldKeys,
  ): Promise<Prepared> {
    const sessionId = sessionOfTokenId(command.tokenId) ?? (await this.store.locate(command.tokenId))
    const record = sessionId === undefined ? undefined : await this.take(sessionId, fresh, keys)
    const token = record?.names.token(command.tokenId) ?? -1
    if (record === undefined || token < 0)
      return refused(record === undefined ? [] : [record], notFound('token', command.tokenId))
    if (command.op !== 'reclassify') return this.decide([record], { op: command.op as 'cancel', at: now, token }, token)
    const source = command.source ?? record.session.tokens.sources[token]!
    const attributes = command.attributes ?? record.names.attributes[token]
    return this.decide(
      [record],
      { op: 'reclassify', at: now, token, request: { source, attributes } },
      token,
      attributes,
    )
  }

  private async book(
    command: SessionCommand & { op: 'book' },
    now: number,
    fresh: boolean,
    keys: HeldKeys,
  ): Promise<Prepared> {
    const { target, source, attributes, tokenId } = command
    if (tokenId !== undefined && (await this.store.locate(tokenId)) !== undefined)
      return refused([], tokenIdTaken(tokenId))
    const coming = target.kind === 'doctor' ? await this.comingSessions(target.doctorId, now) : [target.sessionId]
    if (coming.length === 0)
      return refused([], await this.missing(target.kind === 'doctor' ? target.doctorId : '', fresh))
    keys.makeWayFor(coming)
    const records: SessionRecord[] = []
    for (const sessionId of coming) {
      const record = await this.take(sessionId, fresh, keys)
      if (!record.exists) return refused([record], await this.missing(record.names.doctorId, fresh, sessionId))
      if (tokenId !== undefined && record.names.token(tokenId) >= 0) return refused([record], tokenIdTaken(tokenId))
      records.push(record)
      const slot = target.kind === 'slot' ? record.names.slot(target.slotId) : UNNAMED
      if (target.kind === 'slot' && slot < 0) return refused(records, notFound('slot', target.slotId))
      const patients = records.map((each) => each.names.patient(command.patientId))
      const more = records.length < coming.length
      const asked: Book = { op: 'book', at: now, patients, slot, request: { source, attributes }, more }
      const prepared = this.decide(records, asked, -1, attributes)
      if (prepared !== undefined) return prepared
    }
    throw new OpdError('store-corrupt', `booking with ${coming.join(', ')} came to no end`, { sessions: coming })
  }

  /** Open sessions of a doctor from yesterday on: one that began late may still be running after midnight. */
  private comingSessions(doctorId: string, now: number): Promise<readonly string[]> {
    return this.store.sessions({ doctorId, from: this.zone.dateAt(now - 86_400_000), open: true })
  }

  /** Why there is no session: because there is no such doctor, or none is open. */
  private async missing(doctorId: string, fresh: boolean, sessionId?: string): Promise<Rejected> {
    if ((await this.shelf.doctor(doctorId, fresh)).doctor === undefined) return notFound('doctor', doctorId)
    if (sessionId !== undefined) return notFound('session', sessionId)
    return reject(
      'session-not-found',
      `The doctor '${doctorId}' has no open session from today on. Maybe open one first.`,
      { doctorId },
    )
  }

  private async take(sessionId: string, fresh: boolean, keys: HeldKeys): Promise<SessionRecord> {
    await keys.take(sessionId)
    return this.shelf.session(sessionId, fresh)
  }

  private decide(
    records: readonly SessionRecord[],
    command: Parameters<typeof decide>[1],
    token?: number,
    attributes?: RequestRecord['attributes'],
  ): Prepared
  private decide(
    records: readonly SessionRecord[],
    command: Book,
    token: number,
    attributes: RequestRecord['attributes'],
  ): Prepared | undefined
  private decide(
    records: readonly SessionRecord[],
    command: Parameters<typeof decide>[1],
    token = -1,
    attributes?: RequestRecord['attributes'],
  ): Prepared | undefined {
    const sessions: Session[] = command.op === 'openSession' ? [] : records.map((record) => record.session)
    const decision = hostCode('a rule', () => decide(sessions, command, this.rules))
    if (decision === NEXT_SESSION) return undefined
    if (decision instanceof Refusal) return refused(records, refusalOf(decision, records[decision.session]!, token))
    const index = decision[0]?.session ?? 0
    const issued = command.op === 'book' ? records[index]!.session.tokens.count : token
    return { records, facts: decision, index, token: issued, refusal: undefined, attributes }
  }
}

function refused(records: readonly SessionRecord[], refusal: Rejected): Prepared {
  return { records, facts: [], index: 0, token: NOWHERE, refusal, attributes: undefined }
}

function settled(record: SessionRecord): Prepared {
  return { records: [record], facts: [], index: 0, token: NOWHERE, refusal: undefined, attributes: undefined }
}

function overlap(record: SessionRecord, slot: ReadSlot): Rejected {
  const details = { sessionId: record.sessionId, start: slot.wallStart, end: slot.wallEnd }
  return reject(
    'slot-overlap',
    `The slot ${slot.wallStart} to ${slot.wallEnd} overlaps another of ${record.sessionId}. Maybe choose other times.`,
    details,
  )
}

/** A slot that starts at the same wall-clock time as another, as can be where the clocks are set back; its id would be the same. */
function twinOf(slots: readonly ReadSlot[], record: SessionRecord): ReadSlot | undefined {
  const known = new Set(record.names.slots.map((slot) => slot.start))
  return slots.find((slot) => known.has(slot.wallStart) || !known.add(slot.wallStart))
}
