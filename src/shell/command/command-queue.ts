/** The turn of one task with a key. */
class Turn {
  /** Starts the next task; undefined if none waits. */
  next: (() => void) | undefined

  constructor(readonly key: string) {}
}

/** A lock for each key. Tasks get it one at a time, in the order in which they asked. */
export class CommandQueue {
  private readonly last = new Map<string, Turn>()

  /** Returns undefined if the turn has come already: nearly always, so it saves a promise. */
  enter(turn: Turn): Promise<void> | undefined {
    const before = this.last.get(turn.key)
    this.last.set(turn.key, turn)
    if (before === undefined) return undefined
    return new Promise((resolve) => {
      before.next = resolve
    })
  }

  leave({ key, next }: Turn): void {
    if (next === undefined) this.last.delete(key)
    else next()
  }
}

/** The keys that one task holds. Sessions are taken in order of date, so that two tasks never wait for each other. */
export class HeldKeys {
  private turns: readonly Turn[] = []

  constructor(private readonly queue: CommandQueue) {}

  /** Returns undefined if the task holds the key now, else a promise that resolves when it does. */
  take(key: string): Promise<void> | undefined {
    if (this.holds(key)) return undefined
    const turn = new Turn(key)
    this.turns = [...this.turns, turn]
    return this.queue.enter(turn)
  }

  /** Releases all keys if one of these, which are to be taken next, comes before a held key. */
  makeWayFor(keys: readonly string[]): void {
    if (keys.some((key) => !this.holds(key) && this.turns.some((later) => later.key > key))) this.releaseAll()
  }

  releaseAll(): void {
    for (const turn of this.turns) this.queue.leave(turn)
    this.turns = []
  }

  private holds(key: string): boolean {
    return this.turns.some((turn) => turn.key === key)
  }
}
