import {
  bumpByClass,
  cascade,
  lowerInOrder,
  offerFirst,
  publicHospital,
  quotas,
  type Rules,
  waitlist,
} from 'opd-scheduler'
import { PRESETS } from '../../scheduler/clinic'

/** Rules, the number of their busy days, and the fewest bumps that these must have. */
export interface Measurement {
  readonly name: string
  readonly rules: Rules
  readonly days: number
  /** Fewest bumps of a day on average; 0 for rules that never bump, or under which no token waits. */
  readonly bumps: number
}

/** Presets that bump often beside waiters. */
const OFTEN = ['bumpByClass', 'publicHospital']

const shares = { online: 1, 'walk-in': 1 }
const inOrder = [cascade({ who: lowerInOrder() }), waitlist()]
const byAll = [cascade(), waitlist()]

/** Variants of the recommended rules. */
const VARIANTS: Readonly<Record<string, Rules>> = {
  'bumpByClass, quotas': {
    ...bumpByClass(),
    capacity: quotas({ shares, releaseMinutes: 60, of: bumpByClass().capacity }),
  },
  'publicHospital, quotas, emergencies exempt': {
    ...publicHospital(),
    capacity: quotas({ shares, releaseMinutes: 45, exempt: ['emergency'], of: publicHospital().capacity }),
  },
  'bumpByClass, offers': { ...bumpByClass(), promotion: offerFirst({ minutes: 20 }) },
  'bumps for all, offers into base seats': {
    ...bumpByClass(),
    overflow: byAll,
    displaced: byAll,
    promotion: offerFirst({ minutes: 20, into: 'base' }),
  },
  'bumps in the whole order': { ...bumpByClass(), overflow: inOrder, displaced: inOrder },
}

export const MEASUREMENTS: readonly Measurement[] = [
  ...Object.entries(PRESETS).map(([name, preset]) => {
    const isOften = OFTEN.includes(name)
    return { name, rules: preset(), days: isOften ? 200 : 20, bumps: isOften ? 4 : 0 }
  }),
  ...Object.entries(VARIANTS).map(([name, rules]) => ({ name, rules, days: 60, bumps: 1 })),
]
