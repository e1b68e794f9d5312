import type { TokenStatus } from 'opd-scheduler'
import type { Answer, Manner } from './model'
import { sitAbove } from './model-book'
import type { ModelSession } from './model-session'
import { isLive, type ModelToken } from './model-token'

const TO_COME: readonly TokenStatus[] = ['held', 'offered', 'confirmed', 'checked-in', 'called', 'waitlisted']

/** Applies a step of one token's visit. */
export function step(session: ModelSession, op: string, index: number): Answer {
  const token = session.tokens[index]!
  const { status } = token
  const may = (...from: TokenStatus[]): boolean => from.includes(status)
  switch (op) {
    case 'confirm':
      if (status === 'expired') return 'hold-expired'
      if (!may('held', 'offered')) return 'invalid-transition'
      Object.assign(token, { status: 'confirmed', until: undefined, seatedAt: session.now })
      return token.status
    case 'cancel': {
      if (status === 'expired') return 'hold-expired'
      if (!TO_COME.includes(status)) return 'invalid-transition'
      session.end(token, 'cancelled')
      return token.status
    }
    case 'checkIn':
      if (status === 'completed') return comeBack(session, token)
      return may('confirmed') ? checkIn(session, token) : 'invalid-transition'
    case 'call':
      return may('checked-in', 'called') ? call(session, token) : 'invalid-transition'
    case 'skip':
      return may('called') ? skip(session, token) : 'invalid-transition'
    case 'start':
      if (!may('confirmed', 'checked-in', 'called')) return 'invalid-transition'
      remember(session, token)
      token.status = 'in-consultation'
      return token.status
    case 'complete':
      if (!may('confirmed', 'checked-in', 'called', 'in-consultation')) return 'invalid-transition'
      if (session.rules.completed === 'frees') return goes(session, token, 'completed')
      remember(session, token)
      token.status = 'completed'
      return token.status
    case 'leaveUnseen':
      return may('checked-in', 'called') ? goes(session, token, 'left') : 'invalid-transition'
    case 'noShow':
      return may('confirmed', 'called') ? goes(session, token, 'no-show') : 'invalid-transition'
    default:
      return undo(session, token)
  }
}

/** Records the state for the next undo. */
export function remember(session: ModelSession, token: ModelToken): void {
  const { status, seat, presence, leftStart } = token
  const seatStart = seat === undefined ? undefined : session.slots[seat]!.start
  token.steps.push({ status, seatStart, leftStart, presence })
}

function goes(session: ModelSession, token: ModelToken, final: TokenStatus): Answer {
  remember(session, token)
  session.leave(token, final)
  return final
}

function checkIn(session: ModelSession, token: ModelToken): Answer {
  remember(session, token)
  token.presence = { ...token.presence, checkedInAt: session.now, arrived: ++session.arrivals }
  token.status = 'checked-in'
  return token.status
}

/** Brings a completed token back. If its seat was given away, it needs another one. */
function comeBack(session: ModelSession, token: ModelToken): Answer {
  const { seat, source, seatRank: rank, patient } = token
  const repeats = session.rules.repeats === true
  if (seat !== undefined)
    return !repeats && session.hasLive(patient, seat, token) ? 'duplicate-token' : checkIn(session, token)
  if (session.closed) return 'session-closed'
  let free = session.slots.findIndex((_, slot) => session.isFree(source, slot))
  const old = session.oldSeat(token)
  // If no seat is free and its old slot has ended, it gets its old seat back.
  if (free < 0 && session.isOver(old.slot) && old.fits) free = old.slot
  if (free < 0 || session.overtakes(token, rank, free)) return 'no-capacity'
  if (!repeats && session.hasLive(patient, free)) return 'duplicate-token'
  remember(session, token)
  const { steps } = token
  session.sit(token, free, rank)
  checkIn(session, token)
  steps.pop()
  return token.status
}

