import type { Fact } from './fact'

/** Codes of expected refusals that the core decides. */
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

/** Nothing happens, and why. */
export class Refusal {
  constructor(
    readonly code: RefusalCode,
    /** Slot concerned, or -1. */
    readonly slot = -1,
    /** Index of the session concerned. */
    readonly session = 0,
  ) {}
}

/** Nothing in the sessions given fits: ask again with the next one. */
export const NEXT_SESSION = 'next-session'

/** Facts to append, in order; a refusal; or the wish to see one more session. */
export type Decision = readonly Fact[] | Refusal | typeof NEXT_SESSION
