interface Entry<T> {
  readonly value: Promise<T>
  /** When the value was ready; undefined until then. */
  readyAt: number | undefined
}

/** Values that all callers share for a short time, so that many screens cost as much as one. Each is computed once at a time. */
export class Shared<T> {
  private readonly entries = new Map<string, Entry<T>>()

  constructor(
    private readonly clock: () => number,
    private readonly ms: number,
  ) {}

  /** Returns the value of a key, which was ready at most `ms` ago. */
  get(key: string, compute: () => Promise<T>): Promise<T> {
    const isFresh = ({ readyAt }: Entry<T>) => readyAt === undefined || this.isRecent(readyAt)
    const known = this.entries.get(key)
    if (known !== undefined && isFresh(known)) return known.value
    for (const [old, entry] of this.entries) if (!isFresh(entry)) this.entries.delete(old)
    const entry: Entry<T> = { value: compute(), readyAt: undefined }
    this.entries.set(key, entry)
    entry.value.then(
      () => {
        entry.readyAt = this.clock()
      },
      // A failure is not shared with later callers.
      () => this.entries.get(key) === entry && this.entries.delete(key),
    )
    return entry.value
  }

  /** A clock that was set back must not prolong the life of a value. */
  private isRecent(at: number): boolean {
    const now = this.clock()
    return now >= at && now - at < this.ms
  }

  forget(key: string): void {
    this.entries.delete(key)
  }
}
