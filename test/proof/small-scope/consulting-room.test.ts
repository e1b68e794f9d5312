import {
  bumpByClass,
  fixed,
  offerFirst,
  privateClinic,
  publicHospital,
  quotas,
  type Rules,
  waitlistWithEmergencyBump,
  withCeiling,
} from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { Reached } from '../../support/reached'
import { exploreRoom, type Room } from './consulting-room'

const TWO = [{ source: 'emergency' }, { source: 'online' }]
const ONE = [{ source: 'online' }]
const visit = { graceMinutes: 15, graceFrom: 'start', skipCalls: 1, maxSkips: 2 } as const

const offering: Rules = {
  ...privateClinic(),
  capacity: withCeiling(fixed(), 1),
  promotion: offerFirst({ minutes: 15 }),
  visit: { ...visit, completed: 'frees' },
}
const pulling: Rules = { ...publicHospital(), capacity: withCeiling(fixed(), 1), visit }
const keeping: Rules = {
  ...bumpByClass(),
  capacity: quotas({ shares: { online: 1 }, releaseMinutes: 30 }),
  visit,
}
const bumping: Rules = { ...bumpByClass(), capacity: withCeiling(fixed(), 1), visit }

const standingBy: Rules = {
  ...bumpByClass(),
  capacity: withCeiling(fixed(), 1),
  visit: { ...visit, standby: { perSession: 1 } },
}

const withoutStandby: Rules = { ...waitlistWithEmergencyBump(), capacity: withCeiling(fixed(), 1), visit }

const LET_IN = ['confirmed', 'undone'].map((cause) => `let in by a bump: ${cause}`)

/** The room, its number of different states, and the situations that it must reach besides the common ones. */
const ROOMS: readonly (readonly [string, Room, number, readonly string[]])[] = [
  [
    'offers, seats of completed visits given away, two slots of one seat',
    { rules: offering, shapes: ONE, seats: [1, 1], patients: 2, depth: 4 },
    11_169,
    ['offered', 'cascaded', 'skipped'],
  ],
  [
    'offers, one slot of one seat, three patients',
    { rules: offering, shapes: ONE, seats: [1], patients: 3, depth: 5 },
    11_520,
    ['offered', 'skipped', 'no-capacity'],
  ],
  [
    'pull-forward, two slots of one seat, two classes',
    { rules: pulling, shapes: TWO, seats: [1, 1], patients: 2, depth: 3 },
    5807,
    ['promoted', 'chain'],
  ],
  [
    'one seat of two reserved for online, two classes',
    { rules: keeping, shapes: TWO, seats: [2], patients: 2, depth: 4 },
    3488,
    ['released', 'quota-exhausted', 'promoted', 'skipped'],
  ],
  [
    'waiters let in by bumps, one slot of one seat, two classes',
    { rules: bumping, shapes: TWO, seats: [1], patients: 2, depth: 5 },
    37_529,
    ['hold confirmed beside a waiter', 'check-in undone beside a waiter', 'aged waiter', ...LET_IN],
  ],
  [
    'standby, one slot of one seat, three patients',
    { rules: standingBy, shapes: ONE, seats: [1], patients: 3, depth: 5 },
    12_842,
    ['stood-by', 'called from standby', 'standby-waits', 'skipped'],
  ],
  [
    'emergencies without a seat, one slot of one seat, two classes',
    { rules: withoutStandby, shapes: TWO, seats: [1], patients: 3, depth: 4 },
    9_647,
    ['stood-by', 'called as an emergency', 'skipped'],
  ],
]

/** Situations that every room must reach. */
const ALWAYS = [
  ...['held', 'expired', 'hold-expired', 'checked-in', 'called', 'queue-empty', 'left', 'undone', 'reinstated'],
  ...['bumped', 'bump-failed', 'slot-full', 'waitlisted'],
]

describe('every sequence of what happens at the desk and in the consulting room', () => {
  it.each(ROOMS)('with %s', (_, room, states, situations) => {
    const reached = new Reached()
    const explored = exploreRoom(room, reached.note)
    console.log(`${explored.states} states, ${explored.commands} commands, no violation`)
    expect(reached.missing([...ALWAYS, ...situations])).toEqual([])
    expect(explored.states).toBe(states)
  })
})
