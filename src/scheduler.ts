import type { Basis, Command, Commands } from './api/commands'
import type { EventMap, Listener, SchedulerOptions, SubscribeOptions, SweeperOptions } from './api/options'
import type { CommandResult, Plan, Rejected, Results, SweepReport } from './api/results'
import type { OpenedSessions, OpenSessions } from './api/session-commands'
import { OpdError } from './errors'
import { standard } from './presets/standard'
import { QueryMethods } from './query-methods'
import { readBasis } from './shell/command/basis'
import { commandOf, readCommand } from './shell/command/commands'
import { Engine } from './shell/engine'
import { readOptions } from './shell/input/read-options'
import type { Setting } from './shell/input/setting'
import { Emitter } from './shell/log/emitter'
import { Feed } from './shell/log/subscription'
import { Planner } from './shell/planner'
import { Queries } from './shell/queries'
import { retryingStore } from './shell/sessions/retrying-store'
import { readSweeperOptions, Sweeper, Sweeps } from './shell/sweeper'
import { atMost, monotonicNow } from './shell/time'
import { openSessions } from './shell/timetable'
import { memoryStore } from './store/memory'
import type { LogEntry } from './store/store'

/**
 * Allocates outpatient tokens: which token gets which seat in a doctor's slot, which moves when an emergency arrives, and which moves up
 * after a cancellation. Expected refusals are returned as `status: 'rejected'`; everything thrown is an `OpdError`.
 *
 * @example
 * ```ts
 * const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata' })
 * await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
 * ```
 */
export class OpdScheduler extends QueryMethods {
  private readonly setting: Setting
  private readonly emitter: Emitter
  private readonly engine: Engine
  private readonly planner: Planner
  private readonly queries: Queries
  private readonly feed: Feed
  private readonly sweeps: Sweeps
  private readonly sweepers = new Set<Sweeper>()
  /** Calls that have not returned yet. */
  private calls = 0
  private atRest: (() => void) | undefined
  private closing: Promise<void> | undefined

  constructor(options: SchedulerOptions) {
    super()
    const read = readOptions(options, { rules: standard, store: memoryStore })
    const store = retryingStore(read.store, read.deadlineMs)
    this.setting = { ...read, store }
    this.emitter = new Emitter(read.onListenerError)
    this.feed = new Feed(store)
    this.engine = new Engine(this.setting, this.emitter, this.feed.wake)
    this.planner = new Planner(this.engine, this.setting)
    this.queries = new Queries(this.engine, this.setting)
    this.sweeps = new Sweeps(this.engine, this.setting)
  }

  /**
   * Opens the sessions of a doctor's timetable that are missing: the weekly slots, except on the days that say something else. A session
   * that exists is not changed, so run it at start and every day. Several processes may run it at once.
   *
   * What concerns one date is in `failed`: a refusal, such as `doctor-not-found`, or a time that a clock change skips or repeats. Throws
   * `invalid-input` before anything is written. Throws `invalid-rules`, `conflict-retries-exhausted`, `outcome-unknown`, `store-failed` or
   * `closed` if some sessions may be missing. Then run it again.
   *
   * @example
   * ```ts
   * const morning = [{ start: '09:00', end: '10:00', capacity: 6 }]
   * const week = { monday: morning, tuesday: morning, thursday: morning }
   * const { opened, failed } = await opd.openSessions({ doctorId: 'dr-rao', from: '2026-02-02', to: '2026-02-22', week })
   * console.log(opened.length, failed) // 9 []
   * ```
   */
  async openSessions(input: OpenSessions): Promise<OpenedSessions> {
    return this.whileOpen(() => openSessions(this.engine, this.queries, this.setting.zone, input))
  }

  /**
   * Carries out what is due by the clock: expired holds and offers, no-shows past the grace, ended sessions. It looks only at sessions
   * in which something may be due, and the first time at every open one, because this scheduler may have other rules than the last. It
   * gives way to other work every few milliseconds. A session that fails does not stop the others; the first error is thrown at the end.
   */
  async sweep(): Promise<SweepReport> {
    return this.whileOpen(() => this.sweeps.sweep())
  }

  /**
   * Sweeps every `everySeconds` seconds. The returned function stops it and waits for the sweep under way; so does `close`. A process
   * that does nothing else needs `keepAlive`. Throws `invalid-input` or `closed`.
   *
   * @example
   * ```ts
   * const stop = opd.startSweeper({ everySeconds: 30 })
   * ```
   */
  startSweeper(options: SweeperOptions): () => Promise<void> {
    this.ensureOpen()
    const sweeper = new Sweeper(() => this.sweeps.sweep(), readSweeperOptions(options))
    this.sweepers.add(sweeper)
    return () => {
      this.sweepers.delete(sweeper)
      return sweeper.stop()
    }
  }

