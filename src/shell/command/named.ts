import type { Fields } from '../input/fields'
import { invalid } from '../input/invalid'

const GENERATED_ID = /^[A-Za-z0-9-]{1,40}\.\d{4}-\d\d-\d\d\.[et]\d+$/
const SLOT_ID = /^([A-Za-z0-9-]{1,40}\.\d{4}-\d\d-\d\d)\.\d{4}$/
const SESSION_ID = /^[A-Za-z0-9-]{1,40}\.\d{4}-\d\d-\d\d$/

/** A session by its id, or by doctor and date. */
export function readSession(fields: Fields): string {
  if (!fields.has('sessionId')) return `${fields.doctorId('doctorId')}.${fields.date('date')}`
  return readSessionId(fields.get('sessionId'))
}

/** Checks the id of a session. */
export function readSessionId(value: unknown): string {
  if (typeof value === 'string' && SESSION_ID.test(value)) return value
  throw invalid('sessionId', value, "Give an id such as 'dr-rao.2026-01-30'")
}

/** A slot by its id, with the id of its session. */
export function readSlotId(fields: Fields): { readonly sessionId: string; readonly slotId: string } {
  const slotId = fields.get('slotId')
  const match = typeof slotId === 'string' ? SLOT_ID.exec(slotId) : null
  if (match !== null) return { sessionId: match[1]!, slotId: match[0] }
  throw invalid('slotId', slotId, "Give an id such as 'dr-rao.2026-01-30.0900'")
}

/** The id that a host gives to a new token. */
export function readNewTokenId(fields: Fields): string {
  const tokenId = fields.id('tokenId')
  if (!GENERATED_ID.test(tokenId)) return tokenId
  throw invalid('tokenId', tokenId, 'Leave it out, or give an id that does not look like a generated one')
}

/** The session in a generated token id; undefined for an id that a host gave. */
export function sessionOfTokenId(tokenId: string): string | undefined {
  return GENERATED_ID.test(tokenId) ? tokenId.slice(0, tokenId.lastIndexOf('.')) : undefined
}
