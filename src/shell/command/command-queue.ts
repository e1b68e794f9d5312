/** One task's place in the line for a key. */
class Turn {
  /** Lets the next task in line begin; undefined if there is none. */
  next: (() => void) | undefined

  constructor(readonly key: string) {}
}

/** Mutual exclusion by key: one task at a time holds a key, in the order in which they asked for it. */
export class CommandQueue {
  private readonly last = new Map<string, Turn>()

  /** Joins the line at once. Returns undefined if the turn has come already, which is nearly always so. */
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

/** The keys that one task holds. Keys have to be taken in order, sessions thus by date, so that tasks never deadlock. */
export class HeldKeys {
  private turns: readonly Turn[] = []

  constructor(private readonly queue: CommandQueue) {}

  /** Joins the line for a key at once, before anything is awaited. Returns undefined if it need not wait. */
  take(key: string): Promise<void> | undefined {
    if (this.holds(key)) return undefined
    const turn = new Turn(key)
    this.turns = [...this.turns, turn]
    return this.queue.enter(turn)
  }

  /** Releases all keys if one of these is not held and sorts before a key that is held: keys are taken in order only. */
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