  /**
   * Carries out a command given as data, and returns its result or a refusal. With the `basis` of a plan, the command is refused with
   * `plan-stale` if a session has changed since, or if the time or the rules would have it do something else.
   *
   * Throws `invalid-input`, `invalid-rules`, `command-id-reused`, `conflict-retries-exhausted`, `outcome-unknown`,
   * `store-failed`, `store-corrupt` or `closed`.
   *
   * @example
   * ```ts
   * const cancel: Command<'cancel'> = { op: 'cancel', tokenId: 'dr-rao.2026-01-30.t7' }
   * await opd.execute(cancel, { basis: (await opd.plan(cancel)).basis })
   * ```
   */
  execute<Op extends keyof Commands>(
    command: Command & { readonly op: Op },
    options?: { readonly basis?: Basis | undefined },
  ): Promise<Results[Op] | Rejected<'plan-stale'>> {
    const call = () => this.engine.execute(readCommand(command, this.setting.zone), readBasis(options))
    return this.whileOpen(call) as Promise<Results[Op]>
  }

  /** Returns what a command would do now and which tokens would move, without doing it. */
  async plan<Op extends keyof Commands>(command: Command & { readonly op: Op }): Promise<Plan<Results[Op]>> {
    const plan = await this.whileOpen(async () => this.planner.plan(readCommand(command, this.setting.zone)))
    return plan as unknown as Plan<Results[Op]>
  }

  /**
   * Calls a listener with each event of this type after its commit, in order, at most once; `'*'` is every type. Only commits of this
   * instance count. An error of a listener affects neither the command nor other listeners: it goes to `onListenerError`. Events are
   * frozen. Throws `invalid-input` for an unknown type, or if the listener is no function.
   *
   * @example
   * ```ts
   * opd.on('token.bumped', (event) => console.log(event.patientId, 'leaves', event.fromSlot.start))
   * ```
   */
  on<Type extends keyof EventMap>(type: Type, listener: Listener<Type>): this {
    this.emitter.on(type, listener)
    return this
  }

  /** Calls a listener for the next event of this type only. */
  once<Type extends keyof EventMap>(type: Type, listener: Listener<Type>): this {
    this.emitter.once(type, listener)
    return this
  }

  /** Removes a listener. */
  off<Type extends keyof EventMap>(type: Type, listener: Listener<Type>): this {
    this.emitter.off(type, listener)
    return this
  }

  /**
   * Returns the durable log for `for await`: the events of all processes in order, each at least once, until the signal aborts or the
   * scheduler is closed. Throws `invalid-input`, `closed`, `store-corrupt` if the log has a gap, `checkpoint-moved`, or `log-rewound` if the
   * log lacks events that were read before.
   *
   * @example
   * ```ts
   * for await (const { position, event } of opd.subscribe({ consumer: 'sms' })) console.log(position, event.type)
   * ```
   */
  subscribe(options: SubscribeOptions = {}): AsyncGenerator<LogEntry, void, undefined> {
    this.ensureOpen()
    return this.feed.entries(options)
  }

  /**
   * Waits for the calls and sweeps under way, ends the subscriptions, saves their checkpoints, and closes the store. Later calls throw
   * `closed`. It takes at most `deadlineMs`, whatever the store does: what has no answer by then is not waited for any more, and closing
   * goes on. A call that was left fails at its own deadline, as if the scheduler were open. Rejects only if the store cannot be closed.
   */
  close(): Promise<void> {
    this.closing ??= this.end()
    return this.closing
  }

  protected override run<Op extends keyof Commands>(op: Op, input: Commands[Op]): Promise<Results[Op]> {
    try {
      // By way of `execute`, so that a host that wraps it sees all commands.
      return this.execute(commandOf(op, input) as Command) as Promise<CommandResult> as Promise<Results[Op]>
    } catch (thrown) {
      return Promise.reject(thrown)
    }
  }

  /** @internal */
  protected override ask<T>(question: (queries: Queries) => Promise<T>): Promise<T> {
    return this.whileOpen(() => question(this.queries))
  }

  private async end(): Promise<void> {
    const { store, deadlineMs } = this.setting
    const giveUp = monotonicNow() + deadlineMs
    await atMost(deadlineMs, Promise.all([this.rest(), ...[...this.sweepers].map((sweeper) => sweeper.stop())]))
    await this.feed.close(giveUp)
    this.emitter.clear()
    await atMost(giveUp - monotonicNow(), store.close())
  }

  /** Waits for the calls under way. */
  private async rest(): Promise<void> {
    if (this.calls > 0)
      await new Promise<void>((resolve) => {
        this.atRest = resolve
      })
  }

  /** Runs a call unless this scheduler is closed; closing waits for it. */
  private whileOpen<T>(call: () => Promise<T>): Promise<T> {
    let answer: Promise<T>
    try {
      this.ensureOpen()
      answer = call()
    } catch (thrown) {
      return Promise.reject(thrown)
    }
    this.calls++
    // No async function with `finally`: what it keeps until the call returns is more than all else that a waiting call keeps.
    answer.then(this.ended, this.ended)
    return answer
  }

  private readonly ended = (): void => {
    if (--this.calls === 0) this.atRest?.()
  }

  private ensureOpen(): void {
    if (this.closing !== undefined) throw new OpdError('closed', 'This scheduler was closed. Make a new one.')
  }
}
