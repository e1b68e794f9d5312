// Taken when this is loaded, so that a test which replaces the timers does not stop the engine.
const later: (run: () => void) => void =
  typeof setImmediate === 'function' ? setImmediate : (run) => void setTimeout(run, 0)

/** Waits until everybody who can go on in this turn of the event loop has done so. */
export function nextTurn(): Promise<void> {
  return new Promise(later)
}
