import type { Doctor } from '../core/doctor'
import type { CommandResult, DoctorResult, Move, TokenDone } from '../results'
import type { OpdEvent } from '../store/event'
import type { SessionCommand } from './prepare'
import type { SessionRecord } from './record'
import { type Frame, sessionSummary, tokenView } from './views'

/** What a command answers, once its events are folded. */
export function answerOf(
  command: SessionCommand,
  record: SessionRecord,
  token: number,
  events: readonly OpdEvent[],
  frame: Frame,
  commandId: string,
): CommandResult {
  const own = token < 0 ? '' : record.names.tokens[token]!.tokenId
  const moves = movesIn(events, own)
  if (token < 0) {
    const session = sessionSummary(record, frame.now)
    return { status: session.status, session, moves, commandId }
  }
  const view = tokenView(record, token, frame)
  const done = { status: view.status, token: view, moves, commandId }
  return command.op === 'book' ? (done as TokenDone<'confirmed' | 'waitlisted'>) : done
}

export function doctorAnswer(doctor: Doctor, commandId: string): DoctorResult {
  return { status: 'registered', doctor, moves: [], commandId }
}

/** The moves of every token but the command's own. */
function movesIn(events: readonly OpdEvent[], own: string): Move[] {
  const moves: Move[] = []
  for (const event of events) {
    switch (event.type) {
      case 'token.bumped':
      case 'token.moved':
      case 'token.promoted':
      case 'token.dropped': {
        if (event.tokenId === own) break
        const { tokenId, number, patientId, from, to, cause, strategy, rank, by } = event
        const status = to !== null ? 'confirmed' : event.waitsFor !== null ? 'waitlisted' : 'dropped'
        moves.push({ tokenId, number, patientId, from, to, status, cause, strategy, rank, by })
        break
      }
      default:
    }
  }
  return moves
}
