import type { Rules } from '../core/rules/rules'
import type { SeatAllowance } from '../policies/capacity/allowance'
import { elastic } from '../policies/capacity/elastic'
import { nextSlot } from '../policies/overflow/next-slot'
import { waitlist } from '../policies/overflow/waitlist'
import { bySource } from '../policies/priority/by-source'
import { waitlistFirst } from '../policies/promotion/promotion'
import { USUAL_RANKS } from './ranks'

/**
 * Each slot has `extra` (2) seats above capacity for emergencies, used slot by slot in time order. When the day is full
 * everybody waits on the doctor's list by class and arrival, walk-ins before online bookings; ordinary waiters are promoted only
 * below base capacity. Nobody is bumped.
 */
export function emergencyOverflow(options: { readonly extra?: SeatAllowance } = {}): Rules {
  return {
    priority: bySource({ ...USUAL_RANKS, 'walk-in': USUAL_RANKS.online, online: USUAL_RANKS['walk-in'] }),
    capacity: elastic({ for: ['emergency'], extra: options.extra ?? 2 }),
    overflow: [nextSlot(), waitlist()],
    displaced: [],
    promotion: waitlistFirst(),
  }
}
