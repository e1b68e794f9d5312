import type { Fact } from './fact'

/** Codes of the refusals that the core decides. */
export type RefusalCode =
  | 'bump-failed'
  | 'capacity-in-use'
  | 'duplicate-token'
  | 'hold-expired'
  | 'invalid-transition'
  | 'no-capacity'
  | 'policy-denied'
  | 'queue-empty'
  | 'quota-exhausted'
  | 'session-closed'
  | 'slot-full'
  | 'slot-overlap'
  | 'slot-past'
  | 'unknown-source'

/** Why nothing happens. */
export class Refusal {
  constructor(
    readonly code: RefusalCode,
    /** Slot concerned, or -1. */
    readonly slot = -1,
    /** Index of the session concerned. */
    readonly session = 0,
  ) {}
}

/** No seat in the sessions given: decide again with one session more. */
export const NEXT_SESSION = 'next-session'

/** Facts to append, in order; a refusal; or NEXT_SESSION. */
export type Decision = readonly Fact[] | Refusal | typeof NEXT_SESSION
