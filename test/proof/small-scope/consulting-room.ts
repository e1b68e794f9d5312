import type { Rules } from 'opd-scheduler'
import { type CoreCommand, type Manner, PLAINLY } from '../../../src/core/command'
import type { Session } from '../../../src/core/state/session'
import { isLive } from '../../../src/core/state/status'
import { PATIENT } from '../../../src/core/state/tokens'
import { type Explored, exploreScope, type Shape } from './explore'
import { longKeyOf } from './state-key'

const STEPS = [
  ...(['confirm', 'cancel', 'checkIn', 'call', 'skip', 'start', 'complete', 'leaveUnseen', 'noShow', 'undo'] as const),
]
const MINUTE = 60_000
/**
 * Times of commands: an hour before the session opens, when seats may be held, and during its first slot, when holds have
 * expired and a waiter's rank may have improved.
 */
const MOMENTS = [-60 * MINUTE, 35 * MINUTE]
const HOLD: Manner = { ...PLAINLY, holdMinutes: 30 }
const ABOVE: Manner = { ...PLAINLY, override: true, actor: 'matron' }

/** The days to try. */
export interface Room {
  readonly rules: Rules
  readonly shapes: readonly Shape[]
  readonly seats: readonly number[]
  readonly patients: number
  readonly depth: number
}

/**
 * Tries every sequence of what the reception, the doctor and the clock can do to a few patients: holds, offers, calls, skips,
 * undos, moves within the session, and overrides.
 */
export function exploreRoom({ patients, ...room }: Room, note: (what: string) => void): Explored {
  const commands = (session: Session, at: number) => commandsFor(session, at, room.shapes, patients)
  return exploreScope({ ...room, moments: MOMENTS, commands, keyOf: longKeyOf }, note)
}

function* commandsFor(
  session: Session,
  at: number,
  shapes: readonly Shape[],
  patients: number,
): Generator<CoreCommand> {
  const { tokens } = session
  const slots = Array.from({ length: session.slots }, (_, slot) => slot)
  const known = tokens.latestOf.length
  for (let patient = 0; patient <= Math.min(known, patients - 1); patient++)
    for (const request of shapes)
      for (const slot of slots) {
        const asked = { op: 'book', at, patients: [patient], slot, request, more: false } as const
        for (const manner of [PLAINLY, HOLD, ABOVE]) yield { ...asked, manner }
        for (let bump = 0; bump < tokens.count; bump++)
          if (session.slotOf(bump) === slot) yield { ...asked, manner: { ...ABOVE, bump } }
      }
  for (let token = 0; token < tokens.count; token++) {
    for (const op of STEPS) yield { op, at, token }
    const request = { source: tokens.sources[token]! }
    for (const override of [false, true]) yield { op: 'reinstate', at, token, request, override, actor: 'matron' }
    if (!isLive(session.statusOf(token))) continue
    const patient = tokens.get(token, PATIENT)
    for (const slot of slots) yield { op: 'reschedule', at, token, patient, slot, request, actor: undefined }
  }
  yield { op: 'callNext', at }
  yield { op: 'sweepSession', at }
}
