/** Goes on with a value: at once where it is known already, as nearly always, which saves the time and garbage of a pause. */
export function whenKnown<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(next) : next(value)
}
