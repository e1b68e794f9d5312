import { bumpAndCascade } from './bump-and-cascade'
import { emergencyBypass } from './emergency-bypass'
import { emergencyOverflow } from './emergency-overflow'
import { privateClinic } from './private-clinic'
import { publicHospital } from './public-hospital'
import { standard } from './standard'
import { swapToOverflow } from './swap-to-overflow'
import { waitlistWithEmergencyBump } from './waitlist-with-emergency-bump'

/** The presets by name, for hosts that read the name from their settings. */
export const presets = {
  standard,
  publicHospital,
  privateClinic,
  bumpAndCascade,
  waitlistWithEmergencyBump,
  swapToOverflow,
  emergencyBypass,
  emergencyOverflow,
} as const
