import type { ModelSession } from './model-session'

/** Returns a move as a line. */
export function moveOf(
  session: ModelSession,
  index: number,
  left: number | undefined,
  status: string,
  cause: string,
): string {
  const at = (slot: number | undefined): string | null => (slot === undefined ? null : session.slotId(slot))
  return [`${session.id}.t${index + 1}`, at(left), at(session.tokens[index]!.seat), status, cause].join(' ')
}
