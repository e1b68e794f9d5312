import type { Rules } from 'opd-scheduler'
import { type CoreCommand, type Elsewhere, ON_DAY, PLAINLY, TOKEN_STEPS } from '../../src/core/command'
import { openSession } from '../../src/core/decide/roster'
import type { Fact } from '../../src/core/fact'
import { Session } from '../../src/core/state/session'
import { PATIENT } from '../../src/core/state/tokens'

export const HOUR = 3_600_000
const MINUTE = 60_000
const SOURCES = ['emergency', 'paid', 'follow-up', 'online', 'walk-in']
/** The frequent steps come twice. */
const STEPS = [...TOKEN_STEPS, 'cancel', 'noShow', 'checkIn'] as const
const ACTOR = 'nurse'

/** A random number below another. */
export type Next = (below: number) => number

/** Opens a session with three slots of an hour from 09:00 on. */
export function openAtRandom(rules: Rules, next: Next): Session {
  const slots = [9, 10, 11].map((hour) => ({ start: hour * HOUR, end: (hour + 1) * HOUR, base: next(4) }))
  const facts = openSession({ op: 'openSession', at: 0, slots }, rules) as readonly Fact[]
  return new Session(facts[0]!.layout!)
}

/** A command and the sessions that it gets. */
export interface Given {
  readonly command: CoreCommand
  readonly sessions: readonly Session[]
}

/** A random command of any kind but `openSession`, about the first of these sessions; some concern the others as well. */
export function commandFor(next: Next, at: number, all: readonly [Session, ...Session[]]): Given {
  const [session, ...others] = all
  const alone = (command: CoreCommand): Given => ({ command, sessions: [session] })
  const kind = next(26)
  const { count, sources } = session.tokens
  const request = { source: SOURCES[next(5)]! }
  if (kind < 11 || count === 0) {
    const patient = (each: Session): number => next(each.tokens.latestOf.length + 1)
    const slot = next(4) - 1
    const holdMinutes = next(5) === 0 ? 30 : 0
    if (others.length > 0 && next(6) === 0) {
      const ask = { slot: ON_DAY, request, more: false, anyDoctor: true, manner: { ...PLAINLY, holdMinutes } }
      return { command: { op: 'book', at, patients: all.map(patient), ...ask }, sessions: all }
    }
    const override = slot >= 0 && holdMinutes === 0 && next(12) === 0
    const bump = override && count > 0 && next(2) === 0 ? next(count) : -1
    const manner = { ...PLAINLY, holdMinutes, override, bump, actor: ACTOR }
    return alone({ op: 'book', at, patients: [patient(session)], slot, request, more: false, manner })
  }
  const token = next(count)
  const own = { source: sources[token]! }
  if (kind < 15) return alone({ op: STEPS[next(STEPS.length)]!, at, token })
  switch (kind) {
    case 15:
      return alone({ op: 'callNext', at })
    case 16:
    case 17:
      return alone({ op: 'sweepSession', at })
    case 18: {
      const [other] = others
      const goal = other !== undefined && next(2) === 0 ? other : session
      const patient = goal === session ? session.tokens.get(token, PATIENT) : goal.tokens.latestOf.length
      const command = { op: 'reschedule', at, token, patient, slot: next(4) - 1, request: own, actor: ACTOR } as const
      return { command, sessions: [...new Set([session, goal])] }
    }
    case 19:
      return alone({ op: 'reinstate', at, token, request: own, override: next(2) === 0, actor: ACTOR })
    case 20:
      return alone({ op: 'reclassify', override: next(3) === 0, actor: ACTOR, at, token, request })
    case 21: {
      const [slot, capacity] = [next(session.slots), next(4)]
      return alone({ op: 'resizeSlot', at, slot, capacity, displace: next(2) === 0 })
    }
    case 22: {
      const slots = [next(session.slots)]
      return { command: { op: 'blockTime', at, slots, elsewhere: elsewhereOf(session, others) }, sessions: all }
    }
    case 23:
      return alone({ op: 'unblockTime', at, slots: Array.from({ length: session.slots }, (_, slot) => slot) })
    case 24: {
      if (next(3) > 0) return alone({ op: 'delay', at, from: next(3) - 1, by: next(4) * 20 * MINUTE })
      const start = (5 + next(9)) * HOUR
      return alone({ op: 'addSlots', at, slots: [{ start, end: start + HOUR / 2, base: 1 }] })
    }
    default: {
      if (next(8) > 0) return alone({ op: 'sweepSession', at })
      const moves = next(2) === 0
      const elsewhere = moves ? elsewhereOf(session, others) : undefined
      return { command: { op: 'closeSession', at, elsewhere }, sessions: moves ? all : [session] }
    }
  }
}

/** The other sessions, in which every patient is new. */
function elsewhereOf(session: Session, others: readonly Session[]): Elsewhere {
  const { sources } = session.tokens
  return {
    requests: sources.map((source) => ({ source })),
    wallStarts: [session, ...others].map(({ planned }) => [...planned].map((start) => start / MINUTE)),
    patients: others.map(() => sources.map(() => -1)),
    barred: others.map(() => new Set<number>()),
  }
}
