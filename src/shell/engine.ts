import type { Basis } from '../api/commands'
import type { CommandResult } from '../api/results'
import type { Fact } from '../core/fact'
import { OpdError } from '../errors'
import type { Write } from '../store/store'
import { answerOf } from './command/answer'
import { basisOf, doctorBasis, sameBasis, stale } from './command/basis'
import { CommandQueue, HeldKeys } from './command/command-queue'
import { prepare } from './command/commands'
import { type ReadRegisterDoctor, registerDoctor } from './command/doctor'
import { keysOf, LiveKeys, NO_KEYS } from './command/live-keys'
import { type Outcome, Preparation } from './command/preparation'
import type { ReadCommand, SessionCommand } from './command/read-command'
import { repeated } from './command/repeat'
import { sweepOf } from './command/roster'
import { Run } from './command/run'
import { refusalOfKey } from './command/taken-key'
import { numbersIssued, writeDown } from './command/write-down'
import { readClock, type Setting } from './input/setting'
import type { Emitter } from './log/emitter'
import { type CommitOutcome, Committer, proofsOf, Submission } from './sessions/committer'
import { Contention } from './sessions/contention'
import { type DoctorRecord, SessionCache } from './sessions/session-cache'
import type { SessionRecord } from './sessions/session-record'
import { isPromise, monotonicNow, type Soon } from './time'
import { type Frame, frameOf } from './views/views'

/** How old a doctor's details in a command's answer may be. */
const DOCTOR_MS = 2_000

/** The answer, or undefined if the command must be decided again on newer events. */
type Attempt = CommandResult | undefined

