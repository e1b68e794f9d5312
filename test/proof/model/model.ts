import type { TokenAttributes } from 'opd-scheduler'
import type { Composition } from './composition'
import { bookAmong } from './model-any-session'
import { seatNewcomer } from './model-book'
import { moveOf } from './model-moves'
import { isSecondOfDay } from './model-one-live'
import { ModelSession } from './model-session'
import { settle, settledCopy } from './model-settling'
import { layOut, type SlotWish } from './model-slots'
import { expireDue } from './model-time'
import type { ModelToken } from './model-token'

const HOUR = 3_600_000

/** The answer to a command: a status, or the code of a refusal. */
export type Answer = string

const DONE: readonly Answer[] = [
  ...['held', 'offered', 'confirmed', 'checked-in', 'called', 'in-consultation', 'waitlisted', 'completed', 'no-show'],
  ...['left', 'cancelled', 'rescheduled', 'expired', 'dropped', 'open', 'closed'],
]

export interface Wish {
  readonly patient: string
  readonly source: string
  readonly attributes?: TokenAttributes | undefined
}

/** Special conditions of a booking, and the actor. */
export interface Manner {
  readonly holdMinutes?: number | undefined
  readonly override?: boolean | undefined
  /** Index of the token that loses its seat. */
  readonly bump?: number | undefined
  readonly actor?: string | undefined
}

/** Sessions by their ids, and the effect of each command on them, written from the documentation sentence by sentence. */
export class Model {
  readonly sessions = new Map<string, ModelSession>()

  /** Moves by which the hospital changed the place of a token in the last command, in order. */
  moves: readonly string[] = []

  /** What decided the last command, so that a suite can tell that it was reached. */
  noted: string[] = []

  /** Each doctor may have rules of its own. The fewer patients there are, the more often one books twice. */
  constructor(
    readonly rulesOf: (doctorId: string) => Composition,
    readonly patients = 12,
  ) {}

  tick(now: number): void {
    for (const session of this.sessions.values()) session.now = now
  }

  open(id: string, slots: readonly SlotWish[], now: number, midnight: number): void {
    const rules = this.rulesOf(id.split('.')[0]!)
    const session = new ModelSession(rules, id, this)
    session.day = { from: midnight, to: midnight + 24 * HOUR }
    const total = slots.reduce((sum, slot) => sum + slot.base, 0)
    const givenTo = (source: string): number => session.slots.reduce((sum, slot) => sum + (slot.shares[source] ?? 0), 0)
    for (const slot of slots) session.slots.push(layOut(rules, slot, session.slots, total, now, givenTo))
    this.sessions.set(id, session)
  }

  /** Books on any coming day of the first doctor. */
  bookWithDoctor(wish: Wish, today: string, manner: Manner, named?: 'now'): Answer {
    const coming = [...this.sessions].filter(
      ([id, { closed }]) =>
        id >= `dr.${today}` &&
        id.startsWith('dr.') &&
        !closed &&
        (named === undefined || id <= `dr.${tomorrowOf(today)}`),
    )
    if (coming.length === 0) return 'session-not-found'
    const sessions = coming.map(([, session]) => session)
    return bookAmong(sessions, { kind: 'any day', named, wish, manner, note: (what) => this.noted.push(what) })
  }

  /** Books with any of several doctors on one date. Doctors without a session on it are left out. */
  bookWithAny(doctorIds: readonly string[], date: string, wish: Wish, manner: Manner, named: 'day' | 'now'): Answer {
    const sessions = doctorIds.flatMap((doctorId) => this.sessions.get(`${doctorId}.${date}`) ?? [])
    if (sessions.length === 0) return 'session-not-found'
    return bookAmong(sessions, { kind: 'any doctor', named, wish, manner, note: (what) => this.noted.push(what) })
  }

