import type { Trial } from './design'

/** What a worker is told. */
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

/** What a worker says. */
export type Report =
  | { readonly kind: 'open' }
  | { readonly kind: 'more' }
  | {
      readonly kind: 'done'
      /** Answers after the warm-up, and over how long. */
      readonly counted: number
      readonly ms: number
      /** How long each of them took. */
      readonly latencies: readonly number[]
      /** Ids of all bookings that were acknowledged, in the warm-up and after it. */
      readonly acknowledged: readonly string[]
      readonly refused: number
      /** Milliseconds of processor time that all of that took. */
      readonly processorMs: number
    }
  | { readonly kind: 'failed'; readonly why: string }
