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
