/** Waits up to a fifth of a second, longer with every attempt and with full jitter: processes that met once do not meet again. */
export function backOff(attempt: number): Promise<void> {
  return pause(Math.min(200, 2 ** attempt))
}

/** A few milliseconds at most: commands that lost to another process. */
const LONGEST_MS = 8

/**
 * Pauses of commands that were decided too late because of other processes. Those of one session end together, so that the next
 * append has them all again, and soon: the store lets processes in one after the other, and who waited longest must not come last.
 */
export class SharedPauses {
  private readonly pauses = new Map<string, Promise<void>>()

  of(sessionId: string, attempt: number): Promise<void> {
    let shared = this.pauses.get(sessionId)
    if (shared === undefined) {
      shared = pause(Math.min(LONGEST_MS, 2 ** attempt)).finally(() => this.pauses.delete(sessionId))
      this.pauses.set(sessionId, shared)
    }
    return shared
  }
}

/** With full jitter. */
function pause(longest: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.random() * longest)
  })
}
