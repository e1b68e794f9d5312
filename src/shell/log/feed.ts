import type { LogEntry, Store } from '../../store/store'
import { Fields } from '../input/fields'
import { invalid, untrusted } from '../input/invalid'
import { LATEST, Subscription, type SubscriptionStart } from './subscription'

/** Where to begin in the log, and when to end. */
export interface SubscribeOptions {
  /**
   * Position after which to begin: 0 for the whole log, `'latest'` for what comes from now on.
   *
   * @defaultValue 0; not to be given for a consumer
   */
  readonly after?: number | 'latest'
  /**
   * Name under which the store remembers how far this subscriber has come. An event counts as handled when the next one is asked
   * for; the checkpoint is stored after every batch, when there is nothing more to read, and at the end.
   */
  readonly consumer?: string
  /** Ends the subscription when it aborts. */
  readonly signal?: AbortSignal
}

/** Hands out the durable log to any number of subscribers. */
export class Feed {
  private readonly subscriptions = new Set<Subscription>()
  private unwatch: (() => void) | undefined
  private isClosed = false

  constructor(private readonly store: Store) {}

  /** Something may have been committed. */
  readonly wake = (): void => {
    for (const subscription of this.subscriptions) subscription.wake()
  }

  entries(options: SubscribeOptions): AsyncGenerator<LogEntry, void, undefined> {
    return this.run(new Subscription(this.store, read(options)))
  }

  /** Ends all subscriptions and stores how far they have come; waits for no host that is at work on an entry. */
  async close(): Promise<void> {
    this.isClosed = true
    this.unwatch?.()
    await Promise.all([...this.subscriptions].map((subscription) => subscription.end()))
  }

  private async *run(subscription: Subscription): AsyncGenerator<LogEntry, void, undefined> {
    if (this.isClosed) return
    this.unwatch ??= this.store.watch?.(this.wake)
    this.subscriptions.add(subscription)
    try {
      yield* subscription.entries()
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
      throw invalid('after', given, 'leave it out: a consumer goes on where its checkpoint is')
    const after =
      given === undefined ? 0 : given === 'latest' ? LATEST : fields.whole('after', 0, Number.MAX_SAFE_INTEGER)
    const signal = fields.get('signal')
    if (signal !== undefined && !(signal instanceof AbortSignal))
      throw invalid('signal', signal, 'give the signal of an AbortController')
    fields.done()
    return { after, consumer, signal }
  })
}
