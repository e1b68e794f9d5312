import type { RulesOption, TokenRequest } from '../core/rules/rules'
import type {
  DoctorEvent,
  Having,
  Lacking,
  OpdEvent,
  SessionClosed,
  SessionDelayed,
  SessionOpened,
  SlotBlocked,
  SlotEvent,
  SlotReleased,
  TokenEvent,
  TokenEventType,
} from '../events/event'
import type { Store } from '../store/store'

/**
 * Options of a scheduler. Wrong or unknown options throw `invalid-input`, wrong rules throw `invalid-rules`.
 *
 * @example
 * ```ts
 * const options: SchedulerOptions = { timeZone: 'Asia/Kolkata', rules: publicHospital(), store: sqliteStore('opd.db') }
 * ```
 */
export interface SchedulerOptions {
  /** The facility's IANA time zone, such as `Asia/Kolkata`. There is no default: the host machine's zone is never used. */
  readonly timeZone: string
  /**
   * Ranks, seats, and which tokens move: a preset, or rules of your own; for all doctors, by doctor, or a function that returns the rules
   * of a session. The function is asked once for each session that comes into memory. Let it return the same object for the same rules.
   *
   * @defaultValue `standard()`
   */
  readonly rules?: RulesOption | undefined
  /**
   * The store that keeps the events. The scheduler closes it on `close`.
   *
   * @defaultValue `memoryStore()`
   */
  readonly store?: Store | undefined
  /**
   * Returns the time in epoch milliseconds.
   *
   * @defaultValue `Date.now`
   */
  readonly clock?: (() => number) | undefined
  /**
   * Returns the number of a token, as a text of 1 to 20 characters, from its order of arrival in the session (from 1). Each sequence
   * must get a number of its own; a number that another token of the session has is `invalid-rules`.
   *
   * @defaultValue three digits, such as `007`
   */
  readonly formatNumber?: ((sequence: number, source: string) => string) | undefined
  /**
   * How the patients of this facility come, for the forecasts of `queue` and `estimate`.
   *
   * @defaultValue what studies of many clinics found
   */
  readonly habits?: Habits | undefined
  /**
   * How long a command or query retries conflicts and store failures, in milliseconds. A command that waits for an append which
   * then fails may take twice as long.
   *
   * @defaultValue 10,000
   */
  readonly deadlineMs?: number | undefined
  /**
   * Size of the cache, in sessions. Other sessions are read from the store when needed. Those that commands use stay longest; queries and
   * sweeps displace none of them.
   *
   * @defaultValue 2,000
   */
  readonly sessionsInMemory?: number | undefined
  /**
   * Called with what a listener threw, and the event that it was given.
   *
   * @defaultValue the error becomes an uncaught exception of the process
   */
  readonly onListenerError?: ((error: unknown, event: OpdEvent) => void) | undefined
  /**
   * Called with the id of each doctor or session whose events are damaged, and the error. `doctors`, `sessions`, `tokens`, `stats` and
   * `sweep` then leave it out. Queries and commands about it alone still reject with `store-corrupt`.
   *
   * @defaultValue the query rejects with `store-corrupt`; a sweep does so after it has swept the others
   */
  readonly onDamagedStream?: ((stream: string, error: unknown) => void) | undefined
}

/**
 * How patients come. A facility that knows better than the defaults gets better forecasts.
 *
 * @example
 * ```ts
 * const habits: Habits = { comes: ({ source }) => (source === 'paid' ? 0.95 : 0.8), earlyMinutes: 25 }
 * ```
 */
export interface Habits {
  /**
   * Returns the chance, from 0 to 1, that the patient of a token comes, if it is not known yet. It differs from day to day around this.
   *
   * @defaultValue 0.8, as of 110,527 appointments of Brazilian clinics in 2016
   */
  readonly comes?: ((request: TokenRequest) => number) | undefined
  /**
   * Minutes by which patients arrive before the start of their slot, on average; below 0 if after it. From -240 to 240.
   *
   * @defaultValue 15, as in the review of Cayirli and Veral (2003)
   */
  readonly earlyMinutes?: number | undefined
  /**
   * Standard deviation of the minutes by which they arrive early, from 1 to 240.
   *
   * @defaultValue 20, as in the same review
   */
  readonly spreadMinutes?: number | undefined
}

/**
 * How fresh the answer of a query must be, and what may be left out of it.
 *
 * @example
 * ```ts
 * const queue = await opd.queue({ sessionId: 'dr-rao.2026-01-30' }, { maxStaleMs: 2_000, estimates: false })
 * ```
 */
