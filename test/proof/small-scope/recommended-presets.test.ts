import { describe, it } from 'vitest'
import { exploreScope, type Scope, THREE, TWO, VULNERABLE } from './scope'

const SCOPES: readonly Scope[] = [
  ['standard', TWO, 5, 142_077, 'waitlisted promoted'],
  ['publicHospital', TWO, 5, 139_033, 'waitlisted promoted'],
  ['privateClinic', TWO, 5, 147_929, 'waitlisted offered promoted'],
  ['standard', THREE, 4, 51_371, 'bumped cascaded promoted'],
  ['publicHospital', VULNERABLE, 4, 50_697, 'bumped cascaded promoted'],
]

describe('every sequence of commands, three patients, two slots of one seat, the recommended presets', () => {
  it.each(SCOPES)('under %s, with the classes %j, up to length %i', (...scope) => exploreScope(...scope), 180_000)
})
