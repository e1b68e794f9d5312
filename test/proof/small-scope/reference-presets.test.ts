import { describe, it } from 'vitest'
import { exploreScope, type Scope, THREE, TWO } from './scope'

const SCOPES: readonly Scope[] = [
  ['bumpAndCascade', TWO, 5, 15_836, 'bumped cascaded dropped bump-failed'],
  ['waitlistWithEmergencyBump', TWO, 5, 129_111, 'bumped waitlisted promoted'],
  ['swapToOverflow', TWO, 5, 129_111, 'bumped waitlisted promoted'],
  ['emergencyBypass', TWO, 5, 76_639, 'slot-full'],
  ['emergencyOverflow', TWO, 5, 142_077, 'waitlisted promoted'],
  ['bumpAndCascade', THREE, 4, 9220, 'chain dropped'],
]

describe('every sequence of commands, three patients, two slots of one seat, the presets of the reference systems', () => {
  it.each(SCOPES)('under %s, with the classes %j, up to length %i', (...scope) => exploreScope(...scope), 180_000)
})
