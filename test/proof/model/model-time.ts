import type { Answer } from './model'
import { isUrgent } from './model-call'
import { moveOf } from './model-moves'
import { close } from './model-roster'
import type { ModelSession } from './model-session'
import { isOnStandby, remember } from './model-standby'
import type { ModelToken } from './model-token'
import { overtime } from './model-visit'

/** Ends what has expired, the earliest first: held and offered seats, and reservations of seats. */
export function expireDue(session: ModelSession): void {
  if (session.closed) return
  for (;;) {
    const due = [
      ...session.tokens.map((token, index) => ({ at: token.until, kind: 0, order: token.kept, index })),
      ...session.slots.map((slot, index) => ({ at: slot.opensAt, kind: 1, order: index, index })),
    ].flatMap((each) => (each.at !== undefined && each.at <= session.now ? [{ ...each, at: each.at }] : []))
    const [first] = due.sort((a, b) => a.at - b.at || a.kind - b.kind || a.order - b.order)
    if (first === undefined) return
    if (first.kind === 0) session.end(session.tokens[first.index]!, 'expired')
    else Object.assign(session.slots[first.index]!, { shares: {}, opensAt: undefined })
  }
}

/** Marks no-shows after their grace, also in a session that was closed early, and closes the session at the end of the day. */
export function sweep(session: ModelSession): Answer {
  const { graceMinutes = 15, graceFrom = 'end' } = session.rules.visit ?? {}
  const grace = graceMinutes * 60_000
  for (const token of session.tokens) {
    if (token.status !== 'confirmed') continue
    const since = Math.max(session.slots[token.seat!]![graceFrom], token.seatedAt)
    if (since + grace > session.now) continue
    remember(session, token)
    session.leave(token, 'no-show')
  }
  for (const [index, token] of session.tokens.entries()) {
    if (token.waits === undefined || isOnStandby(token) || !session.waitsForBlocked(token.waits)) continue
    session.end(token, 'dropped')
    session.model.moves = [...session.model.moves, moveOf(session, index, undefined, 'dropped', 'blocked')]
  }
  const isExpected = session.tokens.some(({ status }) => status === 'confirmed')
  const isEnded = session.slots.at(-1)!.end + overtime(session.rules) <= session.now
  const isNeeded = session.tokens.some(
    (token) => isUrgent(session, token) && (isOnStandby(token) || isCalledWithoutSeat(token)),
  )
  if (isEnded && !isExpected && !isNeeded && !session.closed) close(session)
  return session.closed ? 'closed' : 'open'
}

function isCalledWithoutSeat({ status, seat }: ModelToken): boolean {
  return status === 'called' && seat === undefined
}