/** Returns the present tokens, the one that is called next first. */
export function callingOrder(session: ModelSession): ModelToken[] {
  const { early = 'after', late = 'in-turn', last = [] } = session.rules.visit?.calls ?? {}
  const turn = (token: ModelToken): number[] => {
    const { start, end } = session.slots[token.seat!]!
    const { sitsOutUntil, checkedInAt, arrived } = token.presence
    const behind = [
      sitsOutUntil > session.calls,
      early === 'after' && start > session.now,
      last.includes(token.source),
      late === 'after' && checkedInAt! >= end,
    ]
    return [...behind.map(Number), token.seatRank, arrived]
  }
  const inTurn = (a: number[], b: number[]): number => {
    const at = a.findIndex((value, i) => value !== b[i])
    return at < 0 ? 0 : a[at]! - b[at]!
  }
  const present = session.tokens.filter(({ status }) => status === 'checked-in')
  return present.sort((a, b) => inTurn(turn(a), turn(b)))
}

export function callNext(session: ModelSession): Answer {
  const [first] = callingOrder(session)
  return first === undefined ? 'queue-empty' : call(session, first)
}

function call(session: ModelSession, token: ModelToken): Answer {
  remember(session, token)
  // A recall does not count as a call.
  if (token.status === 'checked-in') session.calls++
  token.status = 'called'
  return token.status
}

/** After an unanswered call: passed over for some calls, and a no-show at the last skip. */
function skip(session: ModelSession, token: ModelToken): Answer {
  const { skipCalls = 2, maxSkips = 3 } = session.rules.visit ?? {}
  const skips = token.presence.skips + 1
  if (skips >= maxSkips) return goes(session, token, 'no-show')
  remember(session, token)
  token.presence = { ...token.presence, skips, sitsOutUntil: session.calls + skipCalls }
  token.status = 'checked-in'
  return token.status
}

/** Undoes one step. The token gets its seat back, if no other token has it. */
function undo(session: ModelSession, token: ModelToken): Answer {
  const last = token.steps.at(-1)
  if (last === undefined) return 'invalid-transition'
  const { status, seatStart, presence } = last
  const seat = seatStart === undefined ? undefined : session.slots.findIndex(({ start }) => start === seatStart)
  const isRepeat = session.rules.repeats !== true && seat !== undefined && session.hasLive(token.patient, seat, token)
  if (!isLive(token) && isRepeat) return 'duplicate-token'
  const retakes = seat !== undefined && token.seat === undefined
  if (retakes && !session.oldSeat(token).fits) return 'slot-full'
  const override = retakes ? token.leftAbove : seat !== undefined && token.override
  if (token.status === 'called' && status === 'checked-in') session.calls--
  const givesUp = seat === undefined && token.seat !== undefined
  token.steps.pop()
  if (givesUp) {
    session.leave(token, status)
    token.leftStart = last.leftStart
  }
  Object.assign(token, { status, seat, presence, override, promised: true, seatedAt: session.now })
  return status
}

/** Reinstates a no-show. */
export function reinstate(session: ModelSession, index: number, { override, actor }: Manner): Answer {
  const token = session.tokens[index]!
  const { status, patient, source, seatRank: rank } = token
  const wanted = override === true && status === 'no-show' ? session.oldSeat(token).slot : token.wanted
  const repeats = session.rules.repeats === true
  const above = override === true ? (['override'] as const) : []
  if (!session.permits(actor, 'reinstate', ...above)) return 'policy-denied'
  if (session.closed) return 'session-closed'
  if (status !== 'no-show') return 'invalid-transition'
  if (override === true && session.isOver(wanted)) return 'slot-past'
  if (!repeats && session.hasLive(patient, wanted)) return 'duplicate-token'
  const free = session.slots.findIndex((_, slot) => slot >= wanted && session.isFree(source, slot))
  if (override === true) {
    const refused = sitAbove(session, token, rank, wanted)
    if (refused !== undefined) return refused
  } else if (free >= 0 && !session.overtakes(token, rank, free)) {
    if (!repeats && session.hasLive(patient, free)) return 'duplicate-token'
    session.sit(token, free, rank)
  } else {
    if (session.rules.promotion.from === 'nobody' || session.isOver(session.slots.length - 1)) return 'no-capacity'
    Object.assign(token, { status: 'waitlisted', waits: { slot: wanted, accepts: 'onward' } })
  }
  session.forget(token)
  token.reinstated = true
  return token.status
}
