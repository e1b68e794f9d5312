import { bySource, fixed, noPromotion, type Rules } from 'opd-scheduler'
import { type CoreCommand, PLAINLY } from '../../../src/core/command'
import { openSession } from '../../../src/core/decide/roster'
import type { Fact } from '../../../src/core/fact'
import { Session } from '../../../src/core/state/session'
import { carryOut } from '../../support/carry-out'

/** Sources by class, the best first. */
export const SOURCES = ['class-1', 'class-2', 'class-3', 'class-4', 'class-5'] as const

/** Priority per minute of waiting, by source. */
type Growth = ReadonlyMap<string, number>

/** A slot of the session, in milliseconds. */
export interface QueueSlot {
  readonly start: number
  readonly end: number
  readonly base: number
}

/**
 * Rules in which only the class decides whom to call. With `growth` a patient's priority grows with waiting instead. Ageing cannot say that:
 * `withAging` improves the ranks of tokens that wait for a seat, and a patient who is present has a seat. A call order can.
 */
export function queueRules(growth?: readonly number[]): Rules {
  const rates: Growth | undefined = growth && new Map(growth.map((rate, index) => [SOURCES[index]!, rate]))
  return {
    priority: bySource(Object.fromEntries(SOURCES.map((source, index) => [source, index + 1]))),
    capacity: fixed(),
    overflow: [],
    displaced: [],
    promotion: noPromotion(),
    admission: { oneLive: { in: 'nowhere' } },
    visit: {
      graceMinutes: Number.POSITIVE_INFINITY,
      ...(rates && {
        calls: {
          name: 'accumulating',
          compare: (a, b, now) =>
            rates.get(b.source)! * (now - b.checkedInAt) - rates.get(a.source)! * (now - a.checkedInAt),
        },
      }),
    },
  }
}

/** What a queue needs of an engine. Tokens are numbered from 0 in order of booking. */
export interface Engine {
  /** A patient books a seat of a slot and checks in. */
  arrive(at: number, source: string, slot: number): Promise<void> | void
  /** Calls the next patient, who goes in. Returns the token, or -1 if no patient is present. */
  callNext(at: number, room: string): Promise<number> | number
  complete(at: number, token: number): Promise<void> | void
}

/** One session, run directly on the core: `decide` and `evolve`, as the scheduler uses them. */
export class CoreEngine implements Engine {
  private readonly session: Session

  constructor(
    slots: readonly QueueSlot[],
    private readonly rules: Rules,
  ) {
    const facts = openSession({ op: 'openSession', at: 0, slots }, rules) as readonly Fact[]
    this.session = new Session(facts[0]!.layout!)
  }

  arrive(at: number, source: string, slot: number): void {
    const token = this.session.tokens.count
    const request = { source }
    this.carryOut({ op: 'book', at, patients: [token], slot, request, more: false, manner: PLAINLY })
    this.carryOut({ op: 'checkIn', at, token })
  }

  callNext(at: number, room: string): number {
    if (this.session.room.present.size === 0) return -1
    const { token } = this.carryOut({ op: 'callNext', at, room })[0]!
    this.carryOut({ op: 'start', at, token })
    return token
  }

  complete(at: number, token: number): void {
    this.carryOut({ op: 'complete', at, token })
  }

  private carryOut(command: CoreCommand): readonly Fact[] {
    const facts = carryOut(this.session, this.rules, command)
    if (!Array.isArray(facts)) throw new Error(`${command.op} at ${command.at} is refused: ${JSON.stringify(facts)}`)
    return facts as readonly Fact[]
  }
}
