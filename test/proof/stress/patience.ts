import { setTimeout as pause } from 'node:timers/promises'

const LOOK_MS = 500
/** Looks without progress, a minute of them, after which nothing is expected any more. Not a time: this machine may have slept. */
const PATIENCE = 120

/** Waits for something as long as a measure of its progress changes. Returns whether it came. */
export async function whileItMoves(awaited: Promise<unknown>, progress: () => number): Promise<boolean> {
  let last = progress()
  const came = awaited.then(() => true)
  for (let still = 0; still < PATIENCE; still++) {
    const look = new AbortController()
    const later = pause(LOOK_MS, false, { signal: look.signal }).catch(() => false)
    const isHere = await Promise.race([came, later])
    look.abort()
    if (isHere) return true
    const now = progress()
    if (now !== last) still = -1
    last = now
  }
  return false
}
