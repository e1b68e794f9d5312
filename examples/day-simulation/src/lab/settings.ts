import {
  bestOf,
  bump,
  byAttribute,
  bySource,
  cascade,
  dropAtEndOfDay,
  elastic,
  emergencyOverflow,
  noPromotion,
  offerFirst,
  presets,
  pullForward,
  quotas,
  type Rules,
  swapToOverflow,
  waitlist,
  waitlistFirst,
  withAging,
} from 'opd-scheduler'
import type { CapacityPolicy, PromotionPolicy, SeatAllowance } from 'opd-scheduler/rules'
import type { PresetName } from '../options/preset-name'

/** An option of a preset, or of a policy in it, that a sweep may change. */
export interface Setting {
  readonly preset: PresetName
  /** As in `elastic.extra`. */
  readonly path: string
  /** The value that the preset has. With it, `make` returns rules that decide like the preset. */
  readonly usual: string
  /**
   * Returns the preset with another value.
   *
   * @throws RangeError from the library if it refuses the value
   */
  make(value: string): Rules
}

/** Presets made by spreading `standard()`, which keep its seats for emergencies and its standby. */
const LIKE_STANDARD = ['standard', 'publicHospital', 'privateClinic', 'bumpByClass'] as const

const EXEMPT = ['emergency']

/** The presets that look onward from the slot asked for, each with the sources that may bump. */
const BUMPERS = [
  ['standard', { for: EXEMPT }],
  ['bumpByClass', {}],
] as const

const CLASSES = bySource({ emergency: 1, paid: 2, 'follow-up': 3, online: 4, 'walk-in': 5 })

const CLASSES_OF_PUBLIC_HOSPITAL = bestOf(
  bySource({ emergency: 1, paid: 3, 'follow-up': 3, online: 3, 'walk-in': 3 }),
  byAttribute('priorityGroup', { ranks: { elderly: 2, disabled: 2, child: 2, pregnant: 2 } }),
)

/**
 * All settings. A preset is a plain object, so a policy in it is replaced by one of the same kind with one other option. The other options
 * are repeated here, and a test shows that every usual value gives the preset's own day.
 */
