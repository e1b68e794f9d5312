import type { PromotionPolicy } from '../../core/rules/rules'

/**
 * The best waiter gets a freed seat: any that its group sees (`entitled`), or only one below base capacity (`base`), which
 * keeps overflow seats for new emergencies.
 */
export function waitlistFirst(options: { readonly into?: 'entitled' | 'base' } = {}): PromotionPolicy {
  return { name: 'waitlist-first', from: 'waitlist', into: options.into ?? 'entitled' }
}

/**
 * The best of those waiting and of those seated later than they asked for gets a freed seat; the seat that it leaves is given
 * on in the same way.
 */
export function pullForward(): PromotionPolicy {
  return { name: 'pull-forward', from: 'waitlist-and-later', into: 'entitled' }
}

/** How seats are offered. */
export interface OfferOptions {
  /** Minutes after which an unconfirmed offer lapses and the seat is offered to the next. */
  readonly minutes: number
  /**
   * Into any seat that the waiter's group sees, or only below base capacity.
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
 * A freed seat is offered to the best waiter, who has so many minutes to confirm it. An offer that lapses or is cancelled passes on
 * to the next.
 */
export function offerFirst(options: OfferOptions): PromotionPolicy {
  const { minutes, into = 'entitled', exempt = [] } = options
  if (!Number.isFinite(minutes) || minutes <= 0)
    throw new RangeError(`offerFirst: minutes is ${minutes}. Maybe give minutes above 0.`)
  return { name: 'offer-first', from: 'waitlist', into, offers: { minutes, exempt } }
}

/** A freed seat is for the next booking; nobody is promoted. */
export function noPromotion(): PromotionPolicy {
  return { name: 'no-promotion', from: 'nobody', into: 'entitled' }
}
