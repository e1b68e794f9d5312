let last = 0

/**
 * A moment of this process in milliseconds, later than every one taken before: what began at a later moment has seen what
 * ended at an earlier one. The host's clock may stand still or go back; this one does not.
 */
export function monotonicNow(): number {
  last = Math.max(performance.now(), last + 1e-6)
  return last
}
