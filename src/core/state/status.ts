/**
 * Statuses of a token by index. Tokens store the index; code outside the core uses the name.
 */
export const STATUSES = [
  'held',
  'offered',
  'confirmed',
  'checked-in',
  'called',
  'in-consultation',
  'waitlisted',
  'completed',
  'no-show',
  'left',
  'cancelled',
  'rescheduled',
  'expired',
  'dropped',
] as const

/** Status of a token. The first seven are live; the others are final unless a step is undone or the patient comes back. */
export type TokenStatus = (typeof STATUSES)[number]

/** Indexes into STATUSES. */
export const HELD = 0
export const OFFERED = 1
export const CONFIRMED = 2
export const CHECKED_IN = 3
export const CALLED = 4
export const IN_CONSULTATION = 5
export const WAITLISTED = 6
export const COMPLETED = 7
export const NO_SHOW = 8
export const LEFT = 9
export const CANCELLED = 10
export const RESCHEDULED = 11
export const EXPIRED = 12
export const DROPPED = 13

/** Live: seated with the visit not over, or waiting. */
export function isLive(status: number): boolean {
  return status <= WAITLISTED
}

/** Whether the token has a seat that expires unless it is confirmed. */
export function isTentative(status: number): boolean {
  return status <= OFFERED
}
