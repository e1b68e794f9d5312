let last = 0

/**
 * A monotonic clock in milliseconds. Each reading is later than the one before, so a read that begins at a later reading includes every
 * commit that had ended at an earlier one. The host's clock may stop or go back.
 */
export function monotonicNow(): number {
  last = Math.max(performance.now(), last + 1e-6)
  return last
}

/** A value that is nearly always there already. To wait for one that is costs several objects and turns of the microtask queue. */
export type Soon<T> = T | Promise<T>

/** Calls the next step at once if the value is there, else when it is. No value that is there has a method `then`. */
export function whenReady<T, U>(value: Soon<T>, next: (value: T) => Soon<U>): Soon<U> {
  // The host may have replaced the global Promise, so `instanceof` says nothing.
  return isPromise(value) ? value.then(next) : next(value)
}

/** Whether the value is still to come. */
export function isPromise<T>(value: Soon<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function'
}

/** How many tasks `sideBySide` runs at once. */
const WIDTH = 32
/** For how long walks over many sessions may keep the event loop, if no step takes longer. */
const TURN_MS = 8

/** Waits up to a fifth of a second: exponential back-off with full jitter. */
export function backOff(attempt: number): Promise<void> {
  return pauseUpTo(Math.min(200, 2 ** attempt))
}

/** Waits a random time of at most `longestMs` milliseconds (full jitter), so that processes that collided do not collide again. */
export function pauseUpTo(longestMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.random() * longestMs)
  })
}

/** Rejects if the answer takes longer than `ms` milliseconds. */
export function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // Timers may fire a little early; with 2 ms more, the caller's own clock agrees that the time is over.
    const timer = setTimeout(() => reject(new Error('no answer in time')), Math.max(0, ms) + 2)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** Waits for the answer, but at most `ms` milliseconds. Rejects if the answer does. */
export function atMost(ms: number, answer: Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, Math.max(0, ms))
    answer.then(() => resolve(), reject).finally(() => clearTimeout(timer))
  })
}

// Read when this module is loaded, so that a test with fake timers does not stop the engine.
const later: (run: () => void) => void =
  typeof setImmediate === 'function' ? setImmediate : (run) => void setTimeout(run, 0)

/** Waits until everything that can run in this turn of the event loop has run. */
export function nextTurn(): Promise<void> {
  return new Promise(later)
}

let lastTurn = monotonicNow()
let pause: Promise<void> | undefined

/** Returns at once, or after the next turn of the event loop if walks have kept it for long enough. All walks share the time. */
export async function giveWay(): Promise<void> {
  while (monotonicNow() > lastTurn + TURN_MS) {
    pause ??= nextTurn().then(() => {
      pause = undefined
      lastTurn = monotonicNow()
    })
    await pause
  }
}

/**
 * Runs a task for each item, 32 at a time, and gives way to other work every few milliseconds, although the tasks may never wait. The
 * results are in the order of the items.
 */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  task: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const worker = async () => {
    for (await giveWay(); next < items.length; await giveWay()) {
      const mine = next++
      results[mine] = await task(items[mine]!)
    }
  }
  await Promise.all(Array.from({ length: Math.min(WIDTH, items.length) }, worker))
  return results
}
