import { changesDoctor } from '../core/doctor'
import type { Rules } from '../core/rules'
import { OpdError } from '../errors'
import type { Basis, CommandResult, Plan, Rejected } from '../results'
import { type Envelope, encode } from '../store/codec'
import type { DoctorEvent, OpdEvent, SlotRecord } from '../store/event'
import type { Commit, CommitRecord, Store } from '../store/store'
import { answerOf, doctorAnswer } from './answer'
import { CommandQueue, HeldKeys } from './command-queue'
import type { Emitter } from './emitter'
import { type Prepared, Preparer, type SessionCommand } from './prepare'
import { type ReadCommand, slotIdOf } from './read-command'
import type { SessionRecord } from './record'
import { reject } from './refuse'
import { Shelf } from './shelf'
import type { Frame } from './views'
import type { Zone } from './zone'

/** Attempts before a command that keeps losing to other processes gives up. */
const ATTEMPTS = 20

/** What the host chose. */
export interface Setting {
  readonly rules: Rules
  readonly store: Store
  readonly zone: Zone
  readonly clock: () => number
  readonly formatNumber: (sequence: number, source: string) => string
}

/** Carries out commands: waits for its turn, loads, decides, folds, appends, publishes. */
export class Engine {
  readonly queue = new CommandQueue()
  readonly shelf: Shelf
  private readonly preparer: Preparer
  private readonly prefix = Math.random().toString(36).slice(2, 12).padEnd(10, '0')
  private issued = 0

  constructor(
    private readonly setting: Setting,
    private readonly emitter: Emitter,
  ) {
    this.shelf = new Shelf(setting.store)
    this.preparer = new Preparer(this.shelf, setting.store, setting.rules, setting.zone)
  }

  async execute(command: ReadCommand, basis: Basis | undefined): Promise<CommandResult> {
    const { commandId } = command
    const fingerprint = commandId === undefined ? '' : fingerprintOf(command)
    if (commandId !== undefined) {
      const known = await this.setting.store.findCommit(commandId)
      if (known !== undefined) return repeated(known, fingerprint)
    }
    const id = commandId ?? `${this.prefix}-${++this.issued}`
    const keys = new HeldKeys(this.queue)
    try {
      return await this.carryOut(command, id, fingerprint, basis, keys)
    } finally {
      keys.releaseAll()
    }
  }

  /** Decides on copies and commits nothing. */
  async plan(command: ReadCommand): Promise<Plan> {
    const keys = new HeldKeys(this.queue)
    try {
      const now = this.now()
      const id = command.commandId ?? 'plan'
      if (command.op === 'registerDoctor') {
        const { version } = await this.shelf.doctor(command.doctor.id, true)
        return { ...doctorAnswer(command.doctor, id), basis: { [command.doctor.id]: version } }
      }
      const prepared = await this.preparer.prepare(command, now, true, keys)
      const basis = basisOf(prepared)
      if (prepared.refusal !== undefined) return { ...prepared.refusal, basis }
      const record = prepared.records[prepared.index]!.copy()
      const events = this.fold(prepared, record, this.envelope(command, prepared, record, id))
      return { ...answerOf(command, record, prepared.token, events, await this.frame(record, now), id), basis }
    } finally {
      keys.releaseAll()
    }
  }

  /** What views of a session need; `fresh` where the doctor may have changed elsewhere. */
  async frame(record: SessionRecord, now: number, fresh = false): Promise<Frame> {
    const { doctor } = await this.shelf.doctor(record.names.doctorId, fresh)
    return { rules: this.setting.rules, zone: this.setting.zone, now, minutesPerVisit: doctor?.minutesPerVisit ?? 5 }
  }

  now(): number {
    const now = Math.floor(this.setting.clock())
    if (Number.isSafeInteger(now)) return now
    throw new OpdError('invalid-input', `the clock says ${now}. Maybe let it return epoch milliseconds.`, {
      field: 'clock',
    })
  }

