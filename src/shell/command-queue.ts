/** Lets one task at a time hold a key, in the order in which they asked. */
export class CommandQueue {
  private readonly tails = new Map<string, Promise<void>>()

  /** Waits for the key; the function that it answers gives the key back. */
  async enter(key: string): Promise<() => void> {
    const before = this.tails.get(key)
    let leave!: () => void
    const mine = new Promise<void>((resolve) => {
      leave = resolve
    })
    this.tails.set(key, mine)
    if (before !== undefined) await before
    return () => {
      if (this.tails.get(key) === mine) this.tails.delete(key)
      leave()
    }
  }
}

/** The keys that one task holds. Take sessions in order of date, so that two tasks never wait for each other. */
export class HeldKeys {
  private readonly leaves = new Map<string, () => void>()

  constructor(private readonly queue: CommandQueue) {}

  async take(key: string): Promise<void> {
    if (!this.leaves.has(key)) this.leaves.set(key, await this.queue.enter(key))
  }

  /** Gives all keys back where one of these, which are in order, would have to be taken after a later one. */
  makeWayFor(keys: readonly string[]): void {
    const held = [...this.leaves.keys()]
    if (keys.some((key) => !this.leaves.has(key) && held.some((later) => later > key))) this.releaseAll()
  }

  releaseAll(): void {
    for (const leave of this.leaves.values()) leave()
    this.leaves.clear()
  }
}