export const SETTINGS: readonly Setting[] = [
  ...LIKE_STANDARD.flatMap((preset) => [
    setting(preset, 'elastic.extra', '2', (rules, value) => ({
      ...rules,
      capacity: elastic({ for: EXEMPT, extra: seatsIn(value), perSession: 6 }),
    })),
    setting(preset, 'elastic.perSession', '6', (rules, value) => ({
      ...rules,
      capacity: elastic({ for: EXEMPT, extra: 2, perSession: seatsIn(value) }),
    })),
    setting(preset, 'admission.bumpsPerToken', '2', (rules, value) => ({
      ...rules,
      admission: { ...rules.admission, bumpsPerToken: numberIn(value) },
    })),
    setting(preset, 'standby.perSession', '10', (rules, value) => {
      const { standby: _, ...visit } = rules.visit ?? {}
      return { ...rules, visit: value === 'off' ? visit : { ...visit, standby: { perSession: numberIn(value) } } }
    }),
    setting(preset, 'visit.graceFrom', 'end', (rules, value) => ({
      ...rules,
      visit: { ...rules.visit, graceFrom: value as 'start' | 'end' },
    })),
    setting(preset, 'quotas.walk-in', 'none', ({ capacity, ...rules }, value) => ({
      ...rules,
      capacity: value === 'none' ? capacity : keptForWalkIns(value, capacity),
    })),
  ]),
  setting('standard', 'promotion', 'waitlistFirst', (rules, value) => ({ ...rules, promotion: promotionIn(value) })),
  ...(['standard', 'privateClinic', 'bumpByClass'] as const).map((preset) =>
    setting(preset, 'withAging.everyMinutes', '30', (rules, value) => ({
      ...rules,
      priority: withAging(CLASSES, { everyMinutes: numberIn(value), best: 2 }),
    })),
  ),
  setting('publicHospital', 'withAging.everyMinutes', '60', (rules, value) => ({
    ...rules,
    priority: withAging(CLASSES_OF_PUBLIC_HOSPITAL, { everyMinutes: numberIn(value), best: 2 }),
  })),
  ...BUMPERS.flatMap(([preset, bumpers]) => [
    setting(preset, 'cascade.freezeMinutes', '60', (rules, value) => {
      const onward = cascade({ ...bumpers, freezeMinutes: numberIn(value) })
      return {
        ...rules,
        overflow: [onward, waitlist({ limit: 20, exempt: EXEMPT })],
        displaced: [onward, waitlist()],
      }
    }),
    setting(preset, 'waitlist.limit', '20', (rules, value) => ({
      ...rules,
      overflow: [cascade({ ...bumpers, freezeMinutes: 60 }), waitlist({ limit: numberIn(value), exempt: EXEMPT })],
    })),
  ]),
  setting('publicHospital', 'cascade.freezeMinutes', '60', (rules, value) => {
    const places = [cascade({ freezeMinutes: numberIn(value) }), waitlist()]
    return { ...rules, overflow: places, displaced: places }
  }),
  setting('bumpAndCascade', 'cascade.hops', '1', (rules, value) => ({
    ...rules,
    displaced: [cascade({ hops: numberIn(value) }), dropAtEndOfDay()],
  })),
  setting('privateClinic', 'waitlist.limit', '10', (rules, value) => ({
    ...rules,
    overflow: [bump({ for: EXEMPT }), waitlist({ per: 'slot', limit: numberIn(value), exempt: EXEMPT })],
  })),
  setting('waitlistWithEmergencyBump', 'waitlist.limit', '20', (rules, value) => ({
    ...rules,
    overflow: [bump({ for: EXEMPT }), waitlist({ per: 'slot', limit: numberIn(value), exempt: EXEMPT })],
  })),
  setting('privateClinic', 'offerFirst.minutes', '15', (rules, value) => ({
    ...rules,
    promotion: offerFirst({ minutes: numberIn(value), exempt: EXEMPT }),
  })),
  setting('emergencyOverflow', 'extra', '2', (_, value) => emergencyOverflow({ extra: seatsIn(value) })),
  setting('swapToOverflow', 'bumpers', 'emergency', (_, value) =>
    swapToOverflow({ bumpers: value === 'any' ? value : value.split('+') }),
  ),
]

/** Returns the setting of a preset, or undefined if there is none. */
export function settingOf(preset: string, path: string): Setting | undefined {
  return SETTINGS.find((each) => each.preset === preset && each.path === path)
}

function setting(
  preset: PresetName,
  path: string,
  usual: string,
  change: (rules: Rules, value: string) => Rules,
): Setting {
  return { preset, path, usual, make: (value) => change(presets[preset](), value) }
}

/** Keeps a share of the seats for walk-ins until an hour before the slot. */
function keptForWalkIns(share: string, of: CapacityPolicy): CapacityPolicy {
  return quotas({ shares: { 'walk-in': seatsIn(share) }, releaseMinutes: 60, exempt: EXEMPT, of })
}

/** The name of a promotion policy; any other text as it is, for the library to refuse by name. */
function promotionIn(text: string): PromotionPolicy {
  const policies: Record<string, PromotionPolicy> = {
    waitlistFirst: waitlistFirst(),
    pullForward: pullForward(),
    offerFirst: offerFirst({ minutes: 15, exempt: EXEMPT }),
    noPromotion: noPromotion(),
  }
  return policies[text] ?? (text as unknown as PromotionPolicy)
}

/** A number; any other text as it is, for the library to refuse by name. */
function numberIn(text: string): number {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : (text as unknown as number)
}

/** A number of seats, or a share such as `20%`. */
function seatsIn(text: string): SeatAllowance {
  return numberIn(text)
}
