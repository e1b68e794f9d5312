import type {
  AddSlots,
  Book,
  CallNext,
  CloseSession,
  Command,
  OpenSession,
  Reclassify,
  RegisterDoctor,
  Reinstate,
  Reschedule,
  ResizeSlot,
  SessionTarget,
  TokenCommand,
} from './commands'
import type { Doctor } from './core/doctor'
import { OpdError } from './errors'
import type { SchedulerOptions } from './options'
import { standard } from './presets/standard'
import type {
  BookResult,
  CommandResult,
  DoctorResult,
  ResultOf,
  SessionResult,
  SessionSummary,
  SessionView,
  SweepReport,
  TokenResult,
  TokenView,
} from './results'
import { type Basis, type Plan, readBasis } from './shell/basis'
import { checkRules } from './shell/check-rules'
import { Emitter, type EventMap, type Listener } from './shell/emitter'
import { Engine } from './shell/engine'
import type { HistoryEntry } from './shell/explain'
import { invalid, untrusted } from './shell/invalid'
import { Queries } from './shell/queries'
import type { QueueView } from './shell/queue-view'
import { readCommand } from './shell/read-command'
import type { Stats } from './shell/stats'
import { Sweeper, type SweeperOptions, sweepAll } from './shell/sweeper'
import { Zone } from './shell/zone'
import { memoryStore } from './store/memory'
import type { SessionQuery, Store } from './store/store'

/**
 * Allocates outpatient tokens: who gets which seat in which doctor's slot, who moves when an emergency arrives, who moves up
 * when somebody cancels. Expected refusals are answered as `status: 'rejected'`; everything thrown is an `OpdError`.
 */
export class OpdScheduler {
  private readonly emitter = new Emitter()
  private readonly store: Store
  private readonly zone: Zone
  private readonly engine: Engine
  private readonly queries: Queries
  private readonly sweepers: Sweeper[] = []
  private closed = false

  constructor(options: SchedulerOptions) {
    if (typeof options !== 'object' || options === null) throw invalid('options', options, 'give at least a timeZone')
    const { rules = standard(), store = memoryStore(), clock = Date.now } = options
    const formatNumber = options.formatNumber ?? ((sequence) => String(sequence).padStart(3, '0'))
    this.store = store
    this.zone = new Zone(options.timeZone)
    this.engine = new Engine({ rules: checkRules(rules), store, clock, formatNumber, zone: this.zone }, this.emitter)
    this.queries = new Queries(this.engine, store)
  }

  /** Registers a doctor or changes their details; does nothing when they are known so. */
  registerDoctor(input: RegisterDoctor): Promise<DoctorResult> {
    return this.run('registerDoctor', input)
  }

  /** Opens a doctor's session on a date; does nothing when it was opened with the same slots. */
  openSession(input: OpenSession): Promise<SessionResult> {
    return this.run('openSession', input)
  }

  /** Adds slots to an open session and seats whoever waits for them. */
  addSlots(input: AddSlots): Promise<SessionResult> {
    return this.run('addSlots', input)
  }

  /** Gives a slot another capacity; promotes into new seats, and with `displace` moves those who no longer fit. */
  resizeSlot(input: ResizeSlot): Promise<SessionResult> {
    return this.run('resizeSlot', input)
  }

  /** Ends a session: waiting tokens are dropped and no seat is given any more. */
  closeSession(input: CloseSession): Promise<SessionResult> {
    return this.run('closeSession', input)
  }

  /** Asks for a seat. */
  book(input: Book): Promise<BookResult> {
    return this.run('book', input)
  }

  /** Takes a seat that is held or was offered, as long as it is kept. */
  confirm(input: TokenCommand): Promise<TokenResult> {
    return this.run('confirm', input)
  }

  /** Gives a seat, a hold, an offer or a place on the waiting list up; until the visit begins. */
  cancel(input: TokenCommand): Promise<TokenResult> {
    return this.run('cancel', input)
  }

  /** Moves a token to another slot or day of its doctor: a new token is seated before the old one leaves, or nothing changes. */
  reschedule(input: Reschedule): Promise<TokenResult> {
    return this.run('reschedule', input)
  }

  /** The patient has arrived, and from now on is never moved; or is back after a visit, as with a laboratory result. */
  checkIn(input: TokenCommand): Promise<TokenResult> {
    return this.run('checkIn', input)
  }

  /** Calls the best of those present, by the rules' call order; refused with `queue-empty` where nobody is. */
  callNext(input: CallNext): Promise<TokenResult> {
    return this.run('callNext', input)
  }

  /** Calls this token; again if it was called and did not come. */
  call(input: TokenCommand): Promise<TokenResult> {
    return this.run('call', input)
  }

  /** Called and did not come: passed over for some calls, and a no-show after too many skips. */
  skip(input: TokenCommand): Promise<TokenResult> {
    return this.run('skip', input)
  }

  /** The patient is with the doctor; from `confirmed`, `checked-in` or `called`. */
  start(input: TokenCommand): Promise<TokenResult> {
    return this.run('start', input)
  }

  /** The visit is over; from any status of a seated patient. */
  complete(input: TokenCommand): Promise<TokenResult> {
    return this.run('complete', input)
  }

