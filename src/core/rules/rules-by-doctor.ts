import type { Rules } from './rules'
import type { ServiceDay } from './service-day'

/** Rules by doctor. */
export interface RulesByDoctor {
  /** Rules of all doctors that are not named. */
  readonly default: Rules
  /** Rules of single doctors, by doctor id. */
  readonly doctors: Readonly<Record<string, Rules>>
}

/**
 * Rules for all doctors, rules by doctor, or a function that returns the rules of a session.
 *
 * @example
 * ```ts
 * const byDoctor: RulesOption = { default: standard(), doctors: { 'dr-rao': publicHospital() } }
 * ```
 */
export type RulesOption = Rules | RulesByDoctor | ((session: ServiceDay) => Rules)
