import type { CommandResult, Move } from '../../api/results'
import { CHECKED_IN, type TokenStatus } from '../../core/state/status'
import { freeze, type TokenEvent } from '../../events/event'
import type { Write } from '../../store/store'
import type { SessionRecord } from '../sessions/session-record'
import { type Frame, sessionSummary, tokenView } from '../views/views'
import type { Outcome } from './preparation'

/** Returns the answer of a command whose events are folded. It is frozen, because it is stored as well. */
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
    return freeze({ status: session.status, session, moves, commandId })
  }
  const view = Object.freeze(tokenView(record, token, frame))
  return Object.freeze({ status: view.status, token: view, moves, commandId } as CommandResult)
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

const NONE: readonly Move[] = Object.freeze([])

/** The moves of all tokens except the command's own; each write is that of the record at its place. */
function movesIn(writes: readonly Write[], records: readonly SessionRecord[], own: string): readonly Move[] {
  let moves: Move[] | undefined
  for (let n = 0; n < writes.length; n++) {
    const { session, names } = records[n]!
    for (const event of writes[n]!.events) {
      if (!('tokenId' in event) || event.tokenId === own) continue
      const { tokenId, number, patientId, from, to, cause, strategy, rank, by } = event
      const after = statusAfter(event)
      // A patient who waited in the building is present with the seat.
      const isThere = after === 'confirmed' && session.statusOf(names.token(tokenId)) === CHECKED_IN
      const status = isThere ? 'checked-in' : after
      moves ??= []
      moves.push(Object.freeze({ tokenId, number, patientId, from, to, status, cause, strategy, rank, by }))
    }
  }
  return moves === undefined ? NONE : Object.freeze(moves)
}