  /** The patient left without being seen; from `checked-in` or `called`. */
  leaveUnseen(input: TokenCommand): Promise<TokenResult> {
    return this.run('leaveUnseen', input)
  }

  /** The patient did not come; from `confirmed` or `called`. The seat goes to whom the promotion rule gives it. */
  noShow(input: TokenCommand): Promise<TokenResult> {
    return this.run('noShow', input)
  }

  /** A no-show came after all: it gets the next free seat, else the head of its class on the waiting list. */
  reinstate(input: Reinstate): Promise<TokenResult> {
    return this.run('reinstate', input)
  }

  /** Takes the last step of a token's visit back, as after a wrong click; again and again, back to `confirmed`. */
  undo(input: TokenCommand): Promise<TokenResult> {
    return this.run('undo', input)
  }

  /** Does what the clock says in all open sessions: holds, offers and kept seats, no-shows past the grace, the session's end. */
  async sweep(): Promise<SweepReport> {
    this.ensureOpen()
    return sweepAll(this.engine, this.store)
  }

  /** Sweeps every so many seconds, until `close` or until the function that it answers is called. */
  startSweeper(options: SweeperOptions): () => Promise<void> {
    this.ensureOpen()
    const sweeper = new Sweeper(() => sweepAll(this.engine, this.store), options)
    this.sweepers.push(sweeper)
    return () => sweeper.stop()
  }

  /** Changes source or attributes. Who has a seat keeps it; who waits asks again as the new class. */
  reclassify(input: Reclassify): Promise<TokenResult> {
    return this.run('reclassify', input)
  }

  /** Carries out any command given as data; with the `basis` of a plan only if nothing has changed since. */
  async execute<Op extends Command['op']>(
    command: Command & { readonly op: Op },
    options: { readonly basis?: Basis } = {},
  ): Promise<ResultOf<Op>> {
    this.ensureOpen()
    const result = await this.engine.execute(readCommand(command, this.zone), readBasis(options.basis))
    return result as ResultOf<Op>
  }

  /** What a command would do now and who would move, without doing it. */
  async plan<Op extends Command['op']>(command: Command & { readonly op: Op }): Promise<Plan<ResultOf<Op>>> {
    this.ensureOpen()
    return (await this.engine.plan(readCommand(command, this.zone))) as unknown as Plan<ResultOf<Op>>
  }

  /** All registered doctors, by id. */
  async doctors(): Promise<readonly Doctor[]> {
    this.ensureOpen()
    return this.queries.doctors()
  }

  /** Sessions with their free seats, by date and doctor. */
  async sessions(query: SessionQuery = {}): Promise<readonly SessionSummary[]> {
    this.ensureOpen()
    return this.queries.sessions(query)
  }

  /** One session with all its tokens, if it exists. */
  async session(sessionId: string): Promise<SessionView | undefined> {
    this.ensureOpen()
    return this.queries.session(sessionId)
  }

  /** The consulting room and the waiting room of a session, with when each may be called; undefined where there is none. */
  async queue(query: SessionTarget): Promise<QueueView | undefined> {
    this.ensureOpen()
    return this.queries.queue(query)
  }

  /** One token, if it exists. */
  async token(tokenId: string): Promise<TokenView | undefined> {
    this.ensureOpen()
    return this.queries.token(tokenId)
  }

  /** All tokens of a patient, by date; looks through every session that the other fields select. */
  async tokens(query: { readonly patientId: string } & SessionQuery): Promise<readonly TokenView[]> {
    this.ensureOpen()
    return this.queries.tokens(query)
  }

  /** Everything that happened to a token, oldest first, in data and in words; empty for a token that does not exist. */
  async history(tokenId: string): Promise<readonly HistoryEntry[]> {
    this.ensureOpen()
    return this.queries.history(tokenId)
  }

  /** Counts over the sessions selected, or over all. */
  async stats(query: SessionQuery = {}): Promise<Stats> {
    this.ensureOpen()
    return this.queries.stats(query)
  }

  /**
   * Calls a listener after every commit of this instance that brings such an event, at most once each, in order. What a
   * listener throws harms neither the command nor other listeners; it is thrown again as an uncaught exception of the process.
   */
  on<Type extends keyof EventMap>(type: Type, listener: Listener<Type>): this {
    this.emitter.on(type, listener)
    return this
  }

  /** Calls a listener for the next such event only. */
  once<Type extends keyof EventMap>(type: Type, listener: Listener<Type>): this {
    this.emitter.once(type, listener)
    return this
  }

  /** Takes a listener away. */
  off<Type extends keyof EventMap>(type: Type, listener: Listener<Type>): this {
    this.emitter.off(type, listener)
    return this
  }

  /** Releases the store and the listeners. Later calls are refused with `closed`. */
  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    await Promise.all(this.sweepers.map((sweeper) => sweeper.stop()))
    this.emitter.clear()
    await this.store.close()
  }

  private async run<Result extends CommandResult>(op: Command['op'], input: unknown): Promise<Result> {
    const isObject = typeof input === 'object' && input !== null && !Array.isArray(input)
    const given = isObject ? untrusted('the command', input, () => ({ ...input, op })) : input
    return (await this.execute(given as Command)) as CommandResult as Result
  }

  private ensureOpen(): void {
    if (this.closed) throw new OpdError('closed', 'This scheduler was closed. Maybe make a new one.')
  }
}
