/**
 * Keeps what was used lately, under a bound, in two generations: when the young one is full it becomes the old one, and what was
 * in the old one and not used since is forgotten. Each use costs one look-up, however many there are.
 */
export class Recent<T> {
  private young = new Map<string, T>()
  private old = new Map<string, T>()

  /** At most `bound` are kept, and at least the half of them that was used last. */
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
