import type { CommandResult, DoctorResult, Move, TokenDone } from '../../api/results'
import type { Doctor } from '../../core/doctor'
import type { TokenStatus } from '../../core/state/status'
import type { TokenEvent } from '../../events/event'
import type { Write } from '../../store/store'
import type { SessionRecord } from '../sessions/session-record'
import { type Frame, sessionSummary, tokenView } from '../views/views'
import type { SessionCommand } from './prepare'

/** What a command answers, once its events are folded. */
export function answerOf(
  command: SessionCommand,
  record: SessionRecord,
  token: number,
  writes: readonly Write[],
  frame: Frame,
  commandId: string,
): CommandResult {
  const own = token < 0 ? '' : record.names.tokens[token]!.tokenId
  const moves = movesIn(writes, own)
  if (token < 0) {
    const session = sessionSummary(record, frame.now)
    return { status: session.status, session, moves, commandId }
  }
  const view = tokenView(record, token, frame)
  const done = { status: view.status, token: view, moves, commandId }
  return command.op === 'book' ? (done as TokenDone<'confirmed' | 'waitlisted' | 'held'>) : done
}

export function doctorAnswer(doctor: Doctor, commandId: string): DoctorResult {
  return { status: 'registered', doctor, moves: [], commandId }
}

/** Status of a token that a command for somebody else touched. */
function statusAfter({ type, to, waitsFor }: TokenEvent): TokenStatus {
  switch (type) {
    case 'token.offered':
      return 'offered'
    case 'token.expired':
      return 'expired'
    case 'token.rescheduled':
      return 'rescheduled'
    case 'token.no-show':
      return 'no-show'
    default:
      return to !== null ? 'confirmed' : waitsFor !== null ? 'waitlisted' : 'dropped'
  }
}

/** The moves of every token but the command's own. */
function movesIn(writes: readonly Write[], own: string): Move[] {
  const moves: Move[] = []
  for (const { events } of writes)
    for (const event of events) {
      if (!('tokenId' in event) || event.tokenId === own) continue
      const { tokenId, number, patientId, from, to, cause, strategy, rank, by } = event
      moves.push({ tokenId, number, patientId, from, to, status: statusAfter(event), cause, strategy, rank, by })
    }
  return moves
}
