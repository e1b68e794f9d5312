import type { OpdEvent, OpdScheduler } from 'opd-scheduler'
import type { LogEntry } from 'opd-scheduler/store'

interface Listener {
  readonly take: (entry: LogEntry) => void
  readonly end: () => void
  readonly fail: (thrown: unknown) => void
}

/** Reads the end of the log once for all listeners. */
export class Tail {
  private readonly listeners = new Set<Listener>()
  private reading = new AbortController()
  private last: number | undefined

  constructor(
    private readonly scheduler: OpdScheduler,
    /** Called with each event before the listeners. */
    private readonly first: (event: OpdEvent) => void = () => undefined,
  ) {}

  /** Whether the tail delivers every event after this position. */
  continues(position: number): boolean {
    return this.last !== undefined && this.last <= position
  }

  /** Delivers new events until the signal aborts. Rejects if the log cannot be read. */
  follow(take: (entry: LogEntry) => void, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return resolve()
      const listener = { take, end: resolve, fail: reject }
      this.listeners.add(listener)
      if (this.listeners.size === 1) void this.read()
      const leave = () => {
        this.listeners.delete(listener)
        if (this.listeners.size === 0) this.reading.abort()
        resolve()
      }
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  private async read(): Promise<void> {
    this.reading = new AbortController()
    this.last = undefined
    const { signal } = this.reading
    let finish = ({ end }: Listener) => end()
    try {
      for await (const entry of this.scheduler.subscribe({
        after: 'latest',
        signal,
        onDamagedEvent: () => undefined,
      })) {
        // All listeners left; a new listener starts a new read.
        if (signal.aborted) return
        this.last = entry.position
        this.first(entry.event)
        for (const { take } of this.listeners) take(entry)
      }
    } catch (thrown) {
      finish = ({ fail }) => fail(thrown)
    }
    if (signal.aborted) return
    const all = [...this.listeners]
    this.listeners.clear()
    for (const listener of all) finish(listener)
  }
}
