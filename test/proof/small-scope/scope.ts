import { expect } from 'vitest'
import { PRESETS } from '../../scheduler/clinic'
import { Reached } from '../../support/reached'
import { explore, type Shape } from './explore'

export const TWO: readonly Shape[] = [{ source: 'emergency' }, { source: 'online' }]
export const THREE: readonly Shape[] = [{ source: 'emergency' }, { source: 'paid' }, { source: 'online' }]
export const VULNERABLE: readonly Shape[] = [
  { source: 'emergency' },
  { source: 'online', attributes: { priorityGroup: 'elderly' } },
  { source: 'online' },
]

/** Preset, classes, length of the sequences, number of different states, and the situations that must be reached. */
export type Scope = readonly [string, readonly Shape[], number, number, string]

/** Tries every sequence of commands of three patients in two slots of one seat. */
export function exploreScope(...[name, shapes, depth, states, situations]: Scope): void {
  const reached = new Reached()
  const explored = explore(PRESETS[name]!(), shapes, depth, reached.note)
  console.log(`${explored.states} states, ${explored.commands} commands, no violation`)
  expect(reached.missing([...situations.split(' '), 'reinstated', 'reclassified', 'no-show', 'started'])).toEqual([])
  expect(explored.states).toBe(states)
}
