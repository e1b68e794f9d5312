/**
 * The scheduler, its commands and views, the presets, and the parts that rules are made of.
 *
 * @module
 */
export type * from './api/commands'
export type * from './api/options'
export type * from './api/queries'
export type * from './api/results'
export type * from './api/session-commands'
export type * from './api/targets'
export type * from './api/views'
export type { Doctor } from './core/doctor'
export type { Rules, TokenAttributes } from './core/rules/rules'
export { STATUSES, type TokenStatus } from './core/state/status'
export { FAILURES, isOpdError, OpdError, REFUSALS, type RefusalCode } from './errors'
export type {
  FromSeat,
  Gone,
  Having,
  Lacking,
  OpdEvent,
  TokenEvent,
  TokenEventFields,
  ToSeat,
  Unseated,
  Waits,
} from './events/event'
export { callOrder } from './policies/calling/call-order'
export { elastic, fixed, unlimitedFor, withCeiling } from './policies/capacity/capacity'
export { quotas } from './policies/capacity/quotas'
export { bump, lowerInOrder, strictlyLower } from './policies/overflow/bump'
export { cascade, nextSlot } from './policies/overflow/cascade'
export { drop, dropAtEndOfDay, waitlist } from './policies/overflow/waitlist'
export { bestOf } from './policies/priority/best-of'
export { byAttribute, byTriage } from './policies/priority/by-attribute'
export { bySource } from './policies/priority/by-source'
export { thenBy } from './policies/priority/then-by'
export { withAging } from './policies/priority/with-aging'
export { noPromotion, offerFirst, pullForward, waitlistFirst } from './policies/promotion/promotion'
export { bumpAndCascade } from './presets/bump-and-cascade'
export { bumpByClass } from './presets/bump-by-class'
export { emergencyBypass } from './presets/emergency-bypass'
export { emergencyOverflow } from './presets/emergency-overflow'
export { presets } from './presets/presets'
export { privateClinic } from './presets/private-clinic'
export { publicHospital } from './presets/public-hospital'
export { standard } from './presets/standard'
export { swapToOverflow } from './presets/swap-to-overflow'
export { waitlistWithEmergencyBump } from './presets/waitlist-with-emergency-bump'
export { OpdScheduler } from './scheduler'
export { memoryStore } from './store/memory'
