import { bumpByClass, cascade, lowerInOrder, type Rules, waitlist } from 'opd-scheduler'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { PLAINLY } from '../../src/core/command'
import { change } from '../../src/core/decide/decide'
import { openSession } from '../../src/core/decide/roster'
import { settle } from '../../src/core/decide/settle'
import type { Fact } from '../../src/core/fact'
import { evolve } from '../../src/core/state/evolve'
import { Session } from '../../src/core/state/session'
import { CONFIRMED } from '../../src/core/state/status'
import { clinicOf } from '../support/clinic-of'
import { random } from '../support/seed'

const MINUTE = 60_000
const SOURCES = ['emergency', 'paid', 'follow-up', 'follow-up', 'online', 'online', 'walk-in', 'walk-in']
const SLOTS = 16
const COMMANDS = 600
const bumpingRules = bumpByClass()
const overflow = [cascade({ who: lowerInOrder(), freezeMinutes: 60 }), waitlist()]

/** How often the rules were asked. */
interface Work {
  /** How often a waiter asked to be let in, and how often it found no token to bump. */
  asked: number
  refused: number
  /** Calls of `priority.at`. */
  aged: number
  /** Waiters that got a seat by a bump. */
  letIn: number
}

/** Runs a busy day of 600 commands: bookings and cancellations while the slots pass and the waiters age. */
function busyDay(rules: Rules): Work {
  const work: Work = { asked: 0, refused: 0, aged: 0, letIn: 0 }
  let session: Session
  const counting: Rules = {
    ...rules,
    priority: {
      ...rules.priority,
      at(base, waitedMs) {
        work.aged++
        return rules.priority.at?.(base, waitedMs) ?? base
      },
    },
    overflow: rules.overflow.map((strategy) => ({
      ...strategy,
      attempt(asker, board) {
        const verdict = strategy.attempt(asker, board)
        if (asker.token < session.tokens.count && strategy.bumps !== undefined) {
          work.asked++
          if (verdict === undefined) work.refused++
        }
        return verdict
      },
    })),
  }
  const slots = Array.from({ length: SLOTS }, (_, i) => ({
    start: (60 + i * 30) * MINUTE,
    end: (90 + i * 30) * MINUTE,
    base: 5,
  }))
  const [opened] = openSession({ op: 'openSession', at: 0, slots }, counting) as readonly Fact[]
  session = new Session(opened!.layout!)
  const clinic = clinicOf(session, counting)
  const pick = random(1)
  for (let i = 0; i < COMMANDS; i++) {
    const at = Math.floor((i / COMMANDS) * 360) * MINUTE
    const { count, latestOf } = session.tokens
    const token = pick(Math.max(1, count))
    const from = Math.max(0, Math.floor(at / MINUTE / 30) - 2)
    const slot = from + Math.min(pick(SLOTS - from), pick(SLOTS - from))
    const source = SOURCES[pick(SOURCES.length)]!
    const decision =
      pick(4) === 0 && session.statusOf(token) === CONFIRMED
        ? change([clinic], { op: 'cancel', at, token })
        : change([clinic], {
            op: 'book',
            at,
            patients: [latestOf.length],
            slot,
            request: { source },
            more: false,
            manner: PLAINLY,
          })
    if (!Array.isArray(decision)) continue
    const fold = (fact: Fact): void => {
      if (fact.type === 'token.promoted' && fact.strategy === 'cascade') work.letIn++
      evolve(session, fact)
    }
    for (const fact of decision as readonly Fact[]) fold(fact)
    settle(clinic, decision as readonly Fact[], (_, fact) => fold(fact))
  }
  return work
}

/** A change that makes the core search more, or copy sessions more often, shows here long before it shows in a benchmark. */
describe('on a busy day of 600 commands', () => {
  const copies = vi.spyOn(Session.prototype, 'draft')
  afterEach(() => copies.mockClear())

  it('asks only waiters that may bump a token, and copies the session for them alone', () => {
    const work = busyDay(bumpingRules)
    expect(work).toMatchObject({ letIn: 14, refused: 0 })
    expect(work.asked).toBeLessThanOrEqual(80)
    expect(copies.mock.calls.length).toBeLessThanOrEqual(40)
  })

  it('ages few tokens for each command', () => {
    expect(busyDay(bumpingRules).aged).toBeLessThan(14 * COMMANDS)
  })

  it('asks as few waiters if tokens of one rank bump each other', () => {
    const work = busyDay({ ...bumpingRules, overflow })
    expect(work).toMatchObject({ letIn: 57, refused: 0 })
    expect(work.asked).toBeLessThanOrEqual(125)
    expect(copies.mock.calls.length).toBeLessThanOrEqual(40)
  })
})
