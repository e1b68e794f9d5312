import type { Composition, Tactic } from './composition'

const RANKS = { emergency: 1, paid: 2, 'follow-up': 3, online: 4, 'walk-in': 5 }
const WAITLIST = { from: 'waitlist', into: 'entitled' } as const
const perSlot: Tactic = { kind: 'wait', per: 'slot' }
const perSession: Tactic = { kind: 'wait', per: 'session' }
const cascade: Tactic = { kind: 'cascade', who: 'class', freezeMinutes: 60 }
const cascadeForEmergencies: Tactic = { ...cascade, for: ['emergency'] }
const bumpForEmergencies: Tactic = { kind: 'bump', who: 'class', for: ['emergency'] }

const standard: Composition = {
  ranks: RANKS,
  aging: { everyMinutes: 30, best: 2 },
  extra: { for: ['emergency'], seats: 2, perSession: 6 },
  overflow: [cascadeForEmergencies, { kind: 'wait', per: 'session', limit: 20, exempt: ['emergency'] }],
  displaced: [cascadeForEmergencies, perSession],
  promotion: WAITLIST,
  bumpsPerToken: 2,
  visit: { standby: 10 },
}

const bumpByClass: Composition = {
  ...standard,
  overflow: [cascade, { kind: 'wait', per: 'session', limit: 20, exempt: ['emergency'] }],
  displaced: [cascade, perSession],
}

/** The presets as the documentation describes them. A preset that is wired differently differs from the model. */
export const PRESET_COMPOSITIONS: Readonly<Record<string, Composition>> = {
  standard,
  publicHospital: {
    ...bumpByClass,
    ranks: { emergency: 1, paid: 3, 'follow-up': 3, online: 3, 'walk-in': 3 },
    besides: 'vulnerable',
    aging: { everyMinutes: 60, best: 2 },
    overflow: [cascade, perSession],
    promotion: { from: 'waitlist-and-later', into: 'entitled' },
  },
  privateClinic: {
    ...standard,
    overflow: [bumpForEmergencies, { kind: 'wait', per: 'slot', limit: 10, exempt: ['emergency'] }],
    displaced: [{ kind: 'next' }, perSession],
    promotion: { ...WAITLIST, offers: { minutes: 15, exempt: ['emergency'] } },
  },
  bumpByClass,
  bumpAndCascade: {
    ranks: { ...RANKS, 'walk-in': 4 },
    overflow: [{ kind: 'bump', who: 'class' }],
    displaced: [{ kind: 'cascade', who: 'class', hops: 1 }, { kind: 'drop-at-end-of-day' }],
    promotion: { from: 'nobody', into: 'entitled' },
  },
  waitlistWithEmergencyBump: {
    ranks: RANKS,
    overflow: [bumpForEmergencies, { kind: 'wait', per: 'slot', limit: 20, exempt: ['emergency'] }],
    displaced: [perSlot],
    promotion: WAITLIST,
  },
  swapToOverflow: {
    ranks: RANKS,
    unknown: 'walk-in',
    overflow: [bumpForEmergencies, perSlot],
    displaced: [perSlot],
    promotion: WAITLIST,
  },
  emergencyBypass: {
    ranks: RANKS,
    extra: { for: ['emergency'], seats: 'unlimited' },
    overflow: [],
    displaced: [],
    promotion: { from: 'nobody', into: 'entitled' },
    completed: 'frees',
  },
  emergencyOverflow: {
    ranks: { ...RANKS, 'walk-in': 4, online: 5 },
    extra: { for: ['emergency'], seats: 2 },
    overflow: [{ kind: 'next' }, perSession],
    displaced: [],
    promotion: WAITLIST,
  },
}
