import { bumpAndCascade } from './bump-and-cascade'
import { bumpByClass } from './bump-by-class'
import { emergencyBypass } from './emergency-bypass'
import { emergencyOverflow } from './emergency-overflow'
import { privateClinic } from './private-clinic'
import { publicHospital } from './public-hospital'
import { standard } from './standard'
import { swapToOverflow } from './swap-to-overflow'
import { waitlistWithEmergencyBump } from './waitlist-with-emergency-bump'

/** All presets by name, the recommended ones first. */
export const presets = {
  /** The recommended rules, and the default. */
  standard,
  /** `bumpByClass` without a paid tier. */
  publicHospital,
  /** `standard` with a waiting list for each slot, from which freed seats are offered. */
  privateClinic,
  /** `standard`, but each class may bump a lower one, not only emergencies. */
  bumpByClass,
  /** A bumped token goes to the next slot and may bump there. */
  bumpAndCascade,
  /** A waiting list for each slot; only emergencies bump. */
  waitlistWithEmergencyBump,
  /** An overflow queue for each slot; emergencies swap with the lowest token. */
  swapToOverflow,
  /** Emergencies always get a seat; no token is bumped. */
  emergencyBypass,
  /** Extra seats for emergencies; no token is bumped. */
  emergencyOverflow,
} as const
