import type { PromotionPolicy } from '../../core/rules'

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

/** A freed seat is for the next booking; nobody is promoted. */
export function none(): PromotionPolicy {
  return { name: 'none', from: 'nobody', into: 'entitled' }
}
