/**
 * For authors of rules: what a policy or a strategy is given, and what it returns.
 *
 * @module
 */
export type { StandbyWaits } from './core/decision'
export type {
  Act,
  Admission,
  Asker,
  Board,
  BumpScope,
  CapacityPolicy,
  Offers,
  OneLive,
  Outranks,
  OverflowStrategy,
  PriorityPolicy,
  PromotionPolicy,
  QuotaSlot,
  Quotas,
  Rules,
  RulesByDoctor,
  RulesOption,
  ServiceDay,
  TokenAttributes,
  TokenRequest,
} from './core/rules/rules'
export { type Accepts, Verdict } from './core/rules/verdict'
export type { CallOrder, Present, Visit } from './core/rules/visit-rules'
export type { CallOrderOptions } from './policies/calling/call-order'
export type { Elasticity, SeatAllowance } from './policies/capacity/capacity'
export type { QuotaOptions } from './policies/capacity/quotas'
export { type NoShowOptions, seatsForNoShows } from './policies/capacity/seats-for-no-shows'
export type { BumpOptions } from './policies/overflow/bump'
export type { CascadeOptions } from './policies/overflow/cascade'
export type { WaitlistOptions } from './policies/overflow/waitlist'
export type { AttributeRanks } from './policies/priority/by-attribute'
export type { Aging } from './policies/priority/with-aging'
export type { OfferOptions } from './policies/promotion/promotion'
