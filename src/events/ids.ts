/** Ids that the library makes and reads: `dr-rao`, `dr-rao.2026-01-30`, `….0900` of a slot, `….t7` of a token, `….e12` of an event. */

const DOCTOR = '[A-Za-z0-9-]{1,40}'
const SESSION = `${DOCTOR}\\.\\d{4}-\\d\\d-\\d\\d`

/** Length of a date such as `2026-01-30`. */
export const DATE_LENGTH = 10

/** Id of a doctor. */
export const DOCTOR_ID = new RegExp(`^${DOCTOR}$`)
/** Id that a host may give: the grammar of FHIR ids. */
export const HOST_ID = /^[A-Za-z0-9.-]{1,64}$/

const SESSION_ID = new RegExp(`^${SESSION}$`)
const SLOT_ID = new RegExp(`^(${SESSION})\\.\\d{4}$`)
const GENERATED_ID = new RegExp(`^(${SESSION})\\.[et]\\d+$`)

/** Id of the doctor's session on this date. */
export function sessionIdOf(doctorId: string, date: string): string {
  return `${doctorId}.${date}`
}

export function isSessionId(id: string): boolean {
  return SESSION_ID.test(id)
}

/** Doctor of a session. */
export function doctorOf(sessionId: string): string {
  return sessionId.slice(0, -DATE_LENGTH - 1)
}

/** Service date of a session. */
export function dateOf(sessionId: string): string {
  return sessionId.slice(-DATE_LENGTH)
}

/** Id of the slot that starts at this minute of the day. */
export function slotIdOf(sessionId: string, minuteOfDay: number): string {
  const hoursAndMinutes = Math.floor(minuteOfDay / 60) * 100 + (minuteOfDay % 60)
  return `${sessionId}.${String(hoursAndMinutes).padStart(4, '0')}`
}

/** Session of a slot, or undefined if this is not the id of a slot. */
export function sessionOfSlotId(slotId: string): string | undefined {
  return SLOT_ID.exec(slotId)?.[1]
}

/** What the generated ids of a session's tokens begin with. */
export function tokenStemOf(sessionId: string): string {
  return `${sessionId}.t`
}

/** Handle in a generated token id of this session; a number that is no handle, perhaps NaN, for other ids. */
export function handleIn(sessionId: string, tokenId: string): number {
  const digits = sessionId.length + 2
  return tokenId.startsWith('.t', sessionId.length) && tokenId.startsWith(sessionId)
    ? Number(tokenId.slice(digits)) - 1
    : -1
}

/** Whether an id has the form of generated token and event ids. */
export function isGenerated(id: string): boolean {
  return GENERATED_ID.test(id)
}

/** Session of a generated token id, or undefined for other ids. */
export function sessionOfTokenId(tokenId: string): string | undefined {
  return GENERATED_ID.exec(tokenId)?.[1]
}

/** What the ids of a stream's events begin with. Their versions follow. */
export function eventStemOf(stream: string): string {
  return `${stream}.e`
}
