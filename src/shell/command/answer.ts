import type { CommandResult, Move } from '../../api/results'
import { CHECKED_IN, type TokenStatus } from '../../core/state/status'
import type { TokenEvent } from '../../events/token-event'
import type { Write } from '../../store/store'
import type { SessionRecord } from '../sessions/session-record'
import { type Frame, sessionSummary, tokenView } from '../views/views'
import type { Outcome } from './outcome'

/** Returns the answer of a command whose events are folded. */
export function answerOf(
  { records, index, token }: Outcome,
  writes: readonly Write[],
  frame: Frame,
  commandId: string,
): CommandResult {
  const record = records[index]!
  const own = token < 0 ? '' : record.names.tokens[token]!.tokenId
  const moves = movesIn(writes, records, own)
  if (token < 0) {
    const session = sessionSummary(record, frame.now)
    return { status: session.status, session, moves, commandId }
  }
  const view = tokenView(record, token, frame)
  return { status: view.status, token: view, moves, commandId } as CommandResult
}

/** Status of a token after an event that a command for another token caused. */
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

/** The moves of all tokens except the command's own; each write is that of the record at its place. */
function movesIn(writes: readonly Write[], records: readonly SessionRecord[], own: string): Move[] {
  const moves: Move[] = []
  for (const [n, { events }] of writes.entries()) {
    const { session, names } = records[n]!
    for (const event of events) {
      if (!('tokenId' in event) || event.tokenId === own) continue
      const { tokenId, number, patientId, from, to, cause, strategy, rank, by } = event
      const after = statusAfter(event)
      // A patient who waited in the building is present with the seat.
      const isThere = after === 'confirmed' && session.statusOf(names.token(tokenId)) === CHECKED_IN
      const status = isThere ? 'checked-in' : after
      moves.push({ tokenId, number, patientId, from, to, status, cause, strategy, rank, by })
    }
  }
  return moves
}
