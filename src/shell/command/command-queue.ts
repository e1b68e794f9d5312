/** One task's place in the line for a key. */
class Turn {
  /** Lets the next task in line begin; undefined if there is none. */
  next: (() => void) | undefined

  constructor(
    readonly key: string,
    /** The turn that the same task took before this one. */
    readonly before: Turn | undefined,
  ) {}
}

/**
 * How many free keys a queue keeps. To delete the only key of a map and add it again costs more than all else here, and so does a map of
 * many keys in which others come and go.
 */
const FREE_KEYS = 16

/** Mutual exclusion by key: one task at a time holds a key, in the order in which they asked for it. */
export class CommandQueue {
  /** The last in line for each key; undefined if the key is free. */
  private readonly last = new Map<string, Turn | undefined>()

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
    if (next !== undefined) next()
    else if (this.last.size > FREE_KEYS) this.last.delete(key)
    else this.last.set(key, undefined)
  }
}

/** The keys that one task holds. Keys have to be taken in order, sessions thus by date, so that tasks never deadlock. */
export class HeldKeys {
  private last: Turn | undefined

  constructor(private readonly queue: CommandQueue) {}

  /** Joins the line for a key at once, before anything is awaited. Returns undefined if it need not wait. */
  take(key: string): Promise<void> | undefined {
    if (this.holds(key)) return undefined
    this.last = new Turn(key, this.last)
    return this.queue.enter(this.last)
  }

  /** Releases all keys if one of these is not held and sorts before a key that is held: keys are taken in order only. */
  makeWayFor(keys: readonly string[]): void {
    if (keys.some((key) => this.holdsLaterThan(key) && !this.holds(key))) this.releaseAll()
  }

  releaseAll(): void {
    for (let turn = this.last; turn !== undefined; turn = turn.before) this.queue.leave(turn)
    this.last = undefined
  }

  private holds(key: string): boolean {
    for (let turn = this.last; turn !== undefined; turn = turn.before) if (turn.key === key) return true
    return false
  }

  private holdsLaterThan(key: string): boolean {
    for (let turn = this.last; turn !== undefined; turn = turn.before) if (turn.key > key) return true
    return false
  }
}
