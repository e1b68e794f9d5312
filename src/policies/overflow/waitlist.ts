import type { OverflowStrategy } from '../../core/rules/rules'
import { Verdict } from '../../core/rules/verdict'

/** Who waits for what, and how many may. */
export interface WaitlistOptions {
  /**
   * `session`: one list for the session, for the slot asked for or a later one. `slot`: a list per slot; a bumped token waits
   * for the slot it lost, and a request that named none for every slot of the session.
   *
   * @defaultValue 'session'
   */
  readonly per?: 'slot' | 'session'
  /** Newcomers are turned away where so many wait on the list already; no limit where absent. */
  readonly limit?: number
  /** Sources that the limit does not turn away. */
  readonly exempt?: readonly string[]
  /** With a list per session, whether earlier slots are taken too, as `cascade({ wrap: true })` tries them. */
  readonly earlier?: boolean
}

/** Lets the token wait. It is promoted when a seat that it takes becomes free. */
export function waitlist(options: WaitlistOptions = {}): OverflowStrategy {
  const { per = 'session', limit = Number.POSITIVE_INFINITY, earlier = false, exempt = [] } = options
  if (!(limit >= 0)) throw new RangeError(`waitlist: limit is ${limit}. Maybe give a number of tokens.`)
  return {
    name: 'waitlist',
    attempt(asker, board) {
      const single = per === 'slot' && asker.named
      const slot = single && asker.lost >= 0 ? asker.lost : asker.wanted
      const waiting = per === 'slot' ? board.waitingFor(slot) : board.waiting
      if (waiting >= limit && !exempt.includes(asker.source)) return undefined
      return Verdict.wait(slot, single ? 'slot' : earlier ? 'any' : 'onward')
    },
  }
}
