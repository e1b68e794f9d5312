let last = 0

/**
 * A monotonic clock in milliseconds, each reading later than the one before: what began at a later reading has seen what ended at
 * an earlier one. The host's clock may stop or go back.
 */
export function monotonicNow(): number {
  last = Math.max(performance.now(), last + 1e-6)
  return last
}
