import type { Rules } from '../core/rules'
import { OpdError } from '../errors'
import type { CommandResult } from '../results'
import { type Envelope, encode } from '../store/codec'
import type { OpdEvent, SlotRecord } from '../store/event'
import type { Commit, CommitRecord, Store, Write } from '../store/store'
import { answerOf, doctorAnswer } from './answer'
import { type Basis, basisOf, type Plan, sameBasis, stale } from './basis'
import { CommandQueue, HeldKeys } from './command-queue'
import type { Emitter } from './emitter'
import { freeze } from './freeze'
import { hostCode, show } from './invalid'
import { issuedBy } from './issue'
import { Preparer, type SessionCommand } from './prepare'
import type { Prepared } from './prepared'
import type { ReadCommand } from './read-command'
import type { SessionRecord } from './record'
import { tokenIdTaken } from './refuse'
import { registerDoctor } from './register-doctor'
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

/** One command on its way. */
interface Run {
  readonly command: ReadCommand
  readonly commandId: string
  readonly fingerprint: string
  readonly basis: Basis | undefined
  readonly keys: HeldKeys
}

type DoctorCommand = ReadCommand & { readonly op: 'registerDoctor' }

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
    const fingerprint = command.commandId === undefined ? '' : fingerprintOf(command)
    if (command.commandId !== undefined) {
      const known = await this.setting.store.findCommit(command.commandId)
      if (known !== undefined) return repeated(known, fingerprint)
    }
    const commandId = command.commandId ?? `${this.prefix}-${++this.issued}`
    const run: Run = { command, commandId, fingerprint, basis, keys: new HeldKeys(this.queue) }
    try {
      // What is in memory may be behind other processes. An append would notice; a refusal has to look first.
      let fresh = basis !== undefined
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (attempt > 1) await backOff(attempt)
        const answer = await this.attempt(run, fresh)
        if (answer !== undefined) return answer.status === 'rejected' ? await this.unlessKnown(run, answer) : answer
        fresh = true
      }
      const message = `${command.op} lost to other commands ${ATTEMPTS} times. Maybe try again.`
      throw new OpdError('conflict-retries-exhausted', message, { commandId })
    } finally {
      run.keys.releaseAll()
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
      const basis = basisOf(prepared.records)
      if (prepared.refusal !== undefined) return { ...prepared.refusal, basis }
      const records = prepared.records.map((record) => record.copy())
      const events = this.fold(prepared, records, this.envelope(command, prepared, id)).flat()
      const record = records[prepared.index]!
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
    const now: unknown = hostCode('the clock', this.setting.clock)
    // Further than this there are no dates.
    if (typeof now === 'number' && Math.abs(now) <= 8e15) return Math.floor(now)
    throw new OpdError('invalid-rules', `clock answers ${show(now)}. Maybe let it return epoch milliseconds.`)
  }

  /** A repeated command may change nothing because of what it did the first time: then its first answer counts. */
  private async unlessKnown({ command, fingerprint }: Run, answer: CommandResult): Promise<CommandResult> {
    const known = command.commandId === undefined ? undefined : await this.setting.store.findCommit(command.commandId)
    return known === undefined ? answer : repeated(known, fingerprint)
  }

  /** The answer; undefined where it has to be decided again on what the store has now. */
  private attempt(run: Run, fresh: boolean): Promise<CommandResult | undefined> {
    const { command } = run
    return command.op === 'registerDoctor' ? this.attemptDoctor(run, command) : this.attemptSession(run, command, fresh)
  }

  private async attemptDoctor(run: Run, command: DoctorCommand): Promise<CommandResult | undefined> {
    const { id } = command.doctor
    await run.keys.take(id)
    const known = await this.shelf.doctor(id, true)
    if (run.basis !== undefined && !sameBasis(run.basis, { [id]: known.version }))
      return stale(run.basis, { [id]: known.version })
    const { answer, commit } = registerDoctor(command, known, this.now(), run.commandId, run.fingerprint)
    if (commit === undefined) return this.unlessKnown(run, answer)
    this.shelf.forget(id)
    return this.append(commit, answer)
  }

  private async attemptSession(run: Run, command: SessionCommand, fresh: boolean): Promise<CommandResult | undefined> {
    const now = this.now()
    const prepared = await this.preparer.prepare(command, now, fresh, run.keys)
    const found = basisOf(prepared.records)
    if (run.basis !== undefined && !sameBasis(run.basis, found)) return stale(run.basis, found)
    if (prepared.refusal !== undefined) return fresh ? prepared.refusal : undefined
    const record = prepared.records[prepared.index]!
    const frame = await this.frame(record, now)
    if (prepared.facts.length === 0) {
      if (!fresh) return undefined
      return this.unlessKnown(run, answerOf(command, record, prepared.token, [], frame, run.commandId))
    }

    const { records } = prepared
    const versions = records.map(({ version }) => version)
    // Until the append has succeeded, what is folded here is nowhere else: whatever goes wrong, it is forgotten.
    for (const { session } of prepared.facts) this.shelf.forget(records[session]!.sessionId)
    const events = this.fold(prepared, records, this.envelope(command, prepared, run.commandId))
    const answer = answerOf(command, record, prepared.token, events.flat(), frame, run.commandId)
    const { commandId, fingerprint } = run
    const stream = record.sessionId
    const tokens = command.op === 'book' && command.tokenId !== undefined ? [{ tokenId: command.tokenId, stream }] : []
    // That a session without events has no place must be true still when this is committed.
    const writes = records.map(
      ({ sessionId, entry }, index): Write => ({
        stream: sessionId,
        expectedVersion: versions[index]!,
        events: events[index]!,
        entry,
      }),
    )
    const commit = { commandId, fingerprint, answer, writes, tokens }
    return this.append(commit, answer, records)
  }

  private async append(
    commit: Commit,
    answer: CommandResult,
    records: readonly SessionRecord[] = [],
  ): Promise<CommandResult | undefined> {
    const outcome = await this.setting.store.append(freeze(commit))
    switch (outcome.status) {
      case 'committed':
        for (const record of records) this.shelf.keep(record)
        for (const write of commit.writes) for (const event of write.events) this.emitter.publish(event)
        return answer
      case 'conflict':
        return undefined
      case 'command-known':
        return repeated(outcome.commit, commit.fingerprint)
      case 'token-id-taken':
        return tokenIdTaken(outcome.tokenId)
      default:
        return outcome satisfies never
    }
  }

  /** Folds the facts into their sessions and answers the events of each. */
  private fold({ facts }: Prepared, records: readonly SessionRecord[], envelope: Envelope): OpdEvent[][] {
    return records.map((record, index) => {
      const own = records.length === 1 ? facts : facts.filter((fact) => fact.session === index)
      const events = encode(own, record.names, record.version, envelope)
      for (let i = 0; i < events.length; i++) record.fold(own[i]!, events[i]!)
      return events
    })
  }

  private envelope(command: SessionCommand, prepared: Prepared, commandId: string): Envelope {
    const { actor, note } = command
    const walls = new Map<number, Pick<SlotRecord, 'slotId' | 'start' | 'end'>>()
    if (command.op === 'openSession' || command.op === 'addSlots') {
      for (const { slotId, start, wallStart, wallEnd } of command.slots)
        walls.set(start, { slotId, start: wallStart, end: wallEnd })
    }
    const { attributes } = prepared
    const replaces = command.op === 'reschedule' ? command.tokenId : undefined
    const issued = issuedBy(command, prepared, this.setting.formatNumber)
    return { commandId, actor, note, issued, replaces, attributes, walls, timeZone: this.setting.zone.name }
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

/** Full jitter, so that processes that met once do not meet again. */
function backOff(attempt: number): Promise<void> {
  const longest = Math.min(200, 2 ** attempt)
  return new Promise((resolve) => {
    setTimeout(resolve, Math.random() * longest)
  })
}
