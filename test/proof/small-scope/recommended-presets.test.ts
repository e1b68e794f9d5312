import { describe, it } from 'vitest'
import { prove, RECOMMENDED } from './scopes'

describe('every sequence of commands of two classes, three patients, two slots of one seat, the recommended presets', () => {
  it.each(RECOMMENDED)('under $name, up to length $depth', prove)
})