  /** Replaces a token by a new one elsewhere; `goal` is the session asked for, perhaps of another doctor. */
  reschedule(id: string, index: number, goal: string, named: number | undefined, actor: string | undefined): Answer {
    const home = due(this.sessions.get(id)!)
    const away = goal === id ? home : due(this.sessions.get(goal)!)
    const token = home.tokens[index]!
    const { patient, source, attributes, status, seat, waits } = token
    if (away.baseRank(source, attributes) === undefined) return 'unknown-source'
    if (!home.permits(actor, 'reschedule') || !away.permits(actor, 'reschedule')) return 'policy-denied'
    if (away.closed) return 'session-closed'
    if (!MOVABLE.includes(status) || token.presence.again) return 'invalid-transition'
    if (goal === id && named !== undefined && named === seat && !away.isOver(named)) return 'duplicate-token'
    // While it looks for a place, its old seat is not free, and its old token does not count as a duplicate.
    if (seat === undefined) home.leave(token, 'rescheduled')
    else token.status = 'called'
    const answer = seatNewcomer(
      away,
      named ?? 'day',
      { patient, source, attributes },
      {},
      away === home ? token : undefined,
    )
    if (!DONE.includes(answer)) return answer
    const next = newest(away)
    const comesIn = away !== home && newest(settledCopy(away)).seat !== undefined
    if (seat !== undefined && next.seat === undefined && !comesIn)
      return named === undefined ? 'no-capacity' : 'slot-full'
    const samePlace = seat !== undefined ? next.seat === seat : isSameList(next.waits, waits)
    if (away === home && samePlace) return 'duplicate-token'
    const old = home.tokens[index]!
    home.end(old, 'rescheduled')
    if (isSecondOfDay(...new Set([home, away]))) return 'duplicate-token'
    this.moves = [moveOf(home, index, seat, 'rescheduled', status === 'dropped' ? 'rebooked' : 'rescheduled')]
    const moved = newest(away)
    old.replacedBy = `${goal}.t${away.tokens.length}`
    moved.replaces = `${id}.t${index + 1}`
    commit(this.sessions.get(goal)!, away)
    if (away !== home) commit(this.sessions.get(id)!, home)
    return newest(this.sessions.get(goal)!).status
  }
}

/** Statuses of patients who have not been with the doctor. */
const MOVABLE: readonly string[] = ['confirmed', 'waitlisted', 'checked-in', 'called', 'dropped']

type Waits = ModelSession['tokens'][number]['waits']

function isSameList(a: Waits, b: Waits): boolean {
  return a !== undefined && b !== undefined && a.accepts === b.accepts && (a.accepts === 'any' || a.slot === b.slot)
}

/** Returns a copy in which everything that has expired is ended, and all that may come in are in. */
export function due(session: ModelSession): ModelSession {
  const trial = session.copy()
  expireDue(trial)
  settle(trial)
  return trial
}

/** Decides a command on what is due. If it is refused, nothing is written. Its answer is the status of its token after all moves. */
export function attempt(
  session: ModelSession,
  command: (trial: ModelSession) => Answer,
  tokenOf?: (trial: ModelSession) => ModelToken,
): Answer {
  const trial = due(session)
  const answer = command(trial)
  if (!DONE.includes(answer)) return answer
  if (isSecondOfDay(trial)) return 'duplicate-token'
  commit(session, trial)
  return tokenOf?.(session).status ?? answer
}

/** Lets in the tokens that may come in after the command. */
export function commit(session: ModelSession, trial: ModelSession): void {
  settle(trial)
  session.become(trial)
}

/** The token that came last. */
export function newest({ tokens }: ModelSession): ModelToken {
  return tokens.at(-1)!
}

/** Returns the date after this one. */
function tomorrowOf(date: string): string {
  return new Date(Date.parse(date) + 24 * HOUR).toISOString().slice(0, 10)
}

/** Returns yesterday's date, from which sessions may still be running. */
export function yesterday(now: number, zoneMs: number): string {
  return new Date(now + zoneMs - 24 * HOUR).toISOString().slice(0, 10)
}
