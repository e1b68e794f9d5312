import type { SubscribeOptions } from '../../api/options'
import { isOpdError, OpdError } from '../../errors'
import { freeze, type OpdEvent } from '../../events/event'
import type { LogEntry, Store } from '../../store/store'
import { Fields, invalid, untrusted } from '../input/fields'
import { hostCode } from '../input/host-code'
import { atMost, monotonicNow } from '../time'

/** A value of `after`: the end of the log. */
const LATEST = -1

/** Checked options of a subscription. */
export interface SubscriptionStart {
  readonly after: number
  readonly consumer: string | undefined
  readonly signal: AbortSignal | undefined
  readonly onDamagedEvent: ((position: number, error: unknown) => void) | undefined
}

/** Entries of one read. */
const BATCH = 64
/** Pauses at the end of the log, if the store can watch for commits and if it cannot. */
const POLL_WATCHED_MS = 1_000
const POLL_MS = 50

/** Reads the log for one subscriber: in order, without gaps, each entry at least once, then new entries as they are committed. */
export class Subscription {
  private position: number
  private saved = 0
  private hasSaved = false
  /** The event at `position`, if this subscription has read it. */
  private last: OpdEvent | undefined
  private saving: Promise<void> = Promise.resolve()
  /** Whether the host is handling an entry: it has not requested the next one. */
  private isHandedOut = false
  private isOver = false
  /** A position that was saved without an answer: the checkpoint may be there, or get there later. */
  private unsure: number | undefined
  /** The store may be closed: no more checkpoints are saved. */
  isDetached = false
  private wakes = 0
  private sleeper: (() => void) | undefined
  private leave!: () => void
  private readonly left = new Promise<void>((resolve) => {
    this.leave = resolve
  })

  constructor(
    private readonly store: Store,
    private readonly options: SubscriptionStart,
  ) {
    this.position = options.after
  }

  wake(): void {
    this.wakes++
    this.sleeper?.()
  }

  /** Ends the subscription and saves its checkpoint, before the store is closed: at the moment `giveUp`, or earlier. */
  async end(giveUp: number): Promise<void> {
    this.isOver = true
    this.wake()
    // A checkpoint that cannot be saved only repeats entries later, so closing goes on.
    await atMost(giveUp - monotonicNow(), this.isHandedOut ? this.save() : this.left).catch(() => {})
    this.isDetached = true
  }

  async *entries(): AsyncGenerator<LogEntry, void, undefined> {
    const { after, consumer, signal } = this.options
    const abort = () => {
      this.isOver = true
      this.wake()
    }
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) this.isOver = true
    try {
      if (consumer !== undefined) this.position = this.saved = await this.store.checkpoint(consumer)
      if (after === LATEST) this.position = await this.store.head()
      else if (this.position > 0 && (await this.store.head()) < this.position) throw rewound(this.position)
      while (!this.isOver) {
        const { wakes } = this
        const batch = await this.next()
        for (const { position, event } of batch) {
          if (position !== this.position + 1) throw hole(this.position, position)
          if (this.isOver) return
          this.isHandedOut = true
          // Frozen, because stores may share it, and what a consumer does to it must not move its checkpoint.
          yield Object.freeze({ position, event: freeze(event) })
          this.isHandedOut = false
          this.position = position
          this.last = event
        }
        await this.save()
        // After a commit during the read there may be new entries: no sleep.
        if (batch.length < BATCH && wakes === this.wakes) await this.sleep()
      }
    } finally {
      signal?.removeEventListener('abort', abort)
      try {
        await this.save()
      } finally {
        this.leave()
      }
    }
  }

  /** Reads the next entries. A damaged event is passed over if the host wants to be told of it. */
  private async next(): Promise<readonly LogEntry[]> {
    const { store, options } = this
    try {
      if (this.last === undefined) return await store.read(this.position, BATCH)
      // The last event is read once more. If it is another one, or missing, others may have been replaced before it.
      const [again, ...news] = await store.read(this.position - 1, BATCH + 1)
      if (isSame(again?.event, this.last)) return news
      throw rewound(this.position)
    } catch (thrown) {
      if (options.onDamagedEvent === undefined || !isDamage(thrown)) throw thrown
    }
    const damaged = this.position + 1
    try {
      // The damaged event is not the next one: those before it come first, one by one.
      return await store.read(this.position, 1)
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown
      // If what follows cannot be read either, more than an event is damaged.
      await store.read(damaged, 1)
      const { onDamagedEvent } = options
      hostCode('onDamagedEvent', () => onDamagedEvent(damaged, thrown))
    }
    this.position = damaged
    this.last = undefined
    return this.next()
  }

  /** Saves the checkpoint. Saves run one after another, because each begins at the position of the last. */
  private save(): Promise<void> {
    this.saving = this.saving.catch(() => {}).then(() => this.advance())
    return this.saving
  }

  private async advance(): Promise<void> {
    const { consumer } = this.options
    const { position, saved } = this
    if (consumer === undefined || position <= saved || this.isDetached) return
    // A checkpoint must not pass over events that took the places of those that were handled.
    const [again] = this.last === undefined ? [] : await this.store.read(position - 1, 1)
    if (this.last !== undefined && !isSame(again?.event, this.last)) throw rewound(position)
    if (this.isDetached) return
    const { unsure } = this
    this.unsure = position
    const isSaved = await this.store.advance(consumer, saved, position)
    // A process that was killed while it saved may have moved the checkpoint after this one had read it, but only once.
    const found = isSaved ? position : await this.store.checkpoint(consumer)
    this.unsure = undefined
    if (!isSaved && found !== unsure && (this.hasSaved || found <= saved)) throw moved(consumer, saved, position)
    this.saved = found
    this.hasSaved = true
    if (!isSaved) await this.advance()
  }

  /** Waits until there may be new entries. */
  private sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.sleeper?.(), this.store.watch === undefined ? POLL_MS : POLL_WATCHED_MS)
      this.sleeper = () => {
        clearTimeout(timer)
        this.sleeper = undefined
        resolve()
      }
      if (this.isOver) this.sleeper()
    })
  }
}

