import type { PromotionPolicy } from '../../core/rules/rules'
import { shown } from '../../core/rules/words'
import { checkChoice, checkOptions, checkSources } from '../options'

/**
 * Gives a freed seat to the best waiting token: any seat that the token's group sees (`into: 'entitled'`, the default), or only one
 * within base capacity (`'base'`), which leaves overflow seats to new emergencies. Throws a RangeError for another value.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), promotion: waitlistFirst({ into: 'base' }) }
 * ```
 */
export function waitlistFirst(options: { readonly into?: 'entitled' | 'base' } = {}): PromotionPolicy {
  checkOptions('waitlistFirst', options, ['into'])
  const { into = 'entitled' } = options
  checkChoice('waitlistFirst: into', into, INTO)
  return { name: 'waitlist-first', from: 'waitlist', into }
}

/**
 * Gives a freed seat to the best of the waiting tokens and those seated later than they asked for. The seat that such a token
 * leaves is given away in the same way.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), promotion: pullForward() }
 * ```
 */
export function pullForward(): PromotionPolicy {
  return { name: 'pull-forward', from: 'waitlist-and-later', into: 'entitled' }
}

/** How seats are offered. */
export interface OfferOptions {
  /** Minutes after which an unconfirmed offer expires and the seat is offered to the next token; above 0. */
  readonly minutes: number
  /**
   * Offers any seat that the token's group sees (`entitled`), or only one within base capacity (`base`).
   *
   * @defaultValue 'entitled'
   */
  readonly into?: 'entitled' | 'base'
  /**
   * Sources that get the seat at once, because they have no time to answer.
   *
   * @defaultValue none
   */
  readonly exempt?: readonly string[]
}

/**
 * Offers a freed seat to the best waiting token, whose patient has `minutes` minutes to confirm it. If the offer expires or is
 * cancelled, the next token gets one. Throws a RangeError for an unknown option or value.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), promotion: offerFirst({ minutes: 15, exempt: ['emergency'] }) }
 * ```
 */
export function offerFirst(options: OfferOptions): PromotionPolicy {
  checkOptions('offerFirst', options, ['minutes', 'into', 'exempt'])
  const { minutes, into = 'entitled', exempt = [] } = options
  if (!Number.isFinite(minutes) || minutes <= 0)
    throw new RangeError(`offerFirst: minutes is ${shown(minutes)}. Give minutes above 0.`)
  checkChoice('offerFirst: into', into, INTO)
  checkSources('offerFirst: exempt', exempt)
  return { name: 'offer-first', from: 'waitlist', into, offers: { minutes, exempt } }
}

const INTO: readonly string[] = ['entitled', 'base']

/**
 * Promotes no token: a freed seat is for the next booking.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), promotion: noPromotion() }
 * ```
 */
export function noPromotion(): PromotionPolicy {
  return { name: 'no-promotion', from: 'nobody', into: 'entitled' }
}
