import { describe, expect, it } from 'vitest'
import { Reached } from '../reached'
import { PRESETS } from '../scheduler/clinic'
import { explore, type Shape } from './explore'

const TWO: readonly Shape[] = [{ source: 'emergency' }, { source: 'online' }]
const THREE: readonly Shape[] = [{ source: 'emergency' }, { source: 'paid' }, { source: 'online' }]
const VULNERABLE: readonly Shape[] = [
  { source: 'emergency' },
  { source: 'online', attributes: { priorityGroup: 'elderly' } },
  { source: 'online' },
]

/** Preset, classes, length of the sequences, number of different states, and what has to be met among them. */
const SCOPES: readonly (readonly [string, readonly Shape[], number, number, string])[] = [
  ['standard', TWO, 5, 142_077, 'waitlisted promoted'],
  ['publicHospital', TWO, 5, 139_033, 'waitlisted promoted'],
  ['privateClinic', TWO, 5, 147_929, 'waitlisted offered promoted'],
  ['bumpAndCascade', TWO, 5, 15_836, 'bumped cascaded dropped bump-failed'],
  ['waitlistWithEmergencyBump', TWO, 5, 129_111, 'bumped waitlisted promoted'],
  ['swapToOverflow', TWO, 5, 129_111, 'bumped waitlisted promoted'],
  ['emergencyBypass', TWO, 5, 76_639, 'slot-full'],
  ['emergencyOverflow', TWO, 5, 142_077, 'waitlisted promoted'],
  ['standard', THREE, 4, 51_371, 'bumped cascaded promoted'],
  ['publicHospital', VULNERABLE, 4, 50_697, 'bumped cascaded promoted'],
  ['bumpAndCascade', THREE, 4, 9220, 'chain dropped'],
]

describe('every sequence of commands, three patients, two slots of one seat', () => {
  it.each(SCOPES)(
    'under %s, with the classes %j, up to length %i',
    (name, shapes, depth, states, situations) => {
      const reached = new Reached()
      const explored = explore(PRESETS[name]!(), shapes, depth, reached.note)
      console.log(`${explored.states} states, ${explored.commands} commands, no violation`)
      expect(reached.missing([...situations.split(' '), 'reinstated', 'reclassified', 'no-show', 'started'])).toEqual(
        [],
      )
      expect(explored.states).toBe(states)
    },
    180_000,
  )
})
