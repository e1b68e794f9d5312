import type { Trial } from './design'

/** A message to a worker. */
export type Instruction =
  | {
      readonly kind: 'open'
      readonly trial: Trial
      readonly run: number
      readonly url: string
      readonly inFlight: number
    }
  | { readonly kind: 'begin'; readonly warmUpMs: number; readonly runMs: number }
  /** Numbers of bookings to make; none if there are no more. */
  | { readonly kind: 'share'; readonly numbers: readonly number[] }
  | { readonly kind: 'end' }

/** A message from a worker. */
export type Report =
  | { readonly kind: 'open' }
  | { readonly kind: 'more' }
  | {
      readonly kind: 'done'
      /** Number of answers after the warm-up, and the time that they took together. */
      readonly counted: number
      readonly ms: number
      /** Time of each of these answers. */
      readonly latencies: readonly number[]
      /** Ids of all acknowledged bookings, in the warm-up and after it. */
      readonly acknowledged: readonly string[]
      readonly refused: number
      /** Milliseconds of processor time for the whole run. */
      readonly processorMs: number
    }
  | { readonly kind: 'failed'; readonly why: string }
