import type { TokenStatus } from '../core/state/status'
import type { RefusalCode } from '../errors'

/** The session, and if one was named the slot, that a refusal is about. */
export type RefusedPlace = {
  /** The session. */
  readonly sessionId: string
  /** Tokens on its waiting list. */
  readonly waiting: number
  /** The slot, if one is concerned. */
  readonly slotId?: string
  /** Base capacity of that slot in seats. */
  readonly capacity?: number
  /** Seats of that slot in use. */
  readonly used?: number
  /** Status of the token, if the command named one. */
  readonly tokenStatus?: TokenStatus
}

/** What each refusal tells besides its code. */
export interface RefusalDetails extends Record<RefusalCode, object> {
  /** Something changed since the plan was made. */
  readonly 'plan-stale': {
    /** Stream versions of the plan. */
    readonly expected: Readonly<Record<string, number>>
    /** Stream versions now. */
    readonly found: Readonly<Record<string, number>>
  }
  /** Another token has this id. */
  readonly 'token-id-taken': {
    /** That id. */
    readonly tokenId: string
  }
  /** The doctor is not registered. */
  readonly 'doctor-not-found': {
    /** The id that was given. */
    readonly doctorId: string
  }
  /** The session does not exist, or the doctor has none that is open. */
  readonly 'session-not-found': {
    /** The doctor of the session that was asked for. */
    readonly doctorId: string
    /** The session, if one was named. */
    readonly sessionId?: string
    /** The token of another doctor that was to move there. */
    readonly tokenId?: string
  }
  /** The token does not exist. */
  readonly 'token-not-found': {
    /** The id that was given. */
    readonly tokenId: string
  }
  /** The slot does not exist. */
  readonly 'slot-not-found': {
    /** The id that was given. */
    readonly slotId: string
  }
  /** The session was opened with other slots. */
  readonly 'session-exists': {
    /** The session. */
    readonly sessionId: string
  }
  /** The priority policy gives no rank. */
  readonly 'unknown-source': RefusedPlace & {
    /** The source of the request. */
    readonly source: string
    /** The sources that the rules rank, if the policy says so. */
    readonly ranked?: readonly string[]
  }
  /** `admission.permit` refused. */
  readonly 'policy-denied': RefusedPlace
  /** The session gives no more seats. */
  readonly 'session-closed': RefusedPlace
  /** The time of the hold or offer is over. */
  readonly 'hold-expired': RefusedPlace
  /** The token's status does not allow the command. */
  readonly 'invalid-transition': RefusedPlace & {
    /** Status of the token. */
    readonly tokenStatus: TokenStatus
  }
  /** Nobody waits to be called. */
  readonly 'queue-empty': RefusedPlace
  /** The slot is over, or no slot is still to begin. */
  readonly 'slot-past': RefusedPlace
  /** A new slot overlaps another. */
  readonly 'slot-overlap': {
    /** The session. */
    readonly sessionId: string
    /** Wall-clock start of the new slot, `HH:MM`, if it is known. */
    readonly start?: string
    /** Wall-clock end of the new slot, `HH:MM`, if it is known. */
    readonly end?: string
    /** The slot that it overlaps, if it is known. */
    readonly slotId?: string
  }
  /** The patient has a live token there. */
  readonly 'duplicate-token': RefusedPlace & {
    /** The token that the patient has. */
    readonly tokenId: string
  }
  /** Fewer seats would remain than are in use. */
  readonly 'capacity-in-use': RefusedPlace
  /** Nobody can be moved elsewhere. */
  readonly 'bump-failed': RefusedPlace
  /** The free seats are kept for other channels. */
  readonly 'quota-exhausted': RefusedPlace
  /** Neither a seat nor a place on the waiting list. */
  readonly 'slot-full': RefusedPlace
  /** Neither a seat nor a place on the waiting list in the session. */
  readonly 'no-capacity': RefusedPlace
}

/** An expected refusal: nothing was written. The code tells what the details hold. */
export type Rejected<Code extends RefusalCode = RefusalCode> = Code extends RefusalCode
  ? {
      /** Tells a refusal from a success. */
      readonly status: 'rejected'
      /** Why, stable across versions. */
      readonly code: Code
      /** The same in a sentence, with the values. */
      readonly message: string
      /** What the refusal is about, by its code. */
      readonly details: RefusalDetails[Code]
      /** Nobody moved. */
      readonly moves: readonly []
    }
  : never
