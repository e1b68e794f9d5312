import type { Rules } from 'opd-scheduler'
import { type CoreCommand, type Elsewhere, type Manner, PLAINLY } from '../../../src/core/command'
import type { Session } from '../../../src/core/state/session'
import { CANCELLED, DROPPED, isLive } from '../../../src/core/state/status'
import { PATIENT } from '../../../src/core/state/tokens'
import { type Explored, exploreScope, opened, type Shape } from './explore'
import { longKeyOf } from './state-key'

const MINUTE = 60_000
/** An hour before the session opens, and in the middle of its first slot. */
const MOMENTS = [-60 * MINUTE, 35 * MINUTE]
const HOLD: Manner = { ...PLAINLY, holdMinutes: 120 }
const STEPS = ['cancel', 'checkIn', 'noShow', 'undo'] as const

/** The days to try. */
export interface Days {
  readonly rules: Rules
  readonly shapes: readonly Shape[]
  readonly seats: readonly number[]
  readonly patients: number
  readonly depth: number
  /** Whether a substitute has one seat for those who find no place. */
  readonly substitute: boolean
}

/** Tries every sequence of bookings, visits, leaves and delays. */
export function exploreLeaves({ patients, substitute, ...days }: Days, note: (what: string) => void): Explored {
  const commands = (session: Session, at: number) => commandsFor(session, at, days.shapes, patients, substitute)
  const elsewhere = substitute ? opened({ rules: days.rules, seats: [0, 1] }) : undefined
  return exploreScope({ ...days, moments: MOMENTS, commands, keyOf, elsewhere }, note)
}

/** A patient who was dropped may still be helped, or say that no other place is wanted. */
function keyOf(session: Session): string {
  const lost = Array.from(session.tokens.handles()).filter((token) => session.statusOf(token) === DROPPED)
  return `${longKeyOf(session)}|${lost.map((token) => session.tokens.get(token, PATIENT)).join()}`
}

function* commandsFor(
  session: Session,
  at: number,
  shapes: readonly Shape[],
  patients: number,
  substitute: boolean,
): Generator<CoreCommand> {
  const { tokens } = session
  const slots = Array.from({ length: session.slots }, (_, slot) => slot)
  for (let patient = 0; patient <= Math.min(tokens.latestOf.length, patients - 1); patient++)
    for (const request of shapes)
      for (const slot of [...slots, -1])
        for (const manner of slot === 0 ? [PLAINLY, HOLD] : [PLAINLY])
          yield { op: 'book', at, patients: [patient], slot, request, more: false, manner }
  for (let token = 0; token < tokens.count; token++) {
    for (const op of STEPS) yield { op, at, token }
    const status = session.statusOf(token)
    if (status === CANCELLED || !(isLive(status) || status === DROPPED)) continue
    const patient = tokens.get(token, PATIENT)
    const request = { source: tokens.sources[token]! }
    for (const slot of slots) yield { op: 'reschedule', at, token, patient, slot, request, actor: undefined }
  }
  for (const some of [...slots.map((slot) => [slot]), slots]) {
    yield { op: 'blockTime', at, slots: some, elsewhere: elsewhereOf(session, substitute) }
    yield { op: 'unblockTime', at, slots: some }
  }
  for (const minutes of [0, 40]) yield { op: 'delay', at, from: -1, by: minutes * MINUTE }
  yield { op: 'delay', at, from: session.slots - 1, by: 20 * MINUTE }
  yield { op: 'sweepSession', at }
}

/** Every patient is new to the substitute, whose slots have the same times. */
function elsewhereOf({ tokens, slots }: Session, substitute: boolean): Elsewhere {
  if (!substitute) return { requests: [], wallStarts: [], patients: [], barred: [] }
  const starts = Array.from({ length: slots }, (_, slot) => 540 + slot * 60)
  const requests = tokens.sources.map((source) => ({ source }))
  return { requests, wallStarts: [starts, [540, 600]], patients: [requests.map(() => -1)], barred: [new Set()] }
}
