/** Where a token stands in its life; `evolve` stores the index, everything outside the core says the name. */
export const STATUSES: readonly TokenStatus[] = [
  'confirmed',
  'checked-in',
  'in-consultation',
  'waitlisted',
  'completed',
  'no-show',
  'cancelled',
  'dropped',
]

/** Where a token stands in its life. The first four are live; the others are final (a `no-show` can be reinstated). */
export type TokenStatus =
  | 'confirmed'
  | 'checked-in'
  | 'in-consultation'
  | 'waitlisted'
  | 'completed'
  | 'no-show'
  | 'cancelled'
  | 'dropped'

export const CONFIRMED = 0
export const CHECKED_IN = 1
export const IN_CONSULTATION = 2
export const WAITLISTED = 3
export const COMPLETED = 4
export const NO_SHOW = 5
export const CANCELLED = 6
export const DROPPED = 7

/** Live: seated and not seen yet, or waiting. */
export function isLive(status: number): boolean {
  return status <= WAITLISTED
}
