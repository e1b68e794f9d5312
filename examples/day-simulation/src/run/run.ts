import type { CommandResult, Doctor, OpdScheduler, Plan, Rules, SessionView, Stats } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { Audit } from './audit'
import { Desk } from './desk'
import { type Counts, Ledger } from './ledger'
import { Periods } from './periods'
import type { Script, TimedCommand } from './script'
import { WallClock } from './wall-clock'

/** A script with its zone, rules and store. */
export interface Work {
  readonly timeZone: string
  readonly rules: Rules
  readonly script: Script
  /** What the desk does before the script. */
  readonly begin?: ((desk: Desk) => Promise<void>) | undefined
  /** Store of the log; in memory if left out. */
  readonly store?: Store | undefined
}

/** The counts of one hour, or of one day of a longer script. */
export interface Period {
  readonly label: string
  readonly counts: Counts
  /** Commands refused. */
  readonly refused: number
  /** Tokens on waiting lists at the end of the period. */
  readonly waiting: number
}

/** A command that was planned before it was executed. */
export interface Planned {
  readonly given: TimedCommand
  readonly plan: Plan
  /** All sessions and doctors at that time. */
  readonly sessions: readonly SessionView[]
  readonly doctors: readonly Doctor[]
}

/** Callbacks during a run. */
export interface Watcher {
  onPlan?(planned: Planned): void
  onCommand?(given: TimedCommand): void
  onAnswer?(given: TimedCommand, answer: CommandResult, opd: OpdScheduler): Promise<void>
  onPeriod?(period: Period): void
}

/** The result of a run. */
export interface Outcome {
  readonly desk: Desk
  readonly ledger: Ledger
  readonly sessions: readonly SessionView[]
  readonly stats: Stats
  readonly checks: number
  readonly violations: readonly string[]
  /** Bumped tokens, in order of their first bump. */
  readonly bumped: readonly string[]
  /** Tokens that were cancelled while they had no seat. */
  readonly gaveUp: ReadonlySet<string>
  /** Commands that were planned first. */
  readonly planned: readonly Planned[]
}

/**
 * Runs a script: executes its commands in order and passes it the results. A command with a sentence is planned first, and must then do
 * what the plan shows. The invariants are re-checked every hour in the
 * sessions that changed, in each session that closes, and in all sessions at the end.
 */
export async function run({ timeZone, rules, script, begin, store }: Work, watcher: Watcher = {}): Promise<Outcome> {
  const desk = new Desk(timeZone, rules, store)
  const { opd } = desk
  const ledger = new Ledger(desk.store)
  const clock = new WallClock(timeZone)
  const audit = new Audit(opd, rules, clock)
  const bumped = new Set<string>()
  const planned: Planned[] = []
  const gaveUp = new Set<string>()
  opd.on('token.bumped', ({ tokenId }) => bumped.add(tokenId))
  opd.on('token.cancelled', ({ tokenId, from }) => {
    if (from === null) gaveUp.add(tokenId)
  })

  await begin?.(desk)
  const periods = new Periods(clock)
  let before = { ...ledger.counts, refused: 0 }
  async function endPeriod(label: string): Promise<void> {
    await ledger.catchUp()
    const counts = { ...ledger.counts }
    const { refused } = desk
    const waiting = (await opd.sessions({ open: true })).reduce((sum, session) => sum + session.waiting, 0)
    for (const key of Object.keys(counts) as (keyof Counts)[]) counts[key] -= before[key]
    watcher.onPeriod?.({ label, counts, refused: refused - before.refused, waiting })
    before = { ...ledger.counts, refused }
  }

  async function planFirst(given: TimedCommand): Promise<Plan | undefined> {
    if (given.sentence === undefined) return undefined
    const plan = await desk.plan(given)
    const one = { given, plan, sessions: await allSessions(opd), doctors: await opd.doctors() }
    planned.push(one)
    watcher.onPlan?.(one)
    return plan
  }

  for (let step = script.next(); step.done !== true; ) {
    const { at, command } = step.value
    const { hasNewHour, ended } = periods.enter(at)
    if (hasNewHour) await audit.checkTouched()
    if (ended !== undefined) await endPeriod(ended)
    const plan = await planFirst(step.value)
    const result = await desk.execute(step.value, plan)
    if (plan !== undefined) await audit.checkMoves(plan, result)
    watcher.onCommand?.(step.value)
    await watcher.onAnswer?.(step.value, result, opd)
    if ('token' in result) audit.touch(result.token.sessionId)
    else if ('session' in result) {
      audit.touch(result.session.id)
      periods.expect(result.session.date)
      if (command.op === 'closeSession') await audit.check(result.session.id)
    }
    step = script.next(result)
  }
  await audit.checkAll()
  if (periods.current !== undefined) await endPeriod(periods.current)

  const sessions = await allSessions(opd)
  const stats = await opd.stats()
  const { checks, violations } = audit
  return { desk, ledger, sessions, stats, checks, violations, bumped: [...bumped], gaveUp, planned }
}

async function allSessions(opd: OpdScheduler): Promise<SessionView[]> {
  const sessions: SessionView[] = []
  for (const { id } of await opd.sessions()) sessions.push((await opd.session(id))!)
  return sessions
}
