/**
 * For tests of your rules and stores: scenarios, invariants, and the suite that every store passes.
 *
 * @module
 */
export { checkBumps } from './check-bumps'
export { checkCalls } from './check-calls'
export { type CheckOptions, checkInvariants } from './check-invariants'
export { checkLeave, type SessionChange } from './check-leave'
export type { Check, ConformanceOptions, StoreUnderTest } from './conformance/check'
export type { ScenarioEnd, ScenarioOptions } from './run-scenario'
export { type Scenario, scenario } from './scenario'
export { storeConformance } from './store-conformance'
export type { Violation } from './violation'
