import { bumpAndCascade } from './bump-and-cascade'
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
  /** `standard` without a paid tier. */
  publicHospital,
  /** `standard`, but only emergencies bump, and freed seats are offered. */
  privateClinic,
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
