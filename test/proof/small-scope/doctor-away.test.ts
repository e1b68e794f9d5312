import { privateClinic, publicHospital, standard, waitlistWithEmergencyBump } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { Reached } from '../../support/reached'
import { type Days, exploreLeaves } from './doctor-away'

const TWO = [{ source: 'emergency' }, { source: 'online' }]
const ONE = [{ source: 'online' }]

/** The days, their number of different states, and the situations that they must reach besides the common ones. */
const DAYS: readonly (readonly [string, Days, number, readonly string[]])[] = [
  [
    'standard, two slots of one seat, two classes',
    { rules: standard(), shapes: TWO, seats: [1, 1], patients: 2, depth: 3, substitute: false },
    6668,
    ['moved', 'dropped'],
  ],
  [
    'waiting lists of single slots, a substitute with one seat',
    { rules: waitlistWithEmergencyBump(), shapes: ONE, seats: [1, 1], patients: 3, depth: 4, substitute: true },
    12_429,
    ['moved', 'dropped', 'waitlisted', 'promoted'],
  ],
  [
    'offers, one slot of one seat, a substitute with one seat',
    { rules: privateClinic(), shapes: TWO, seats: [1], patients: 2, depth: 4, substitute: true },
    5952,
    ['offered', 'waitlisted', 'slot-past'],
  ],
  [
    'pull-forward, two slots of one seat',
    { rules: publicHospital(), shapes: ONE, seats: [1, 1], patients: 2, depth: 4, substitute: false },
    11_013,
    ['moved', 'dropped', 'promoted'],
  ],
]

/** Situations that every run must reach. */
const ALWAYS = [
  ...['blocked', 'unblocked', 'delayed', 'slot-blocked', 'checked-in', 'no-show', 'undone'],
  ...['expired', 'rescheduled', 'cancelled'],
]

describe('every sequence of bookings, visits, leaves and delays', () => {
  it.each(DAYS)('under %s', (_, days, states, situations) => {
    const reached = new Reached()
    const explored = exploreLeaves(days, reached.note)
    console.log(`${explored.states} states, ${explored.commands} commands, no violation`)
    expect(reached.missing([...ALWAYS, ...situations])).toEqual([])
    expect(explored.states).toBe(states)
  })
})