/** Whether a stored event is one that was read before. */
function isSame(stored: OpdEvent | undefined, known: OpdEvent): boolean {
  return stored === known || JSON.stringify(stored) === JSON.stringify(known)
}

function isDamage(thrown: unknown): boolean {
  return isOpdError(thrown) && thrown.code === 'store-corrupt'
}

function moved(consumer: string, from: number, to: number): OpdError {
  const message = `The checkpoint of '${consumer}' is no longer at ${from}. Maybe two processes subscribe with this name: run each consumer in one process only.`
  return new OpdError('checkpoint-moved', message, { consumer, from, to })
}

function rewound(position: number): OpdError {
  const message = `The log no longer has the event at position ${position} that was read before: a backup was restored, or a standby without it took over. Find out what the consumer did with events that are gone, then subscribe from a position before them.`
  return new OpdError('log-rewound', message, { position })
}

function hole(position: number, found: number): OpdError {
  return new OpdError(
    'store-corrupt',
    `The log has a gap: position ${found} follows ${position}. Restore the store from a backup.`,
    { position, found },
  )
}

/** The subscriptions of one scheduler to the durable log. */
export class Feed {
  private readonly subscriptions = new Set<Subscription>()
  private unwatch: (() => void) | undefined
  private isClosed = false

  constructor(private readonly store: Store) {}

  /** Called if something may have been committed. */
  readonly wake = (): void => {
    for (const subscription of this.subscriptions) subscription.wake()
  }

  entries(options: SubscribeOptions): AsyncGenerator<LogEntry, void, undefined> {
    return this.run(new Subscription(this.store, read(options)))
  }

  /** Ends all subscriptions and saves their checkpoints, until the moment `giveUp`. Does not wait for a host that is handling an entry. */
  async close(giveUp: number): Promise<void> {
    this.isClosed = true
    this.unwatch?.()
    await Promise.all([...this.subscriptions].map((subscription) => subscription.end(giveUp)))
  }

  private async *run(subscription: Subscription): AsyncGenerator<LogEntry, void, undefined> {
    if (this.isClosed) return
    this.unwatch ??= this.store.watch?.(this.wake)
    this.subscriptions.add(subscription)
    try {
      yield* subscription.entries()
    } catch (thrown) {
      // What closing did not wait for may find the store closed. The subscription ends all the same.
      if (!subscription.isDetached || !isOpdError(thrown)) throw thrown
    } finally {
      this.subscriptions.delete(subscription)
    }
  }
}

function read(input: unknown): SubscriptionStart {
  return untrusted('the options', input, () => {
    const fields = Fields.of(input, 'the options')
    const consumer = fields.has('consumer') ? fields.id('consumer') : undefined
    const given = fields.get('after')
    if (consumer !== undefined && given !== undefined)
      throw invalid('after', given, 'Leave it out: a consumer continues at its checkpoint')
    const after =
      given === undefined ? 0 : given === 'latest' ? LATEST : fields.whole('after', 0, Number.MAX_SAFE_INTEGER)
    const signal = fields.get('signal')
    if (signal !== undefined && !(signal instanceof AbortSignal))
      throw invalid('signal', signal, 'Give the signal of an AbortController')
    const onDamagedEvent = fields.get('onDamagedEvent')
    if (onDamagedEvent !== undefined && typeof onDamagedEvent !== 'function')
      throw invalid('onDamagedEvent', onDamagedEvent, 'Give a function that takes a position and an error')
    fields.done()
    return { after, consumer, signal, onDamagedEvent: onDamagedEvent as SubscriptionStart['onDamagedEvent'] }
  })
}
