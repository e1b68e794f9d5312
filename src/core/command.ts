import type { SlotShape } from './fact'
import type { TokenRequest } from './rules'

/** A request for a seat. The shell has turned ids into handles and indexes. */
export interface Book {
  readonly op: 'book'
  /** Epoch milliseconds. */
  readonly at: number
  /** The patient's handle in each of the sessions; one more than the last for a patient who is new there. */
  readonly patients: readonly number[]
  /** Slot index, or UNNAMED for the earliest one that fits. */
  readonly slot: number
  readonly request: TokenRequest
  /** Whether there are later sessions to try, which `decide` was not given yet. */
  readonly more: boolean
}

/** In `Book.slot`: the earliest slot that fits. */
export const UNNAMED = -1

/** A step of one token's life. */
export interface TokenStep {
  readonly op: 'cancel' | 'checkIn' | 'start' | 'complete' | 'noShow' | 'reinstate'
  readonly at: number
  readonly token: number
}

/** New source or attributes of a token, as after triage. */
export interface Reclassify {
  readonly op: 'reclassify'
  readonly at: number
  readonly token: number
  readonly request: TokenRequest
}

/** Times and base capacity of a slot, before the capacity rule has seen it. */
export type SlotPlan = Pick<SlotShape, 'start' | 'end' | 'base'>

/** Opens a session; its slots are in order of time and do not overlap. */
export interface OpenSession {
  readonly op: 'openSession'
  readonly at: number
  readonly slots: readonly SlotPlan[]
}

export interface AddSlots {
  readonly op: 'addSlots'
  readonly at: number
  readonly slots: readonly SlotPlan[]
}

export interface ResizeSlot {
  readonly op: 'resizeSlot'
  readonly at: number
  readonly slot: number
  readonly capacity: number
  /** Whether to move people who no longer fit; else shrinking below use is refused. */
  readonly displace: boolean
}

export interface CloseSession {
  readonly op: 'closeSession'
  readonly at: number
}

/** What `decide` may be asked about one or more sessions. */
export type Command = Book | TokenStep | Reclassify | OpenSession | AddSlots | ResizeSlot | CloseSession
