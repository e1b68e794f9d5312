import type { Rules } from 'opd-scheduler'
import { bySource, fixed, waitlistFirst } from 'opd-scheduler'
import type { OverflowStrategy } from 'opd-scheduler/rules'
import { type CoreCommand, PLAINLY } from '../../../src/core/command'
import { openSession } from '../../../src/core/decide/roster'
import type { Fact } from '../../../src/core/fact'
import { Session } from '../../../src/core/state/session'
import { carryOut } from '../../support/carry-out'

export const SOURCES = ['emergency', 'paid', 'follow-up', 'online', 'walk-in']
export const RANKS: Readonly<Record<string, number>> = {
  emergency: 1,
  paid: 2,
  'follow-up': 3,
  online: 4,
  'walk-in': 5,
}

/** Returns rules in which only rank, arrival and the given strategies decide. */
export function bare(strategies: readonly OverflowStrategy[], more: Partial<Rules> = {}): Rules {
  return {
    priority: bySource(RANKS),
    capacity: fixed(),
    overflow: strategies,
    displaced: strategies,
    promotion: waitlistFirst(),
    admission: { oneLive: { in: 'nowhere' } },
    ...more,
  }
}

const HOUR = 3_600_000

/** One session of hourly slots, run directly on the core: fast enough for ten thousand days. */
export class CoreClinic {
  readonly session: Session
  /** Time of the next command, in milliseconds; the first slot begins at 0. */
  now = -1
  /** Number of tokens that lost their seat: in all, and the most by one command. */
  bumps = 0
  deepest = 0
  promotions = 0

  constructor(
    capacity: readonly number[],
    private readonly rules: Rules,
    length = HOUR,
  ) {
    const slots = capacity.map((base, index) => ({ start: index * length, end: (index + 1) * length, base }))
    const facts = openSession({ op: 'openSession', at: 0, slots }, rules) as readonly Fact[]
    this.session = new Session(facts[0]!.layout!)
  }

  /** Books, and returns the token's handle, or -1 if it is refused. */
  book(source: string, slot: number): number {
    const token = this.session.tokens.count
    const command = {
      op: 'book',
      at: this.now,
      patients: [token],
      slot,
      request: { source },
      more: false,
      manner: PLAINLY,
    } as const
    return this.carryOut(command) ? token : -1
  }

  cancel(token: number): boolean {
    return this.carryOut({ op: 'cancel', at: this.now, token })
  }

  /** Returns the slot of a token, or -1. */
  seatOf(token: number): number {
    return token < 0 ? -1 : Math.max(-1, this.session.slotOf(token))
  }

  private carryOut(command: CoreCommand): boolean {
    const decision = carryOut(this.session, this.rules, command)
    if (!Array.isArray(decision)) return false
    let bumped = 0
    for (const fact of decision as readonly Fact[]) {
      if (fact.type === 'token.bumped') bumped++
      if (fact.type === 'token.promoted') this.promotions++
    }
    this.bumps += bumped
    this.deepest = Math.max(this.deepest, bumped)
    return true
  }
}
