import type { Move, SweepReport } from '../api/results'
import type { Store } from '../store/store'
import type { Engine } from './engine'
import { invalid } from './input/invalid'
import { sideBySide } from './time/waiting'

/** How often to sweep, and who hears of failures. */
export interface SweeperOptions {
  /** Seconds from the end of one sweep to the next, above 0. */
  readonly everySeconds: number
  /**
   * Called with what a sweep throws; the next one is tried all the same.
   *
   * @defaultValue thrown again as an uncaught exception of the process
   */
  readonly onError?: (error: unknown) => void
}

/** Does what the clock says in every open session. Several processes may sweep at once: what one did is no longer due. */
export async function sweepAll(engine: Engine, store: Store): Promise<SweepReport> {
  const moves: Move[] = []
  let changed = 0
  let closed = 0
  const open = await store.sessions({ open: true })
  const failures: unknown[] = []
  const results = await sideBySide(open, (sessionId) => {
    const command = { op: 'sweepSession', sessionId, commandId: undefined, actor: undefined, note: undefined } as const
    // One session that cannot be read must not keep the others waiting.
    return engine.execute(command, undefined).catch((thrown: unknown) => void failures.push(thrown))
  })
  for (const result of results) {
    if (result === undefined || !('session' in result)) continue
    if (result.status === 'closed') closed++
    if (result.status === 'closed' || result.moves.length > 0) changed++
    moves.push(...result.moves)
  }
  if (failures.length > 0) throw failures[0]
  return { sessions: open.length, changed, closed, moves }
}

/** Sweeps again and again until it is stopped; never twice at once. */
export class Sweeper {
  private timer: ReturnType<typeof setTimeout> | undefined
  private running: Promise<void> = Promise.resolve()
  private stopped = false

  constructor(
    private readonly sweep: () => Promise<unknown>,
    private readonly options: SweeperOptions,
  ) {
    const seconds: unknown = options?.everySeconds
    // setTimeout takes more milliseconds than fit into 31 bits for none.
    if (typeof seconds !== 'number' || !(seconds > 0) || seconds > 2_000_000)
      throw invalid('everySeconds', seconds, 'give seconds above 0 and at most 2,000,000')
    this.wait()
  }

  /** Sweeps no more, and waits for the sweep that is under way. */
  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
    await this.running
  }

  private wait(): void {
    if (this.stopped) return
    this.timer = setTimeout(() => {
      this.running = this.once()
    }, this.options.everySeconds * 1000)
    // A process that has nothing else to do may end.
    this.timer.unref()
  }

  private async once(): Promise<void> {
    try {
      await this.sweep()
    } catch (thrown) {
      this.report(thrown)
    }
    this.wait()
  }

  private report(thrown: unknown): void {
    const { onError } = this.options
    queueMicrotask(() => {
      if (onError === undefined) throw thrown
      onError(thrown)
    })
  }
}
