export { checkBumps } from './check-bumps'
export { type CheckOptions, checkInvariants, type Violation } from './check-invariants'
export { type Scenario, type ScenarioEnd, type ScenarioOptions, scenario } from './scenario'
