import type { Logger } from 'pino'
import { Problem } from '../api/problem'
import { causeOf } from './cause'

export interface ReadinessOptions {
  /** Writes to the storage. Returns its time in epoch milliseconds if it has a clock of its own. */
  readonly probe: () => Promise<number | undefined>
  /** Epoch milliseconds. */
  readonly clock: () => number
  readonly log: Logger
  /**
   * How long a check waits for the storage. Load balancers do not wait longer.
   *
   * @defaultValue 2000
   */
  readonly patienceMs?: number
}

/** A result is used for this long, so that many probes cost one write. */
const FRESH_MS = 3_000
const MOST_CLOCK_ERROR_MS = 60_000

/** Whether the server may get requests: its storage can write, and its clock is right. */
export class Readiness {
  private problem: Problem | undefined
  private checkedAt = Number.NEGATIVE_INFINITY
  private checking: Promise<void> | undefined
  private isDraining = false
  private clockErrorMs = 0

  constructor(private readonly options: ReadinessOptions) {}

  /** Says from now on that a shutdown has begun. */
  drain(): void {
    this.isDraining = true
  }

  /** Whether the clocks differ so much that commands would be decided at a wrong time. */
  get isClockWrong(): boolean {
    return Math.abs(this.clockErrorMs) > MOST_CLOCK_ERROR_MS
  }

  /** Whether the last look found nothing wrong. */
  get isReady(): boolean {
    return this.problem === undefined
  }

  /** @throws Problem if the server is not ready */
  async check(): Promise<void> {
    if (this.isDraining) throw new Problem('shutting-down', 'The server is shutting down.')
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<Problem>((resolve) => {
      timer = setTimeout(
        resolve,
        this.options.patienceMs ?? 2_000,
        new Problem('store-failed', 'The storage does not respond.'),
      )
    })
    const problem = await Promise.race([this.refresh().then(() => this.problem), late])
    clearTimeout(timer)
    if (problem !== undefined) throw problem
  }

  /** @throws Problem if the last look at the clocks showed that they differ */
  requireClock(): void {
    if (this.isClockWrong) throw this.clockProblem()
  }

  /** Looks again, unless the last look was a moment ago. */
  async refresh(): Promise<void> {
    if (performance.now() - this.checkedAt < FRESH_MS) return
    this.checking ??= this.look().finally(() => {
      this.checking = undefined
    })
    await this.checking
  }

  private async look(): Promise<void> {
    const { probe, clock, log } = this.options
    const before = this.problem
    let cause: string | undefined
    try {
      const sentAt = clock()
      const theirs = await probe()
      // The database wrote its time somewhere between the two readings.
      const own = (sentAt + clock()) / 2
      this.clockErrorMs = theirs === undefined ? 0 : own - theirs
      this.problem = this.isClockWrong ? this.clockProblem() : undefined
    } catch (thrown) {
      cause = causeOf(thrown)
      this.problem = new Problem('store-failed', 'The storage does not respond, or cannot write.')
    }
    this.checkedAt = performance.now()
    const { code, message } = this.problem ?? {}
    if (code !== undefined && code !== before?.code) log.error({ code, cause: cause ?? message }, 'not ready')
    if (code === undefined && before !== undefined) log.info('ready again')
  }

  private clockProblem(): Problem {
    const seconds = Math.round(Math.abs(this.clockErrorMs) / 1000)
    const direction = this.clockErrorMs > 0 ? 'ahead of' : 'behind'
    return new Problem(
      'clock-wrong',
      `This server's clock is ${seconds} seconds ${direction} the database's. Set the clocks of both machines with NTP.`,
    )
  }
}
