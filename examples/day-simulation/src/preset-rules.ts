import {
  bumpAndCascade,
  emergencyBypass,
  emergencyOverflow,
  privateClinic,
  publicHospital,
  type Rules,
  standard,
  swapToOverflow,
  waitlistWithEmergencyBump,
} from 'opd-scheduler'

/** The rules that `--rules` knows, by the names of the library's functions. */
export const PRESET_RULES: ReadonlyMap<string, () => Rules> = new Map(
  Object.entries({
    standard,
    publicHospital,
    privateClinic,
    bumpAndCascade,
    waitlistWithEmergencyBump,
    swapToOverflow,
    emergencyBypass,
    emergencyOverflow,
  }),
)
