/** Freezes a plain object or array with all that it holds: what was written down is shared, and nobody may change it. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  // Each command's answer and events come by: values in one list are looked at three times as fast as one by one.
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) freeze(inner)
  return Object.freeze(value)
}
