import type { SweeperOptions } from '../api/options'
import type { Move, SweepReport } from '../api/results'
import { nextDue } from '../core/decide/clock'
import { isOpdError } from '../errors'
import type { Postponement } from '../store/store'
import { sweepOf } from './command/roster'
import type { Engine } from './engine'
import { Fields, invalid, untrusted } from './input/fields'
import { type Setting, unlessDamaged } from './input/setting'
import { sideBySide } from './time'

/** By how much the clocks of processes may differ: what is due a little later is swept too. */
const MARGIN_MS = 60_000
/** Most sessions in one call of `postpone`, so that a store that blocks does so for a short time. */
const POSTPONED = 256

/**
 * Carries out what is due in the sessions that the store lists as due. Several processes may sweep at once: what one has done is no longer
 * due. The first time it looks at every open session, because a scheduler with other rules may have written when a session is due.
 */
export class Sweeps {
  /** Sessions to look at although the store does not list them as due; undefined before the first sweep. */
  private besides: Set<string> | undefined

  constructor(
    private readonly engine: Engine,
    private readonly setting: Setting,
  ) {}

  async sweep(): Promise<SweepReport> {
    const { store } = this.setting
    const dueBy = this.engine.now() + MARGIN_MS
    const due = new Set(await store.sessions({ dueBy }))
    this.besides ??= new Set(await store.sessions({ open: true }))
    const { besides } = this
    const listed = [...new Set([...due, ...besides])]
    const failures: unknown[] = []
    const early: Postponement[] = []
    const results = await sideBySide(listed, async (sessionId) => {
      try {
        const swept = await unlessDamaged(this.setting, sessionId, sweepOne(this.engine, sessionId))
        const isDue = swept?.rest !== undefined && (swept.rest.dueAt ?? Infinity) <= dueBy
        if (due.has(sessionId) || !isDue) besides.delete(sessionId)
        if (due.has(sessionId) && swept?.rest !== undefined && !isDue) early.push(swept.rest)
        return swept
      } catch (thrown) {
        // A session that cannot be swept must not stop the others.
        failures.push(thrown)
        return undefined
      }
    })
    for (let from = 0; store.postpone !== undefined && from < early.length; from += POSTPONED)
      await store.postpone(early.slice(from, from + POSTPONED))
    if (failures.length > 0) throw failures[0]
    const swept = results.filter((result) => result !== undefined)
    return {
      sessions: listed.length,
      changed: swept.filter(({ isClosedNow, moves }) => isClosedNow || moves.length > 0).length,
      closed: swept.filter(({ isClosedNow }) => isClosedNow).length,
      moves: swept.flatMap(({ moves }) => moves),
    }
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
