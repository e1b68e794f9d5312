import type { OverflowStrategy } from '../../core/rules/rules'
import { Verdict } from '../../core/rules/verdict'
import { shown } from '../../core/rules/words'
import { checkChoice, checkFlag, checkOptions, checkSources } from '../options'

/** Which seats a token waits for, and how long the list may be. */
export interface WaitlistOptions {
  /**
   * `session`: one list for the session; a token waits for the slot it asked for or a later one. `slot`: a list per slot; a bumped
   * token waits for the slot it lost, and a request that named no slot waits for any slot that has not begun.
   *
   * @defaultValue 'session'
   */
  readonly per?: 'slot' | 'session'
  /**
   * Number of tokens on the list at which newcomers are turned away. A token that lost its seat always waits.
   *
   * @defaultValue no limit
   */
  readonly limit?: number
  /**
   * Sources to which the limit does not apply.
   *
   * @defaultValue none
   */
  readonly exempt?: readonly string[]
  /**
   * Whether tokens on a list per session also accept earlier slots. Suits `cascade({ wrap: true })`, which tries these too.
   *
   * @defaultValue false
   */
  readonly earlier?: boolean
}

/**
 * Puts the token on a waiting list. It is promoted when a seat that it accepts becomes free. Throws a RangeError for an unknown
 * option or value.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), overflow: [waitlist({ per: 'slot', limit: 20, exempt: ['emergency'] })] }
 * ```
 */
export function waitlist(options: WaitlistOptions = {}): OverflowStrategy {
  checkOptions('waitlist', options, ['per', 'limit', 'exempt', 'earlier'])
  const { per = 'session', limit = Number.POSITIVE_INFINITY, earlier = false, exempt = [] } = options
  checkChoice('waitlist: per', per, ['slot', 'session'])
  if (typeof limit !== 'number' || !(limit >= 0))
    throw new RangeError(`waitlist: limit is ${shown(limit)}. Give a number of tokens, 0 or more.`)
  checkSources('waitlist: exempt', exempt)
  checkFlag('waitlist: earlier', earlier)
  return {
    name: 'waitlist',
    attempt(asker, board) {
      const single = per === 'slot' && asker.named
      const slot = single && asker.lost >= 0 ? asker.lost : asker.wanted
      const waiting = per === 'slot' ? board.waitingFor(slot) : board.waiting
      if (asker.lost < 0 && waiting >= limit && !exempt.includes(asker.source)) return undefined
      return Verdict.wait(slot, single ? 'slot' : earlier ? 'any' : 'onward')
    },
  }
}

/**
 * Drops a bumped token with the code `no-later-slot`. A newcomer is refused.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), displaced: [nextSlot(), drop()] }
 * ```
 */
export function drop(): OverflowStrategy {
  return { name: 'drop', attempt: () => Verdict.drop('no-later-slot') }
}

/**
 * Drops a token bumped from the last slot of the session, with the code `end-of-day`. Does not apply to other tokens.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), displaced: [nextSlot(), dropAtEndOfDay()] }
 * ```
 */
export function dropAtEndOfDay(): OverflowStrategy {
  return {
    name: 'drop-at-end-of-day',
    attempt: (asker, board) => (asker.lost === board.slots - 1 ? Verdict.drop('end-of-day') : undefined),
  }
}
