import type { Basis } from '../api/basis'
import type { CommandResult, Plan } from '../api/results'
import { minutesPerVisitOf } from '../core/doctor'
import { OpdError } from '../errors'
import type { Commit, Write } from '../store/store'
import { answerOf } from './command/answer'
import { basisOf, doctorBasis, sameBasis, stale } from './command/basis'
import { CommandQueue, HeldKeys } from './command/command-queue'
import { doctorAnswer, type ReadRegisterDoctor, registerDoctor } from './command/doctor'
import { keysOf, LiveKeys } from './command/live-keys'
import type { Outcome } from './command/outcome'
import { Preparation } from './command/preparation'
import { prepare } from './command/prepare'
import type { ReadCommand, SessionCommand } from './command/read-command'
import { fingerprintOf, repeated } from './command/repeat'
import { sweepOf } from './command/roster'
import { Run } from './command/run'
import { refusalOfKey } from './command/taken-key'
import { numbersIssued, writeDown } from './command/write-down'
import { readClock, type Setting } from './input/setting'
import type { Emitter } from './log/emitter'
import { Committer } from './sessions/committer'
import { Contention } from './sessions/contention'
import { SessionCache } from './sessions/session-cache'
import type { SessionRecord } from './sessions/session-record'
import { type CommitOutcome, proofsOf, Submission } from './sessions/submission'
import { monotonicNow } from './time/monotonic'
import { type Soon, whenReady } from './time/soon'
import type { Frame } from './views/views'

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
    this.cache = new SessionCache(store, this.contention, sessionsInMemory, rulebook, this.committer)
  }

  /** Carries out a command. With the `basis` of a plan, refuses it if it would do something else by now. */
  async execute(command: ReadCommand, basis: Basis | undefined, onDone?: Run['onDone']): Promise<CommandResult> {
    const commandId = command.commandId ?? `${this.prefix}-${++this.issued}`
    const arrived = monotonicNow()
    const run = new Run(command, commandId, basis, new HeldKeys(this.queue), arrived, onDone)
    try {
      // The first attempt may use sessions that are behind the store: an append checks versions, and a refusal needs proof.
      let since = basis === undefined ? Number.NEGATIVE_INFINITY : arrived
      for (let attempt = 1; ; attempt++) {
        const answer = await (command.op === 'registerDoctor'
          ? this.attemptDoctor(run, command)
          : this.attemptSession(run, command, since))
        if (answer !== undefined) return answer
        since = arrived
        if (monotonicNow() > arrived + this.setting.deadlineMs) {
          const message = `${command.op} was not carried out in ${attempt} attempts, because of conflicts or store failures. Try again.`
          throw new OpdError('conflict-retries-exhausted', message, { commandId })
        }
        if (attempt > 1) await this.contention.pause(run.lostAt, attempt)
      }
    } finally {
      run.keys.releaseAll()
    }
  }

  /** Decides a command on copies of the sessions, without committing anything. */
  async plan(command: ReadCommand): Promise<Plan> {
    const keys = new HeldKeys(this.queue)
    const since = monotonicNow()
    try {
      const id = command.commandId ?? 'plan'
      if (command.op === 'registerDoctor') {
        const { version } = await this.cache.doctor(command.doctor.id, since)
        return { ...doctorAnswer(command.doctor, id), basis: doctorBasis(command.doctor, version) }
      }
      for (;;) {
        const now = this.now()
        const prepared = await prepare(command, new Preparation(this.cache, this.setting, now, since, keys, true))
        if (prepared.records.some((record) => record.isBroken)) continue
        const pending = prepared.records.flatMap((record) => record.pending ?? [])
        // The basis of a plan has only versions that are in the store.
        if (pending.length > 0) await Promise.all(pending.map(({ outcome }) => outcome))
        else return await this.planOn(command, prepared, now, id, since)
      }
    } finally {
      keys.releaseAll()
    }
  }

  /** What the views of a session need besides its record. */
  frame(record: SessionRecord, now: number, since: number): Soon<Frame> {
    const { zone, habits } = this.setting
    return whenReady(this.cache.doctor(record.names.doctorId, since), ({ doctor }) => {
      return { rules: record.rules, zone, now, minutesPerVisit: minutesPerVisitOf(doctor), habits }
    })
  }

  /** The host's time in epoch milliseconds. */
  now(): number {
    return readClock(this.setting.clock)
  }

  private async sweep(run: Run, sessionId: string): Promise<void> {
    await this.execute(sweepOf(sessionId), undefined)
    run.swept = sessionId
  }

  private async attemptDoctor(run: Run, command: ReadRegisterDoctor): Promise<Attempt> {
    const { id } = command.doctor
    await run.keys.take(id)
    const known = await this.cache.doctor(id, monotonicNow())
    const found = doctorBasis(command.doctor, known.version)
    if (run.basis !== undefined && !sameBasis(run.basis, found))
      return this.unlessRepeated(run, stale(run.basis, found))
    const { answer, commit } = registerDoctor(command, known, this.now(), run.commandId, fingerprintOf(command))
    return commit === undefined ? this.unlessRepeated(run, answer) : this.commitThenAnswer(run, commit, [])
  }

  private attemptSession(run: Run, command: SessionCommand, since: number): Soon<Attempt> {
    run.epoch = this.cache.epoch
    const now = this.now()
    const on = new Preparation(this.cache, this.setting, now, since, run.keys, run.basis !== undefined)
    return whenReady(prepare(command, on), (prepared) => this.attempt(run, command, prepared, now))
  }

  private attempt(run: Run, command: SessionCommand, prepared: Outcome, now: number): Soon<Attempt> {
    const { records, refusal } = prepared
    if (run.basis !== undefined) {
      const found = this.basisOf(command, prepared)
      if (!sameBasis(run.basis, found, run.swept)) return this.ifConfirmed(run, records, stale(run.basis, found))
    }
    if (refusal !== undefined) return this.ifConfirmed(run, records, refusal)
    const frame = this.frame(records[prepared.index]!, now, monotonicNow() - DOCTOR_MS)
    return whenReady(frame, (ready) => this.carryOut(run, command, prepared, ready))
  }

  private carryOut(run: Run, command: SessionCommand, prepared: Outcome, frame: Frame): Soon<Attempt> {
    const { records, facts } = prepared
    const record = records[prepared.index]!
    if (run.epoch !== this.cache.epoch) return undefined
    if (facts.length === 0) run.onDone?.(prepared)
    if (facts.length === 0) return this.ifConfirmed(run, records, answerOf(prepared, [], frame, run.commandId))

    if (run.onDone !== undefined) run.decision = prepared
    let answer: CommandResult
    let writes: Write[]
    for (const each of records) this.cache.beforeFolding(each)
    const live = LiveKeys.before(prepared)
    try {
      writes = writeDown(command, prepared, records, run.commandId, this.setting)
      answer = answerOf(prepared, writes, frame, run.commandId)
    } catch (thrown) {
      // Some of the command's events may be folded, and none will be committed.
      for (const each of records) each.isBroken = true
      throw thrown
    }
    const tokenId = command.op === 'book' ? command.tokenId : undefined
    const { claims, releases } = keysOf(tokenId, record.sessionId, live, writes)
    const commit = { commandId: run.commandId, fingerprint: fingerprintOf(command), answer, writes, claims, releases }
    return this.commitThenAnswer(run, commit, records)
  }

  /** Returns the answer once the commit is durable. The next command of these sessions is decided meanwhile. */
  private commitThenAnswer(run: Run, commit: Commit, records: readonly SessionRecord[]): Promise<Attempt> {
    const submission = new Submission(commit, records)
    this.committer.submit(submission)
    if (records.length > 0) run.keys.releaseAll()
    // An async function would keep more until the commit than the decision itself, and thousands may wait.
    return submission.outcome.then((outcome) => {
      this.cache.afterCommit(records)
      return this.answerAfter(run, commit, outcome)
    })
  }

  private answerAfter(run: Run, commit: Commit, outcome: CommitOutcome): Soon<Attempt> {
    switch (outcome.status) {
      case 'committed':
        if (run.command.op === 'registerDoctor') this.cache.forgetDoctor(run.command.doctor.id)
        if (run.decision !== undefined) run.onDone?.(run.decision)
        return commit.answer as CommandResult
      case 'conflict':
        run.lostAt = commit.writes[0]!.stream
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

  private basisOf(command: SessionCommand, prepared: Outcome): Basis {
    return basisOf(prepared, numbersIssued(command, prepared, this.setting))
  }

  private async planOn(
    command: SessionCommand,
    prepared: Outcome,
    now: number,
    id: string,
    since: number,
  ): Promise<Plan> {
    const basis = this.basisOf(command, prepared)
    if (prepared.refusal !== undefined) return { ...prepared.refusal, basis }
    const records = prepared.records.map((record) => record.copy())
    const writes = writeDown(command, prepared, records, id, this.setting)
    const record = records[prepared.index]!
    const frame = await this.frame(record, now, since)
    return { ...answerOf({ ...prepared, records }, writes, frame, id), basis }
  }
}
