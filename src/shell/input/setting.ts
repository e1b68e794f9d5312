import type { TokenRequest } from '../../core/rules/rules'
import { isOpdError, OpdError } from '../../errors'
import type { Store } from '../../store/store'
import type { Soon } from '../time'
import { show } from './fields'
import { hostCode } from './host-code'
import type { Rulebook } from './rulebook'
import type { Zone } from './zone'

/** How patients come. */
export interface HabitsSetting {
  /** Returns a chance from 0 to 1. Throws `invalid-rules`. */
  readonly comes: (request: TokenRequest) => number
  readonly earlyMinutes: number
  readonly spreadMinutes: number
}

/** The options of a scheduler, resolved. */
export interface Setting {
  readonly rulebook: Rulebook
  readonly store: Store
  readonly zone: Zone
  readonly clock: () => number
  readonly formatNumber: (sequence: number, source: string) => string
  readonly habits: HabitsSetting
  readonly deadlineMs: number
  readonly sessionsInMemory: number
  readonly onDamagedStream: ((stream: string, error: unknown) => void) | undefined
}

/** Returns undefined for a stream that is damaged, if the host wants to be told of it. */
export async function unlessDamaged<T>(
  { onDamagedStream }: Setting,
  stream: string,
  work: Soon<T>,
): Promise<T | undefined> {
  try {
    return await work
  } catch (thrown) {
    if (onDamagedStream === undefined || !isOpdError(thrown) || thrown.code !== 'store-corrupt') throw thrown
    hostCode('onDamagedStream', () => onDamagedStream(stream, thrown))
    return undefined
  }
}

/** Returns the host's time in whole epoch milliseconds. */
export function readClock(clock: () => number): number {
  const now: unknown = hostCode('the clock', clock)
  // JavaScript's dates end at 8.64e15.
  if (typeof now === 'number' && Math.abs(now) <= 8e15) return Math.floor(now)
  throw new OpdError('invalid-rules', `clock returned ${show(now)}. Return epoch milliseconds.`)
}
