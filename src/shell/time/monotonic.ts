let last = 0

/**
 * A monotonic clock in milliseconds. Each reading is later than the one before, so what begins at a later reading sees everything that
 * had ended at an earlier one. The host's clock may stop or go back.
 */
export function monotonicNow(): number {
  last = Math.max(performance.now(), last + 1e-6)
  return last
}
