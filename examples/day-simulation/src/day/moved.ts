import type { Move } from 'opd-scheduler'

/** A move of a token, or of a patient whose new token in another session replaces the old one. */
export interface Moved extends Move {
  /** The old token, if there is a new one. */
  readonly replaced?: string
}

/** Returns the moves with one for each patient: a new token elsewhere and the end of the old one count as one move. */
export function moved(moves: readonly Move[]): Moved[] {
  const old = moves.filter(({ status }) => status === 'rescheduled')
  if (old.length === 0) return [...moves]
  const replaced = new Map<Move, Move>()
  for (const token of old) {
    const isNew = (move: Move): boolean =>
      move.patientId === token.patientId && move.cause === 'rescheduled' && move.from === null && !replaced.has(move)
    const arrival = moves.find((move) => move.status === 'confirmed' && isNew(move))
    if (arrival !== undefined) replaced.set(arrival, token)
  }
  const gone = new Set(replaced.values())
  return moves.flatMap((move) => {
    if (gone.has(move)) return []
    const token = replaced.get(move)
    return token === undefined ? [move] : [{ ...move, from: token.from, replaced: token.tokenId }]
  })
}
