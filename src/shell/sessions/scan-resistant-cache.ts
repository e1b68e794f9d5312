/** One in so many values that were only read replaces another if the cache is full. */
const ONE_IN = 8

/**
 * A cache in two queues, so that a walk over more values than fit neither displaces those in use nor itself. Values in use are an LRU cache
 * in two generations: a full young one becomes the old one, and values of the former old one that were not used since are dropped. Beside
 * them are values that were only read, the oldest first: of these a full cache takes one in eight, because a walk comes back to the
 * others before it comes back to a new one. A use takes constant time, whatever the size.
 */
export class ScanResistantCache<T> {
  private young = new Map<string, T>()
  private old = new Map<string, T>()
  private readonly read = new Map<string, T>()
  private refused = 0

  /** Holds at most `bound` values, and always the half of them that was used last. */
  constructor(private readonly bound: number) {}

  /** Returns a value. One that is used counts as in use from now on. */
  get(key: string, isUsed: boolean): T | undefined {
    const found = this.young.get(key)
    if (found !== undefined) return found
    const known = this.old.get(key) ?? this.read.get(key)
    if (known !== undefined && isUsed) this.use(key, known)
    return known
  }

  /** Puts in a value that is in use. */
  use(key: string, value: T): void {
    // Nearly every command uses a session that is in use.
    if (this.young.get(key) === value) return
    this.read.delete(key)
    this.young.set(key, value)
    if (this.young.size * 2 >= this.bound) {
      this.old = this.young
      this.young = new Map()
    }
    this.makeRoom()
  }

  /** Puts in a value that was only read, if there is room for it, or else now and then. */
  keep(key: string, value: T): void {
    if (this.young.has(key)) this.young.set(key, value)
    else if (this.old.has(key)) this.old.set(key, value)
    else if (this.read.has(key) || this.size < this.bound) this.read.set(key, value)
    else if (++this.refused % ONE_IN === 0) this.read.set(key, value)
    this.makeRoom()
  }

  /** Drops the oldest values that were only read. */
  private makeRoom(): void {
    while (this.size > this.bound && this.read.size > 0) this.read.delete(this.read.keys().next().value!)
  }

  private get size(): number {
    return this.young.size + this.old.size + this.read.size
  }
}
