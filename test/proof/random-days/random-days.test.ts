import {
  bumpByClass,
  bySource,
  elastic,
  fixed,
  offerFirst,
  privateClinic,
  publicHospital,
  quotas,
  type Rules,
  waitlistWithEmergencyBump,
} from 'opd-scheduler'
import type { RulesOption } from 'opd-scheduler/rules'
import { afterAll, describe, expect, it } from 'vitest'
import { DAY, PRESETS } from '../../scheduler/clinic'
import { Reached } from '../../support/reached'
import { randomDays } from './random-days'

/** Situations that must occur in a preset's run, or the run proves nothing. */
const SITUATIONS: Readonly<Record<string, readonly string[]>> = {
  standard: [
    ...['call: called', 'call: by-name', 'call: standby'],
    'bumped',
    'cascaded',
    'promoted',
    'overflow',
    'waitlisted',
    'resized',
    'displaced',
    'reinstated',
    'reclassified',
  ],
  bumpByClass: [
    ...['call: called', 'call: by-name', 'call: standby'],
    'bumped',
    'cascaded',
    'promoted',
    'overflow',
    'waitlisted',
    'resized',
    'displaced',
    'reinstated',
    'reclassified',
    'deep',
  ],
  publicHospital: [
    'bumped',
    'cascaded',
    'promoted',
    'overflow',
    'waitlisted',
    'displaced',
    'reinstated',
    'reclassified',
  ],
  privateClinic: ['bumped', 'cascaded', 'promoted', 'overflow', 'waitlisted', 'displaced', 'reinstated'],
  bumpAndCascade: ['bumped', 'cascaded', 'dropped', 'bump-failed', 'reinstated'],
  waitlistWithEmergencyBump: ['call: urgent', 'bumped', 'promoted', 'waitlisted', 'displaced', 'reinstated'],
  swapToOverflow: ['bumped', 'promoted', 'waitlisted', 'displaced', 'reinstated'],
  emergencyBypass: ['overflow', 'slot-full', 'reinstated'],
  emergencyOverflow: ['promoted', 'overflow', 'waitlisted', 'reinstated'],
}

/** What makes a seated token bumpable again while others wait. */
const BUMPABLE_AGAIN = [
  'confirmed beside a waiter',
  'undone beside a waiter',
  'reclassified beside a waiter',
  'resized',
  'bumped by hand',
  'aged waiter',
]
const AGING = ['standard', 'publicHospital', 'privateClinic', 'bumpByClass']
const NOT_AGING = ['waitlistWithEmergencyBump', 'swapToOverflow']

/** What a leave and a late clinic do under every preset. */
const AWAY = [
  'relocated elsewhere',
  'dropped by a leave',
  'late',
  'moved from dropped',
  'moved from checked-in',
  'moved to another session',
  'moved from a cancelled clinic',
  'closed session swept',
]

const HOME = bumpByClass()
const SUBSTITUTE = privateClinic()
const NEXT_DAY: Rules = {
  ...bumpByClass(),
  priority: bySource({ emergency: 1, paid: 5, 'follow-up': 5, online: 6 }),
  capacity: fixed(),
}

/** The substitute has no paid tier, one seat more in each slot, and pulls forward. The next day ranks no walk-ins. */
const BY_DOCTOR: Readonly<Record<string, RulesOption>> = {
  'bumpByClass, and publicHospital for the substitute': {
    default: bumpByClass(),
    doctors: { 'dr-shah': { ...publicHospital(), capacity: elastic({ for: ['emergency', 'walk-in'], extra: 1 }) } },
  },
  'rules by date, and others for the substitute': ({ doctorId, date }) =>
    doctorId === 'dr-shah' ? SUBSTITUTE : date === DAY ? HOME : NEXT_DAY,
}

/** When sessions are due, under every preset. */
const DUE = ['due later', 'due by now', 'never due']

const shares = { online: 1, 'walk-in': 1 }
const QUOTAS: Readonly<Record<string, Rules>> = {
  'bumpByClass with quotas': {
    ...bumpByClass(),
    capacity: quotas({ shares, releaseMinutes: 60, of: bumpByClass().capacity }),
  },
  'publicHospital with quotas': {
    ...publicHospital(),
    capacity: quotas({ shares, releaseMinutes: 30, exempt: ['emergency'], of: publicHospital().capacity }),
  },
}

const OFFERS: Readonly<Record<string, Rules>> = {
  'bumpByClass with offers, a short grace and standby': {
    ...bumpByClass(),
    promotion: offerFirst({ minutes: 15, exempt: ['emergency'] }),
    visit: { graceMinutes: 0, graceFrom: 'start', completed: 'frees', standby: { perSession: 5 } },
  },
  'waitlistWithEmergencyBump with offers and grace without end': {
    ...waitlistWithEmergencyBump(),
    promotion: offerFirst({ minutes: 40 }),
    visit: { graceMinutes: Number.POSITIVE_INFINITY },
  },
}

describe('random days keep every invariant after every command', () => {
  let commands = 0
  afterAll(() => console.log(`${commands} commands, no violation`))

  for (const [name, preset] of Object.entries(PRESETS)) {
    it(`under ${name}`, async () => {
      const reached = new Reached()
      await randomDays(preset(), { runs: 320, note: reached.note })
      commands += reached.count('commands')
      const again = AGING.includes(name) ? BUMPABLE_AGAIN : NOT_AGING.includes(name) ? BUMPABLE_AGAIN.slice(0, -1) : []
      expect(
        reached.missing([...SITUATIONS[name]!, ...again, ...AWAY, ...DUE]),
        JSON.stringify(reached.entries()),
      ).toEqual([])
    })
  }

  it.each(Object.entries(BY_DOCTOR))('under %s', async (_, rules) => {
    const reached = new Reached()
    await randomDays(rules, { runs: 80, note: reached.note })
    commands += reached.count('commands')
    const across = ['relocated elsewhere', 'moved to another session', 'moved from a cancelled clinic']
    const others = typeof rules === 'function' ? ['unknown-source'] : []
    expect(reached.missing(['bumped', 'promoted', ...across, ...others])).toEqual([])
  })

  it.each(Object.entries(QUOTAS))('under %s', async (_, rules) => {
    const reached = new Reached()
    await randomDays(rules, { runs: 320, note: reached.note })
    commands += reached.count('commands')
    expect(
      reached.missing(['bumped', 'promoted', 'quota-exhausted', 'released', ...BUMPABLE_AGAIN, ...AWAY, ...DUE]),
    ).toEqual([])
  })

  it.each(Object.entries(OFFERS))('under %s', async (_, rules) => {
    const reached = new Reached()
    await randomDays(rules, { runs: 320, note: reached.note })
    commands += reached.count('commands')
    expect(reached.missing(['bumped', 'offered', 'expired', 'due later, with waiters', ...DUE])).toEqual([])
  })
})
