import type { Rules, SessionView, Stats, Store } from 'opd-scheduler'
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

/** Callbacks during a run. */
export interface Watcher {
  onCommand?(given: TimedCommand): void
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
}

/**
 * Runs a script: executes its commands in order and passes it the results. The invariants are re-checked every hour in the
 * sessions that changed, in each session that closes, and in all sessions at the end.
 */
export async function run({ timeZone, rules, script, store }: Work, watcher: Watcher = {}): Promise<Outcome> {
  const desk = new Desk(timeZone, rules, store)
  const { opd } = desk
  const ledger = new Ledger(desk.store)
  const clock = new WallClock(timeZone)
  const audit = new Audit(opd, rules, clock)
  const bumped = new Set<string>()
  opd.on('token.bumped', ({ tokenId }) => bumped.add(tokenId))

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

  for (let step = script.next(); step.done !== true; ) {
    const { at, command } = step.value
    const { hasNewHour, ended } = periods.enter(at)
    if (hasNewHour) await audit.checkTouched()
    if (ended !== undefined) await endPeriod(ended)
    const result = await desk.execute(step.value)
    watcher.onCommand?.(step.value)
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

  const sessions: SessionView[] = []
  for (const { id } of await opd.sessions()) sessions.push((await opd.session(id))!)
  const stats = await opd.stats()
  const { checks, violations } = audit
  return { desk, ledger, sessions, stats, checks, violations, bumped: [...bumped] }
}
