import type { RefusalCode } from '../errors'
import type { Fact } from './fact'

/** Nothing happens, and why. */
export class Refusal {
  constructor(
    readonly code: RefusalCode,
    /** Slot concerned, or -1. */
    readonly slot = -1,
    /** Index of the session concerned. */
    readonly session = 0,
    /** Token concerned, by handle, or -1. */
    readonly token = -1,
  ) {}
}

/** Nothing in the sessions given fits: ask again with the next one. */
export const NEXT_SESSION = 'next-session'

/** Facts to append, in order; a refusal; or the wish to see one more session. */
export type Decision = readonly Fact[] | Refusal | typeof NEXT_SESSION
