interface Entry<T> {
  readonly at: number
  readonly value: Promise<T>
}

/** Values that all callers share for a short time, so that many screens cost as much as one. Each is computed once at a time. */
export class Shared<T> {
  private readonly entries = new Map<string, Entry<T>>()

  constructor(
    private readonly clock: () => number,
    private readonly ms: number,
  ) {}

  /** Returns the value of a key, which is at most `ms` old. */
  get(key: string, compute: () => Promise<T>): Promise<T> {
    const now = this.clock()
    const known = this.entries.get(key)
    // A clock that was set back must not prolong the life of a value.
    if (known !== undefined && now >= known.at && now - known.at < this.ms) return known.value
    for (const [old, { at }] of this.entries) if (now < at || now - at >= this.ms) this.entries.delete(old)
    const entry = { at: now, value: compute() }
    this.entries.set(key, entry)
    // A failure is not shared with later callers.
    entry.value.catch(() => this.entries.get(key) === entry && this.entries.delete(key))
    return entry.value
  }

  forget(key: string): void {
    this.entries.delete(key)
  }
}
