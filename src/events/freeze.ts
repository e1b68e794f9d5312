import type { OpdEvent } from './event'

/** Freezes an event that was made by `encode`. What an event of a token holds is frozen when it is made, because these are frequent. */
export function freezeEvent(event: OpdEvent): void {
  if ('tokenId' in event) Object.freeze(event)
  else freeze(event)
}

/** Freezes a plain object or array with all that it holds: events and answers are shared, so nobody may change them. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  // Stored events pass here, and `Object.values` is three times as fast as reading keys one by one.
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) freeze(inner)
  return Object.freeze(value)
}