export interface QueryOptions {
  /**
   * How old the answer may be, in milliseconds, at most one day. It comes from memory if the store was read at most that long ago.
   *
   * @defaultValue 0: the answer includes every commit, of any process, that was acknowledged before the query
   */
  readonly maxStaleMs?: number
  /**
   * Whether `queue` estimates when each patient may be called. The estimates take most of its time.
   *
   * @defaultValue true
   */
  readonly estimates?: boolean
}

/**
 * How often to sweep, and what to do about failures.
 *
 * @example
 * ```ts
 * const options = { everySeconds: 30, onError: (error) => console.error(error) }
 * ```
 */
export interface SweeperOptions {
  /** Seconds from the end of one sweep to the next, above 0 and at most 2,000,000. */
  readonly everySeconds: number
  /**
   * Whether the sweeper keeps the process alive until it is stopped. Give true in a process that does nothing else: it would end at once.
   *
   * @defaultValue false
   */
  readonly keepAlive?: boolean
  /**
   * Called with what a sweep throws. The next sweep runs all the same.
   *
   * @defaultValue the error becomes an uncaught exception of the process
   */
  readonly onError?: (error: unknown) => void
}

/**
 * The start of a subscription in the log, and its end.
 *
 * @example
 * ```ts
 * const stop = new AbortController()
 * for await (const { event } of opd.subscribe({ consumer: 'sms', signal: stop.signal })) console.log(event.type)
 * ```
 */
export interface SubscribeOptions {
  /**
   * Position after which to begin: 0 for the whole log, `'latest'` for new events only. Leave it out if you name a consumer: it
   * continues at its checkpoint.
   *
   * @defaultValue 0
   */
  readonly after?: number | 'latest'
  /**
   * Name under which the store saves this subscriber's checkpoint. An event counts as handled when the next one is requested. The
   * checkpoint is saved after every batch of 64, when the log is read to its end, and when the subscription ends. If two subscribers
   * use one name at once, one of them throws `checkpoint-moved`.
   */
  readonly consumer?: string
  /** Ends the subscription when aborted. */
  readonly signal?: AbortSignal
  /**
   * Called with the position of an event that the store cannot read, and the error (`store-corrupt`). The event is then left out, and the
   * subscription goes on after it. A subscription without this function throws the error, as it does if the event after it is damaged too.
   */
  readonly onDamagedEvent?: (position: number, error: unknown) => void
}

/** A bump or a move after which the token is on the waiting list. */
export type SentToWait = TokenEvent<'token.bumped' | 'token.moved'> & Lacking<'to'> & Having<'waitsFor'>

/** A bump or a move after which the token has neither a seat nor a place on the waiting list. */
export type MovedOut = TokenEvent<'token.bumped' | 'token.moved'> & Lacking<'to' | 'waitsFor'>

/** A bump after which the token has another seat. */
export type Cascaded = TokenEvent<'token.bumped'> & Having<'to' | 'toSlot'>

/** The event that a listener gets, by the type that it listens to. */
export type EventMap = {
  /** Every event, once. */
  '*': OpdEvent
  /** A doctor was registered or changed. */
  'doctor.registered': DoctorEvent
  /** A session opened. */
  'session.opened': SessionOpened
  /** A session closed. */
  'session.closed': SessionClosed
  /** A slot was added. */
  'slot.added': SlotEvent<'slot.added'>
  /** The seats that a slot reserved for channels are open to all. */
  'slot.released': SlotReleased
  /** The doctor is away in a slot. */
  'slot.blocked': SlotBlocked<'slot.blocked'>
  /** The doctor is back in a slot. */
  'slot.unblocked': SlotBlocked<'slot.unblocked'>
  /** The clinic runs late, or on time again. */
  'session.delayed': SessionDelayed
  /** A slot got another capacity. */
  'slot.resized': SlotEvent<'slot.resized'>
  /** A bumped token got another seat; emitted after its `token.bumped`. */
  'token.cascaded': Cascaded
  /** A token joined the waiting list: a newcomer, or a token that was bumped or moved. */
  'token.waitlisted': TokenEvent<'token.waitlisted'> | SentToWait
  /** A token was dropped: at the end of the session, or because a bump or a move left it no place. */
  'token.dropped': TokenEvent<'token.dropped'> | MovedOut
} & {
  /** Any other event about a token. */
  [Type in Exclude<TokenEventType, 'token.waitlisted' | 'token.dropped'>]: TokenEvent<Type>
}

/** Called with each event of a type after its commit, in order. */
export type Listener<Type extends keyof EventMap> = (event: EventMap[Type]) => void
