import type { SweeperOptions } from '../api/options'
import type { Move, SweepReport } from '../api/results'
import type { Write } from '../store/store'
import type { Engine } from './engine'
import { Fields } from './input/fields'
import { invalid, untrusted } from './input/invalid'
import { type Setting, unlessDamaged } from './input/setting'
import { sideBySide } from './time/waiting'

/**
 * Carries out what is due in every session that is open or in which patients are expected. Several processes may sweep at once: what one
 * has done is no longer due.
 */
export async function sweepAll(engine: Engine, setting: Setting): Promise<SweepReport> {
  const moves: Move[] = []
  let changed = 0
  let closed = 0
  const open = await setting.store.sessions({ open: true })
  const failures: unknown[] = []
  const results = await sideBySide(open, async (sessionId) => {
    const command = { op: 'sweepSession', sessionId, commandId: undefined, actor: undefined, note: undefined } as const
    // A session that was closed early is swept too, so its status does not say that this sweep closed it.
    let isClosedNow = false
    const onCommit = (writes: readonly Write[]): void => {
      isClosedNow = writes.some(({ events }) => events.some(({ type }) => type === 'session.closed'))
    }
    try {
      const result = await unlessDamaged(setting, sessionId, engine.execute(command, undefined, onCommit))
      return result && { moves: result.moves, isClosedNow }
    } catch (thrown) {
      // A session that cannot be read must not stop the others.
      failures.push(thrown)
      return undefined
    }
  })
  for (const result of results) {
    if (result === undefined) continue
    if (result.isClosedNow) closed++
    if (result.isClosedNow || result.moves.length > 0) changed++
    moves.push(...result.moves)
  }
  if (failures.length > 0) throw failures[0]
  return { sessions: open.length, changed, closed, moves }
}

/** Checks the options of a sweeper. */
export function readSweeperOptions(input: unknown): SweeperOptions {
  return untrusted('the options', input, () => {
    const fields = Fields.of(input ?? {}, 'the options')
    const everySeconds = fields.get('everySeconds')
    // setTimeout fires at once if the milliseconds do not fit into 31 bits.
    if (typeof everySeconds !== 'number' || !(everySeconds > 0) || everySeconds > 2_000_000)
      throw invalid('everySeconds', everySeconds, 'Give seconds above 0 and at most 2,000,000')
    const keepAlive = fields.flag('keepAlive')
    const onError = fields.get('onError')
    if (onError !== undefined && typeof onError !== 'function')
      throw invalid('onError', onError, 'Give a function that takes an error')
    fields.done('option')
    return { everySeconds, keepAlive, ...(onError && { onError: onError as (error: unknown) => void }) }
  })
}

/** Sweeps repeatedly until stopped, never twice at once. */
export class Sweeper {
  private timer: ReturnType<typeof setTimeout> | undefined
  private running: Promise<void> = Promise.resolve()
  private stopped = false

  constructor(
    private readonly sweep: () => Promise<unknown>,
    private readonly options: SweeperOptions,
  ) {
    this.wait()
  }

  /** Stops, and waits for the sweep under way. */
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
    if (this.options.keepAlive !== true) this.timer.unref()
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
