import { OpdError } from '../../errors'
import type { LogEntry, Store } from '../../store/store'

/** Stands for the end of the log, wherever that is. */
export const LATEST = -1

/** Checked options of a subscription. */
export interface SubscriptionStart {
  readonly after: number
  readonly consumer: string | undefined
  readonly signal: AbortSignal | undefined
}

/** Entries that are read at once. */
const BATCH = 64
/** How long to wait where nothing has come: with a store that tells of commits, and with one that does not. */
const POLL_WATCHED_MS = 1_000
const POLL_MS = 50

/** One subscriber's way through the log: in order, without holes, at least once each, and then whatever comes. */
export class Subscription {
  private position: number
  private saved = 0
  private saving: Promise<void> = Promise.resolve()
  /** The host has an entry, and has not asked for the next one. */
  private isHandedOut = false
  private isOver = false
  /** The store may be closed: nothing more is stored. */
  private isDetached = false
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

  /** Ends it, and stores its checkpoint, before the store is closed. */
  async end(): Promise<void> {
    this.isOver = true
    this.wake()
    // What goes wrong now costs a repetition, and is no reason not to close.
    await (this.isHandedOut ? this.save() : this.left).catch(() => {})
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
      while (!this.isOver) {
        const { wakes } = this
        const batch = await this.store.read(this.position, BATCH)
        for (const entry of batch) {
          if (entry.position !== this.position + 1) throw hole(this.position, entry.position)
          if (this.isOver) return
          this.isHandedOut = true
          yield entry
          this.isHandedOut = false
          this.position = entry.position
        }
        await this.save()
        // What was committed during the reading has woken nobody.
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

  /** Stores how far the host has come. One after the other, for each begins where the last one ended. */
  private save(): Promise<void> {
    this.saving = this.saving.catch(() => {}).then(() => this.advance())
    return this.saving
  }

  private async advance(): Promise<void> {
    const { consumer } = this.options
    const { position, saved } = this
    if (consumer === undefined || position === saved || this.isDetached) return
    if (!(await this.store.advance(consumer, saved, position))) throw moved(consumer, saved, position)
    this.saved = position
  }

  /** Waits until there may be more. */
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

function moved(consumer: string, from: number, to: number): OpdError {
  const message = `The checkpoint of '${consumer}' is no longer at ${from}. Maybe it runs in two processes at once.`
  return new OpdError('checkpoint-moved', message, { consumer, from, to })
}

function hole(position: number, found: number): OpdError {
  return new OpdError('store-corrupt', `the log goes on with position ${found}, after ${position}`, { position, found })
}
