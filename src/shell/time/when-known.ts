/** Goes on with a value: at once where it is known already, as nearly always, which saves the time and garbage of a pause. */
export function whenKnown<T extends object | string | undefined, R>(
  value: T | Promise<T>,
  next: (value: T) => R | Promise<R>,
): R | Promise<R> {
  // Not `instanceof`: what an async function answers is no instance of a Promise that the host has put in its place.
  return isPromise(value) ? value.then(next) : next(value)
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function'
}
