import type { SweeperOptions } from '../api/options'
import type { Move, SweepReport } from '../api/results'
import { nextDue } from '../core/decide/next-due'
import { isOpdError } from '../errors'
import type { Postponement } from '../store/store'
import { sweepOf } from './command/roster'
import type { Engine } from './engine'
import { Fields } from './input/fields'
import { invalid, untrusted } from './input/invalid'
import { type Setting, unlessDamaged } from './input/setting'
import { sideBySide } from './time/waiting'

/** By how much the clocks of processes may differ: what is due a little later is swept too. */
const MARGIN_MS = 60_000
/** Most sessions in one call of `postpone`, so that a store that blocks does so for a short time. */
const POSTPONED = 256

/**
 * Carries out what is due in every session that the store lists as due. Several processes may sweep at once: what one has done is no
 * longer due.
 */
export async function sweepAll(engine: Engine, setting: Setting): Promise<SweepReport> {
  const { store } = setting
  const dueBy = engine.now() + MARGIN_MS
  const listed = await store.sessions({ dueBy })
  const failures: unknown[] = []
  const results = await sideBySide(listed, (sessionId) =>
    // A session that cannot be read must not stop the others.
    unlessDamaged(setting, sessionId, sweepOne(engine, sessionId)).catch((thrown: unknown) => {
      failures.push(thrown)
      return undefined
    }),
  )
  const swept = results.filter((result) => result !== undefined)
  const early = swept.flatMap(({ rest }) => (rest !== undefined && (rest.dueAt ?? Infinity) > dueBy ? [rest] : []))
  for (let from = 0; store.postpone !== undefined && from < early.length; from += POSTPONED)
    await store.postpone(early.slice(from, from + POSTPONED))
  if (failures.length > 0) throw failures[0]
  return {
    sessions: listed.length,
    changed: swept.filter(({ isClosedNow, moves }) => isClosedNow || moves.length > 0).length,
    closed: swept.filter(({ isClosedNow }) => isClosedNow).length,
    moves: swept.flatMap(({ moves }) => moves),
  }
}

/** What a sweep did in one session. */
interface Swept {
  readonly moves: readonly Move[]
  /** A session that was closed early is swept too, so its status does not say that this sweep closed it. */
  readonly isClosedNow: boolean
  /** If the sweep changed nothing: when it is due. */
  readonly rest: Postponement | undefined
}

async function sweepOne(engine: Engine, sessionId: string): Promise<Swept> {
  let isClosedNow = false
  let rest: Postponement | undefined
  const { moves } = await engine.execute(sweepOf(sessionId), undefined, ({ facts, records }) => {
    isClosedNow = facts.some(({ type }) => type === 'session.closed')
    const { session, rules, version, updatedAt } = records[0]!
    rest = facts.length > 0 ? undefined : { stream: sessionId, version, dueAt: nextDue(session, rules, updatedAt) }
  })
  return { moves, isClosedNow, rest }
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
      // Closing does not wait for ever for a sweep, which then finds the store closed.
      if (!this.stopped || !isOpdError(thrown) || thrown.code !== 'closed') this.report(thrown)
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