  private async carryOut(
    command: ReadCommand,
    id: string,
    fingerprint: string,
    basis: Basis | undefined,
    keys: HeldKeys,
  ): Promise<CommandResult> {
    // What is in memory may be behind other processes. An append would notice; a refusal has to look first.
    let fresh = basis !== undefined
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 1) await backOff(attempt)
      const done =
        command.op === 'registerDoctor'
          ? await this.register(command, id, fingerprint, basis, keys)
          : await this.attempt(command, id, fingerprint, basis, fresh, keys)
      if (done !== undefined) return done
      fresh = true
    }
    throw new OpdError(
      'conflict-retries-exhausted',
      `${command.op} lost to other commands ${ATTEMPTS} times. Maybe try again.`,
      { commandId: id },
    )
  }

  private async attempt(
    command: SessionCommand,
    id: string,
    fingerprint: string,
    basis: Basis | undefined,
    fresh: boolean,
    keys: HeldKeys,
  ): Promise<CommandResult | undefined> {
    const now = this.now()
    const prepared = await this.preparer.prepare(command, now, fresh, keys)
    if (basis !== undefined && !sameBasis(basis, basisOf(prepared))) return stale(basis, basisOf(prepared))
    if (prepared.refusal !== undefined) return fresh ? prepared.refusal : undefined
    const record = prepared.records[prepared.index]!
    const frame = await this.frame(record, now)
    if (prepared.facts.length === 0) return fresh ? answerOf(command, record, prepared.token, [], frame, id) : undefined

    const stream = record.sessionId
    const expectedVersion = record.version
    let committed = false
    try {
      const events = this.fold(prepared, record, this.envelope(command, prepared, record, id))
      const answer = answerOf(command, record, prepared.token, events, frame, id)
      const { doctorId, date } = record.names
      const entry = { kind: 'session', doctorId, date, open: !record.session.closed } as const
      const tokens =
        command.op === 'book' && command.tokenId !== undefined ? [{ tokenId: command.tokenId, stream }] : []
      const commit: Commit = {
        commandId: id,
        fingerprint,
        answer,
        writes: [{ stream, expectedVersion, events, entry }],
        tokens,
      }
      const outcome = await this.setting.store.append(commit)
      switch (outcome.status) {
        case 'committed':
          committed = true
          this.shelf.keep(record)
          for (const event of events) this.emitter.publish(event)
          return answer
        case 'conflict':
          return undefined
        case 'command-known':
          return repeated(outcome.commit, fingerprint)
        case 'token-id-taken':
          return reject('token-id-taken', `There is a token '${outcome.tokenId}' already. Maybe leave the id out.`, {
            tokenId: outcome.tokenId,
          })
        default:
          return outcome satisfies never
      }
    } finally {
      if (!committed) this.shelf.forget(stream)
    }
  }

  private async register(
    command: ReadCommand & { op: 'registerDoctor' },
    id: string,
    fingerprint: string,
    basis: Basis | undefined,
    keys: HeldKeys,
  ): Promise<CommandResult | undefined> {
    const { doctor } = command
    await keys.take(doctor.id)
    const known = await this.shelf.doctor(doctor.id, true)
    const found = { [doctor.id]: known.version }
    if (basis !== undefined && !sameBasis(basis, found)) return stale(basis, found)
    const answer = doctorAnswer(doctor, id)
    if (!changesDoctor(known.doctor, doctor)) return answer
    const version = known.version + 1
    const { actor, note } = command
    const event: DoctorEvent = {
      schema: 1,
      type: 'doctor.registered',
      eventId: `${doctor.id}.e${version}`,
      at: this.now(),
      version,
      commandId: id,
      ...(actor === undefined ? undefined : { actor }),
      ...(note === undefined ? undefined : { note }),
      cause: known.version === 0 ? 'registered' : 'changed',
      doctor,
    }
    const write = {
      stream: doctor.id,
      expectedVersion: known.version,
      events: [event],
      entry: { kind: 'doctor', doctorId: doctor.id } as const,
    }
    const outcome = await this.setting.store.append({ commandId: id, fingerprint, answer, writes: [write], tokens: [] })
    if (outcome.status === 'command-known') return repeated(outcome.commit, fingerprint)
    if (outcome.status !== 'committed') return undefined
    await this.shelf.doctor(doctor.id, true)
    this.emitter.publish(event)
    return answer
  }

  private fold(prepared: Prepared, record: SessionRecord, envelope: Envelope): OpdEvent[] {
    const events = encode(prepared.facts, record.names, record.version, envelope)
    for (let i = 0; i < events.length; i++) record.fold(prepared.facts[i]!, events[i]!)
    return events
  }

  private envelope(command: SessionCommand, prepared: Prepared, record: SessionRecord, commandId: string): Envelope {
    const { actor, note } = command
    const walls = new Map<number, Pick<SlotRecord, 'slotId' | 'start' | 'end'>>()
    if (command.op === 'openSession' || command.op === 'addSlots') {
      for (const { start, wallStart, wallEnd } of command.slots) {
        const slotId = slotIdOf(record.sessionId, Number(wallStart.slice(0, 2)) * 60 + Number(wallStart.slice(3)))
        walls.set(start, { slotId, start: wallStart, end: wallEnd })
      }
    }
    const { attributes } = prepared
    let issued: Envelope['issued']
    if (command.op === 'book') {
      const sequence = prepared.token + 1
      const tokenId = command.tokenId ?? `${record.sessionId}.t${sequence}`
      issued = { tokenId, number: this.setting.formatNumber(sequence, command.source), patientId: command.patientId }
    }
    return { commandId, actor, note, issued, attributes, walls, timeZone: this.setting.zone.name }
  }
}

function repeated(known: CommitRecord, fingerprint: string): CommandResult {
  if (known.fingerprint === fingerprint) return known.answer as CommandResult
  throw new OpdError(
    'command-id-reused',
    `The command id '${known.commandId}' was used for another command. Maybe make a new id.`,
    { commandId: known.commandId },
  )
}

function fingerprintOf(command: ReadCommand): string {
  return JSON.stringify({ ...command, commandId: undefined })
}

function basisOf(prepared: Prepared): Basis {
  return Object.fromEntries(prepared.records.map((record) => [record.sessionId, record.version]))
}

function sameBasis(expected: Basis, found: Basis): boolean {
  const streams = Object.keys(found)
  return (
    streams.length === Object.keys(expected).length && streams.every((stream) => expected[stream] === found[stream])
  )
}

function stale(expected: Basis, found: Basis): Rejected {
  return reject('plan-stale', 'Something changed since this was planned. Maybe plan again.', { expected, found })
}

/** Full jitter, so that processes that met once do not meet again. */
function backOff(attempt: number): Promise<void> {
  const longest = Math.min(200, 2 ** attempt)
  return new Promise((resolve) => {
    setTimeout(resolve, Math.random() * longest)
  })
}
