export type {
  AddSlots,
  Book,
  BookTarget,
  CallNext,
  CloseSession,
  Command,
  CommandOptions,
  DayOfDoctor,
  DoctorTime,
  OpenSession,
  Reclassify,
  RegisterDoctor,
  Reinstate,
  Reschedule,
  ResizeSlot,
  SessionByDate,
  SessionById,
  SessionTarget,
  SlotById,
  SlotInput,
  SweepSession,
  TokenCommand,
  TokenOp,
  TokenSource,
} from './api/commands'
export type { SchedulerOptions } from './api/options'
export type {
  BookResult,
  CommandResult,
  DoctorResult,
  Move,
  Rejected,
  ResultOf,
  SessionResult,
  SessionSummary,
  SessionView,
  SlotView,
  SweepReport,
  TokenDone,
  TokenResult,
  TokenView,
} from './api/results'
export type { Doctor } from './core/doctor'
export type {
  Act,
  Admission,
  Asker,
  Board,
  BumpScope,
  CapacityPolicy,
  Offers,
  Outranks,
  OverflowStrategy,
  PriorityPolicy,
  PromotionPolicy,
  QuotaSlot,
  Quotas,
  Rules,
  TokenAttributes,
  TokenRequest,
} from './core/rules/rules'
export { type Accepts, Verdict } from './core/rules/verdict'
export type { CallOrder, Present, Visit } from './core/rules/visit-rules'
export { STATUSES, type TokenStatus } from './core/state/status'
export { FAILURES, type FailureCode, isOpdError, OpdError, REFUSALS, type RefusalCode } from './errors'
export type {
  DoctorEvent,
  EventBase,
  OpdEvent,
  RequestRecord,
  Rival,
  SessionClosed,
  SessionOpened,
  SlotEvent,
  SlotRecord,
  SlotReleased,
  TokenEvent,
  TokenEventType,
  WaitsFor,
} from './events/event'
export { type CallOrderOptions, callOrder } from './policies/calling/call-order'
export type { SeatAllowance } from './policies/capacity/allowance'
export { type Elasticity, elastic } from './policies/capacity/elastic'
export { fixed } from './policies/capacity/fixed'
export { type QuotaOptions, quotas } from './policies/capacity/quotas'
export { unlimitedFor } from './policies/capacity/unlimited-for'
export { withCeiling } from './policies/capacity/with-ceiling'
export { type BumpOptions, bump } from './policies/overflow/bump'
export { type CascadeOptions, cascade } from './policies/overflow/cascade'
export { drop, dropAtEndOfDay } from './policies/overflow/drop'
export { nextSlot } from './policies/overflow/next-slot'
export { type WaitlistOptions, waitlist } from './policies/overflow/waitlist'
export { lowerInOrder, strictlyLower } from './policies/overflow/who'
export { bestOf } from './policies/priority/best-of'
export { type AttributeRanks, byAttribute } from './policies/priority/by-attribute'
export { bySource } from './policies/priority/by-source'
export { byTriage } from './policies/priority/by-triage'
export { thenBy } from './policies/priority/then-by'
export { type Aging, withAging } from './policies/priority/with-aging'
export { noPromotion, type OfferOptions, offerFirst, pullForward, waitlistFirst } from './policies/promotion/promotion'
export { bumpAndCascade } from './presets/bump-and-cascade'
export { emergencyBypass } from './presets/emergency-bypass'
export { emergencyOverflow } from './presets/emergency-overflow'
export { presets } from './presets/presets'
export { privateClinic } from './presets/private-clinic'
export { publicHospital } from './presets/public-hospital'
export { standard } from './presets/standard'
export { swapToOverflow } from './presets/swap-to-overflow'
export { waitlistWithEmergencyBump } from './presets/waitlist-with-emergency-bump'
export { OpdScheduler } from './scheduler'
export type { Basis, Plan } from './shell/command/basis'
export type { Disambiguation } from './shell/input/zone'
export type { EventMap, Listener } from './shell/log/emitter'
export type { SubscribeOptions } from './shell/log/feed'
export type { QueryOptions } from './shell/queries'
export type { SweeperOptions } from './shell/sweeper'
export type { HistoryEntry } from './shell/views/history'
export type { EstimatedRange, QueueEntry, QueueView } from './shell/views/queue-view'
export type { Stats } from './shell/views/stats'
export { memoryStore } from './store/memory'
export type {
  AppendOutcome,
  Commit,
  CommitRecord,
  Exchange,
  KeyClaim,
  LogEntry,
  SessionQuery,
  Store,
  StreamEntry,
  Write,
} from './store/store'
