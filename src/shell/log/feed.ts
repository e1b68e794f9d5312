import type { SubscribeOptions } from '../../api/options'
import { isOpdError } from '../../errors'
import type { LogEntry, Store } from '../../store/store'
import { Fields } from '../input/fields'
import { invalid, untrusted } from '../input/invalid'
import { LATEST, Subscription, type SubscriptionStart } from './subscription'

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
