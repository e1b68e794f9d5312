import type { RefusalCode } from '../errors'
import type { Fact } from './fact'

/**
 * Why a token on standby is not called: a patient with a seat is present, a called patient has not gone in, the last slot has ended, or
 * the rules allow no more such visits.
 */
export type StandbyWaits = 'patient-present' | 'patient-called' | 'session-over' | 'limit-reached'

/** Why a command changes nothing. */
export class Refusal {
  constructor(
    readonly code: RefusalCode,
    /** Slot concerned, or -1. */
    readonly slot = -1,
    /** Index of the session concerned. */
    readonly session = 0,
    /** Token concerned, by handle, or -1. */
    readonly token = -1,
    /** Status that does not allow the step, or -1. */
    readonly status = -1,
    /** With `standby-waits`. */
    readonly why: StandbyWaits | undefined = undefined,
  ) {}
}

/** No seat in the sessions given: decide again with one session more. */
export const NEXT_SESSION = 'next-session'

/** Facts to append, in order; a refusal; or NEXT_SESSION. */
export type Decision = readonly Fact[] | Refusal | typeof NEXT_SESSION
