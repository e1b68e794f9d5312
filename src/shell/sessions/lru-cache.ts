/**
 * An LRU cache in two generations: a full young one becomes the old one, and values of the former old one that were not used since are
 * dropped. A use takes constant time, whatever the size.
 */
export class LruCache<T> {
  private young = new Map<string, T>()
  private old = new Map<string, T>()

  /** Holds at most `bound` values, and always the half of them that was used last. */
  constructor(private readonly bound: number) {}

  get(key: string): T | undefined {
    const found = this.young.get(key)
    if (found !== undefined) return found
    const older = this.old.get(key)
    if (older !== undefined) this.set(key, older)
    return older
  }

  set(key: string, value: T): void {
    this.young.set(key, value)
    if (this.young.size * 2 < this.bound) return
    this.old = this.young
    this.young = new Map()
  }
}
