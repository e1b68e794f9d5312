import { emergencyOverflow, type Rules, swapToOverflow } from 'opd-scheduler'
import { expect } from 'vitest'
import type { Decision } from '../../../src/core/decision'
import { PRESETS } from '../../scheduler/clinic'
import { Reached } from '../../support/reached'
import { type Beside, explore, type Shape } from './explore'
import { fateOf } from './fate'

const TWO: readonly Shape[] = [{ source: 'emergency' }, { source: 'online' }]
const THREE: readonly Shape[] = [{ source: 'emergency' }, { source: 'paid' }, { source: 'online' }]
const STRANGER: readonly Shape[] = [{ source: 'emergency' }, { source: 'paid' }, { source: 'stranger' }]
const VULNERABLE: readonly Shape[] = [
  { source: 'emergency' },
  { source: 'online', attributes: { priorityGroup: 'elderly' } },
  { source: 'online' },
]

/** One exhaustive proof: three patients in two slots of one seat. */
export interface Scope {
  readonly name: string
  readonly rules: Rules
  readonly shapes: readonly Shape[]
  /** Length of the sequences. */
  readonly depth: number
  /** Number of different states. */
  readonly states: number
  /** Situations that must occur. */
  readonly met: string
  /** A preset that decides all but `partings` of these commands alike; apart from those, the proof holds for it too. */
  readonly alike?: readonly [preset: string, partings: number]
}

const of = (name: string, shapes: readonly Shape[], depth: number, states: number, met: string): Scope => {
  return { name, rules: PRESETS[name]!(), shapes, depth, states, met }
}

export const RECOMMENDED: readonly Scope[] = [
  { ...of('standard', TWO, 5, 147_906, 'waitlisted promoted'), alike: ['emergencyOverflow', 5_628] },
  of('publicHospital', TWO, 5, 144_812, 'waitlisted promoted'),
  of('privateClinic', TWO, 5, 154_610, 'waitlisted offered promoted'),
]

export const REFERENCE: readonly Scope[] = [
  of('bumpAndCascade', TWO, 5, 15_836, 'bumped cascaded dropped bump-failed'),
  { ...of('waitlistWithEmergencyBump', TWO, 5, 135_662, 'bumped waitlisted promoted'), alike: ['swapToOverflow', 0] },
  of('emergencyBypass', TWO, 5, 76_639, 'slot-full'),
  {
    ...of('emergencyOverflow', TWO, 5, 139_019, 'waitlisted promoted'),
    name: 'emergencyOverflow with one seat above capacity',
    rules: emergencyOverflow({ extra: 1 }),
  },
]

export const THREE_CLASSES: readonly Scope[] = [
  of('standard', THREE, 4, 50_680, 'waitlisted promoted'),
  of('bumpByClass', THREE, 4, 52_387, 'bumped cascaded promoted'),
  of('publicHospital', VULNERABLE, 4, 51_713, 'bumped cascaded promoted'),
  of('bumpAndCascade', THREE, 4, 9220, 'chain dropped'),
  {
    ...of('swapToOverflow', STRANGER, 4, 51_394, 'bumped waitlisted promoted'),
    name: 'swapToOverflow with bumps by any class',
    rules: swapToOverflow({ bumpers: 'any' }),
  },
]

/** Tries every sequence of commands of a scope. */
export function prove({ name, rules, shapes, depth, states, met, alike }: Scope): void {
  const reached = new Reached()
  const [preset, partings] = alike ?? []
  const beside = preset === undefined ? undefined : new Partings(PRESETS[preset]!())
  const explored = explore(rules, shapes, depth, reached.note, beside)
  console.log(`${name}: ${explored.states} states, ${explored.commands} commands, no violation`)
  expect(reached.missing([...met.split(' '), 'reinstated', 'reclassified', 'no-show', 'started'])).toEqual([])
  expect(explored.states).toBe(states)
  expect(beside?.count).toBe(partings)
}

/** The number of commands on which two presets differ, in sequences of three. */
export function partingsOf(one: Rules, other: Rules, shapes: readonly Shape[]): number {
  const partings = new Partings(other)
  explore(one, shapes, 3, () => {}, partings)
  return partings.count
}

/** Counts the commands that other rules decide in another way. */
class Partings implements Beside {
  count = 0

  constructor(readonly rules: Rules) {}

  isAlike(decision: Decision, other: Decision): boolean {
    const isAlike = fateOf(decision) === fateOf(other)
    if (!isAlike) this.count++
    return isAlike
  }
}
