import { isDeepStrictEqual } from 'node:util'
import type { CommandResult, OpdScheduler, Plan, Rules } from 'opd-scheduler'
import { checkInvariants } from 'opd-scheduler/testing'
import type { WallClock } from './wall-clock'

/** Re-checks sessions with the library's independent verifier and collects the violations, each once. */
export class Audit {
  /** Number of checks, each of one session. */
  checks = 0
  private readonly found = new Map<string, string>()
  private readonly touched = new Set<string>()

  constructor(
    private readonly opd: OpdScheduler,
    private readonly rules: Rules,
    private readonly clock: WallClock,
  ) {}

  get violations(): readonly string[] {
    return [...this.found.values()]
  }

  /** Marks a session as changed. */
  touch(sessionId: string): void {
    this.touched.add(sessionId)
  }

  /** Checks the sessions that changed since their last check. */
  async checkTouched(): Promise<void> {
    for (const id of [...this.touched]) await this.check(id)
  }

  async checkAll(): Promise<void> {
    for (const { id } of await this.opd.sessions()) await this.check(id)
  }

  /** Checks that a command moved the tokens that its plan showed, and then all sessions. */
  async checkMoves(plan: Plan, { status, moves }: CommandResult): Promise<void> {
    if (status !== plan.status || !isDeepStrictEqual(moves, plan.moves))
      this.found.set('plan', `the plan showed ${plan.moves.length} moves, and ${moves.length} others were made`)
    await this.checkAll()
  }

  async check(sessionId: string): Promise<void> {
    const session = await this.opd.session(sessionId)
    if (session === undefined) return
    this.checks++
    this.touched.delete(sessionId)
    for (const { invariant, message } of checkInvariants(session, this.rules)) {
      const finding = `${sessionId}: ${invariant}: ${message}`
      if (!this.found.has(finding)) this.found.set(finding, `${this.clock.textAt(session.asOf)} ${finding}`)
    }
  }
}
