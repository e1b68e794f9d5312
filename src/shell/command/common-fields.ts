import { isGenerated, isSessionId, sessionIdOf, sessionOfSlotId } from '../../events/names'
import { type Fields, invalid } from '../input/fields'

/** The optional fields of every command, checked. */
export interface ReadCommandOptions {
  readonly commandId: string | undefined
  readonly actor: string | undefined
  readonly note: string | undefined
}

/** Reads the id of a session, or its doctor and date. */
export function readSession(fields: Fields): string {
  if (!fields.has('sessionId')) return sessionIdOf(fields.doctorId('doctorId'), fields.date('date'))
  return readSessionId(fields.get('sessionId'))
}

/** Checks the id of a session. */
export function readSessionId(value: unknown): string {
  if (typeof value === 'string' && isSessionId(value)) return value
  throw invalid('sessionId', value, "Give an id such as 'dr-rao.2026-01-30'")
}

/** Reads the id of a slot. */
export function readSlotId(fields: Fields): { readonly sessionId: string; readonly slotId: string } {
  const slotId = fields.get('slotId')
  const sessionId = typeof slotId === 'string' ? sessionOfSlotId(slotId) : undefined
  if (sessionId !== undefined) return { sessionId, slotId: slotId as string }
  throw invalid('slotId', slotId, "Give an id such as 'dr-rao.2026-01-30.0900'")
}

/** Reads the id that a host gives to a new token. */
export function readNewTokenId(fields: Fields): string {
  const tokenId = fields.id('tokenId')
  if (!isGenerated(tokenId)) return tokenId
  throw invalid('tokenId', tokenId, 'Leave it out, or give an id that does not look like a generated one')
}
