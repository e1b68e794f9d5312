import { describe, it } from 'vitest'
import { prove, REFERENCE } from './scopes'

describe('every sequence of commands of two classes, three patients, two slots of one seat, the presets of the reference systems', () => {
  it.each(REFERENCE)('under $name, up to length $depth', prove)
})
