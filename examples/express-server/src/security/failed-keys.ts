import { createHash } from 'node:crypto'

const WINDOW_MS = 60_000
const MOST_ADDRESSES = 10_000

interface Window {
  readonly endsAt: number
  /** Failures by the hash of the wrong key. */
  readonly failures: Map<string, number>
}

/**
 * Counts wrong keys by address. After a number of *different* wrong keys in a minute, all wrong keys of the address are refused,
 * because it guesses. A wrong key that is only repeated is refused alone: a screen with an old key must not use up the limit.
 */
export class FailedKeys {
  private readonly windows = new Map<string, Window>()

  constructor(
    private readonly perMinute: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Returns in how many seconds this wrong key may be tried from this address, or undefined if it may be now. */
  waitOf(address: string, secret: string): number | undefined {
    const window = this.windows.get(address)
    if (window === undefined) return undefined
    const left = window.endsAt - this.now()
    if (left <= 0) {
      this.windows.delete(address)
      return undefined
    }
    const { failures } = window
    const isRefused = failures.size >= this.perMinute || (failures.get(hashOf(secret)) ?? 0) >= this.perMinute
    return isRefused ? Math.ceil(left / 1000) : undefined
  }

  /** Counts a wrong key. Returns whether it is the address's first in this minute. */
  add(address: string, secret: string): boolean {
    const known = this.windows.get(address)
    const { failures } = known ?? this.open(address)
    const hash = hashOf(secret)
    failures.set(hash, (failures.get(hash) ?? 0) + 1)
    return known === undefined
  }

  private open(address: string): Window {
    for (const [oldest, { endsAt }] of this.windows) {
      if (endsAt > this.now() && this.windows.size < MOST_ADDRESSES) break
      this.windows.delete(oldest)
    }
    const window = { endsAt: this.now() + WINDOW_MS, failures: new Map<string, number>() }
    this.windows.set(address, window)
    return window
  }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64')
}
