/**
 * For tests of your rules and stores: scenarios, random days, invariants, and the suite that every store passes.
 *
 * @module
 */
export { type Arbitraries, arbitraries, type DayShape } from './arbitraries'
export { checkBumps } from './check-bumps'
export { checkCalls } from './check-calls'
export { type CheckOptions, checkInvariants } from './check-invariants'
export { checkLeave, type SessionChange } from './check-leave'
export type { ClinicDay } from './clinic-day'
export type { Check, ConformanceOptions, StoreUnderTest } from './conformance/check'
export type { Arbitrary, FastCheck } from './fast-check'
export { type DayOptions, type DayStep, runDay } from './run-day'
export type { ScenarioEnd, ScenarioOptions } from './run-scenario'
export { type Scenario, scenario } from './scenario'
export type { StepOptions } from './step-run'
export { storeConformance } from './store-conformance'
export type { Violation } from './violation'
