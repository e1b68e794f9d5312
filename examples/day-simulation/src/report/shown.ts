import type { Move, SessionView, SlotView, TokenView } from 'opd-scheduler'

/** The fields of a token that the account shows. A server's answer has them too. */
export type ShownToken = Pick<
  TokenView,
  | 'id'
  | 'number'
  | 'status'
  | 'sessionId'
  | 'doctorId'
  | 'source'
  | 'wantedSlotId'
  | 'slotId'
  | 'waitsFor'
  | 'position'
  | 'plannedTime'
  | 'rank'
  | 'sequence'
  | 'cause'
>

/** The fields of a session that the account shows. */
export interface ShownSession extends Pick<SessionView, 'id' | 'doctorId' | 'date' | 'status'> {
  readonly slots: readonly Pick<SlotView, 'id' | 'start' | 'capacity' | 'used' | 'overflow' | 'blocked'>[]
  readonly tokens: readonly ShownToken[]
}

/** The answer to a command, from the library or from a server. */
export interface ShownAnswer {
  readonly status: string
  /** Of a refusal. */
  readonly code?: string
  readonly message?: string
  /** Of a command about a token. */
  readonly token?: ShownToken
  readonly moves?: readonly Pick<Move, 'tokenId' | 'from' | 'to' | 'status' | 'cause' | 'by'>[]
}

/** Wall-clock start of a slot, as in its id: `09:00`. */
export function timeOf(slotId: string): string {
  return slotId.replace(/^.*\.(\d\d)(\d\d)$/, '$1:$2')
}

/** Session of a slot, as in its id. */
export function sessionIdOf(slotId: string): string {
  return slotId.slice(0, slotId.lastIndexOf('.'))
}

/** The unfinished tokens of a slot, first in line first. */
export function lineAt(session: ShownSession, slotId: string): readonly ShownToken[] {
  const seated = session.tokens.filter((token) => token.slotId === slotId && token.position !== null)
  return seated.sort((a, b) => a.position! - b.position!)
}

/** The tokens that wait, best first: those who wait for one slot, or all of the session. */
export function waitersOf(session: ShownSession, slotId?: string): readonly ShownToken[] {
  const waiting = session.tokens.filter(
    ({ waitsFor }) => waitsFor !== null && (slotId === undefined || (waitsFor.slotId ?? slotId) === slotId),
  )
  return waiting.sort((a, b) => a.rank - b.rank || a.sequence - b.sequence)
}
