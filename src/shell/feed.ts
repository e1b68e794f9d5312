import { OpdError } from '../errors'
import type { LogEntry, Store } from '../store/store'
import { Fields } from './fields'
import { invalid, untrusted } from './invalid'

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

/** Entries that are read at once. */
const BATCH = 64
/** How long to wait where nothing has come: with a store that tells of commits, and with one that does not. */
const POLL_WATCHED_MS = 1_000
const POLL_MS = 50

/** Hands out the durable log, in order, without holes, at least once each, and waits for more. */
export class Feed {
  private readonly sleepers = new Set<() => void>()
  private unwatch: (() => void) | undefined
  private isClosed = false

  constructor(private readonly store: Store) {}

  /** Something may have been committed. */
  readonly wake = (): void => {
    for (const sleeper of this.sleepers) sleeper()
  }

  close(): void {
    this.isClosed = true
    this.unwatch?.()
    this.wake()
  }

  entries(options: SubscribeOptions): AsyncGenerator<LogEntry, void, undefined> {
    return this.generate(read(options))
  }

  private async *generate({ after, consumer, signal }: ReadOptions): AsyncGenerator<LogEntry, void, undefined> {
    const isOver = () => this.isClosed || signal?.aborted === true
    signal?.addEventListener('abort', this.wake)
    this.unwatch ??= this.store.watch?.(this.wake)
    let position = after
    let saved = 0
    const save = async () => {
      if (consumer === undefined || position === saved) return
      if (!(await this.store.advance(consumer, saved, position))) throw moved(consumer, saved, position)
      saved = position
    }
    try {
      if (consumer !== undefined) position = saved = await this.store.checkpoint(consumer)
      if (after === LATEST) position = await this.store.head()
      while (!isOver()) {
        const batch = await this.store.read(position, BATCH)
        for (const entry of batch) {
          if (entry.position !== position + 1) throw hole(position, entry.position)
          if (isOver()) return
          yield entry
          position = entry.position
        }
        await save()
        if (batch.length < BATCH) await this.sleep(isOver)
      }
    } finally {
      signal?.removeEventListener('abort', this.wake)
      // Of a store that is closed already nothing can be asked; then the last batch comes again.
      if (!this.isClosed) await save()
    }
  }

  /** Waits until there may be more. */
  private sleep(isOver: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const awake = () => {
        clearTimeout(timer)
        this.sleepers.delete(awake)
        resolve()
      }
      const timer = setTimeout(awake, this.store.watch === undefined ? POLL_MS : POLL_WATCHED_MS)
      this.sleepers.add(awake)
      if (isOver()) awake()
    })
  }
}

const LATEST = -1

interface ReadOptions {
  readonly after: number
  readonly consumer: string | undefined
  readonly signal: AbortSignal | undefined
}

function read(input: unknown): ReadOptions {
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

function moved(consumer: string, from: number, to: number): OpdError {
  const message = `The checkpoint of '${consumer}' is no longer at ${from}. Maybe it runs in two processes at once.`
  return new OpdError('checkpoint-moved', message, { consumer, from, to })
}

function hole(position: number, found: number): OpdError {
  return new OpdError('store-corrupt', `the log goes on with position ${found}, after ${position}`, { position, found })
}
