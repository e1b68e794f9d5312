/** One task's turn with a key. */
class Turn {
  /** Lets the next task begin; undefined while nobody waits. */
  next: (() => void) | undefined

  constructor(readonly key: string) {}
}

/** Lets one task at a time hold a key, in the order in which they asked. */
export class CommandQueue {
  private readonly last = new Map<string, Turn>()

  /** Undefined where the turn has come already: nearly always, so that is not worth a promise. */
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

/** The keys that one task holds. Take sessions in order of date, so that two tasks never wait for each other. */
export class HeldKeys {
  private turns: readonly Turn[] = []

  constructor(private readonly queue: CommandQueue) {}

  /** Undefined where the key is held now. */
  take(key: string): Promise<void> | undefined {
    if (this.holds(key)) return undefined
    const turn = new Turn(key)
    this.turns = [...this.turns, turn]
    return this.queue.enter(turn)
  }

  /** Gives all keys back where one of these, which are in order, would have to be taken after a later one. */
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
