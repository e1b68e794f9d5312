let last = 0

/**
 * A monotonic clock in milliseconds. Each reading is later than the one before, so a read that begins at a later reading includes every
 * commit that had ended at an earlier one. The host's clock may stop or go back.
 */
export function monotonicNow(): number {
  last = Math.max(performance.now(), last + 1e-6)
  return last
}