/** Carries out commands. Each waits for its turn, then it is decided, folded into the sessions in memory, and committed. */
export class Engine {
  readonly queue = new CommandQueue()
  readonly cache: SessionCache
  private readonly committer: Committer
  private readonly contention = new Contention()
  private readonly prefix = [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join('')
  private issued = 0

  constructor(
    private readonly setting: Setting,
    emitter: Emitter,
    onCommitted: () => void,
  ) {
    const { store, deadlineMs, sessionsInMemory, rulebook } = setting
    this.committer = new Committer(store, deadlineMs, emitter.publish, onCommitted)
    this.cache = new SessionCache(store, this.contention, sessionsInMemory, rulebook, this.committer, deadlineMs)
  }

  /** Carries out a command. With the `basis` of a plan, refuses it if it would do something else by now. */
  execute(command: ReadCommand, basis: Basis | undefined, onDone?: Run['onDone']): Promise<CommandResult> {
    const commandId = command.commandId ?? `${this.prefix}-${++this.issued}`
    const run = new Run(command, commandId, basis, new HeldKeys(this.queue), monotonicNow(), onDone)
    // The first attempt may use sessions that are behind the store: an append checks versions, and a refusal needs proof.
    const answer = this.attempt(run, basis === undefined ? Number.NEGATIVE_INFINITY : run.arrived)
    // Nearly always the commit is on its way. An async function would keep more until then than the decision itself, and thousands may wait.
    return run.resolve !== undefined ? (answer as Promise<CommandResult>) : this.untilAnswered(run, answer)
  }

  /** Waits for the answer of an attempt, and attempts again until there is one. */
  private async untilAnswered(run: Run, attempt: Soon<Attempt>): Promise<CommandResult> {
    try {
      for (let next = attempt; ; next = this.attempt(run, run.arrived)) {
        const answer = await next
        if (answer !== undefined) return answer
        const { command, commandId, arrived, attempts } = run
        if (monotonicNow() > arrived + this.setting.deadlineMs) {
          const message = `${command.op} was not carried out in ${attempts} attempts, because of conflicts or store failures. Try again.`
          throw new OpdError('conflict-retries-exhausted', message, { commandId })
        }
        if (attempts > 1) await this.contention.pause(run.lostAt, attempts)
      }
    } finally {
      run.keys.releaseAll()
    }
  }

  /** What the views of a session need besides its record. */
  frame(record: SessionRecord, now: number, since: number): Soon<Frame> {
    const known = this.cache.doctor(record.names.doctorId, since)
    return isPromise(known) ? this.frameLater(record, known, now) : frameOf(record, known, now, this.setting)
  }

  private async frameLater(record: SessionRecord, doctor: Promise<DoctorRecord>, now: number): Promise<Frame> {
    return frameOf(record, await doctor, now, this.setting)
  }

  /** The host's time in epoch milliseconds. */
  now(): number {
    return readClock(this.setting.clock)
  }

  private async sweep(run: Run, sessionId: string): Promise<void> {
    await this.execute(sweepOf(sessionId), undefined)
    run.swept = sessionId
  }

  private attempt(run: Run, since: number): Soon<Attempt> {
    // Reading the clock is not free, and the first attempt is made on arrival.
    if (run.attempts++ > 0) run.asked = monotonicNow()
    const { command } = run
    try {
      return command.op === 'registerDoctor'
        ? this.attemptDoctor(run, command)
        : this.attemptSession(run, command, since)
    } catch (thrown) {
      return Promise.reject(thrown)
    }
  }

  private async attemptDoctor(run: Run, command: ReadRegisterDoctor): Promise<Attempt> {
    const { id } = command.doctor
    await run.keys.take(id)
    const known = await this.cache.doctor(id, monotonicNow())
    const found = doctorBasis(command.doctor, known.version)
    if (run.basis !== undefined && !sameBasis(run.basis, found))
      return this.unlessRepeated(run, stale(run.basis, found))
    const { answer, write } = registerDoctor(command, known, this.now(), run.commandId)
    run.answer = answer
    if (write === undefined) return this.unlessRepeated(run, answer)
    return this.commitThenAnswer(new Submission(run, [], [write], NO_KEYS, this))
  }

  private attemptSession(run: Run, command: SessionCommand, since: number): Soon<Attempt> {
    run.epoch = this.cache.epoch
    const now = this.now()
    const on = new Preparation(this.cache, this.setting, now, since, run.asked, run.keys, run.basis !== undefined)
    const prepared = prepare(command, on)
    // On the quick path, a closure for each step would cost as much as a small part of the decision.
    return isPromise(prepared)
      ? this.whenPrepared(run, command, prepared, now)
      : this.answerOrCommit(run, command, prepared, now)
  }

  private async whenPrepared(
    run: Run,
    command: SessionCommand,
    prepared: Promise<Outcome>,
    now: number,
  ): Promise<Attempt> {
    return this.answerOrCommit(run, command, await prepared, now)
  }

  private answerOrCommit(run: Run, command: SessionCommand, prepared: Outcome, now: number): Soon<Attempt> {
    const { records, refusal } = prepared
    if (run.basis !== undefined) {
      const found = basisOf(
        prepared,
        this.rehearsed(run, command, prepared),
        numbersIssued(command, prepared, this.setting),
      )
      if (!sameBasis(run.basis, found, run.swept)) return this.ifConfirmed(run, records, stale(run.basis, found))
    }
    if (refusal !== undefined) return this.ifConfirmed(run, records, refusal)
    const frame = this.frame(records[prepared.index]!, now, run.asked - DOCTOR_MS)
    return isPromise(frame)
      ? this.whenFramed(run, command, prepared, frame)
      : this.carryOut(run, command, prepared, frame)
  }

  /** All facts of a decision, with those that follow, found on copies of the sessions. */
  private rehearsed({ commandId }: Run, command: SessionCommand, prepared: Outcome): readonly Fact[] {
    if (prepared.facts.length === 0) return prepared.facts
    const copies = prepared.records.map((record) => record.copy())
    return writeDown(command, prepared, copies, commandId, this.setting).facts
  }

  private async whenFramed(
    run: Run,
    command: SessionCommand,
    prepared: Outcome,
    frame: Promise<Frame>,
  ): Promise<Attempt> {
    return this.carryOut(run, command, prepared, await frame)
  }

  private carryOut(run: Run, command: SessionCommand, prepared: Outcome, frame: Frame): Soon<Attempt> {
    const { records, facts } = prepared
    if (run.epoch !== this.cache.epoch) return undefined
    if (facts.length === 0) run.onDone?.(prepared)
    if (facts.length === 0) return this.ifConfirmed(run, records, answerOf(prepared, [], frame, run.commandId))
    if (run.onDone !== undefined) run.decision = prepared
    let writes: readonly Write[]
    for (const each of records) this.cache.beforeFolding(each)
    const live = LiveKeys.before(prepared)
    try {
      writes = writeDown(command, prepared, records, run.commandId, this.setting, live).writes
      run.answer = answerOf(prepared, writes, frame, run.commandId)
    } catch (thrown) {
      // Some of the command's events may be folded, and none will be committed.
      for (const each of records) each.isBroken = true
      throw thrown
    }
    const tokenId = command.op === 'book' ? command.tokenId : undefined
    const keys = keysOf(tokenId, records[prepared.index]!.sessionId, live, writes)
    return this.commitThenAnswer(new Submission(run, records, writes, keys, this))
  }

  /** Returns the answer once the commit is durable. The next command of these sessions is decided meanwhile. */
  private commitThenAnswer(submission: Submission<Run>): Promise<CommandResult> {
    const { run, records } = submission
    return new Promise((resolve) => {
      run.resolve = resolve
      this.committer.submit(submission)
      if (records.length > 0) run.keys.releaseAll()
    })
  }

  whenOver(submission: Submission<Run>, outcome: CommitOutcome): void {
    const { run, records } = submission
    this.cache.afterCommit(records)
    const isPlain = outcome.status === 'committed' && run.decision === undefined && records.length > 0
    run.resolve!(isPlain ? run.answer! : this.untilAnswered(run, this.answerAfter(submission, outcome)))
  }

  private async answerAfter({ run, writes }: Submission<Run>, outcome: CommitOutcome): Promise<Attempt> {
    switch (outcome.status) {
      case 'committed':
        if (run.command.op === 'registerDoctor') this.cache.forgetDoctor(run.command.doctor.id)
        if (run.decision !== undefined) run.onDone?.(run.decision)
        return run.answer
      case 'conflict':
        run.lostAt = writes[0]!.stream
        return undefined
      case 'command-known':
        return repeated(outcome.commit, run.command)
      case 'key-taken':
        return refusalOfKey(outcome.key, run.command, this.cache, this.setting, this.now(), (id) => this.sweep(run, id))
      case 'failed':
        throw outcome.error
      default:
        return outcome satisfies never
    }
  }

  /**
   * Returns the answer of a command that changes nothing only if the store confirms it for some moment after the command arrived;
   * otherwise undefined, and the command is decided again.
   */
  private async ifConfirmed(run: Run, records: readonly SessionRecord[], answer: CommandResult): Promise<Attempt> {
    const proofs = proofsOf(records, run.arrived)
    if (proofs === undefined) return undefined
    if (proofs.length > 0) {
      run.keys.releaseAll()
      for (const { status } of await Promise.all(proofs)) if (status !== 'committed') return undefined
    }
    return this.unlessRepeated(run, answer)
  }

  /** Returns the first answer if the command is a repeat: its own first run may be why it is refused, or changes nothing, now. */
  private async unlessRepeated({ command }: Run, answer: CommandResult): Promise<CommandResult> {
    const { commandId } = command
    const known = commandId === undefined ? undefined : await this.setting.store.findCommit(commandId)
    return known === undefined ? answer : repeated(known, command)
  }
}
