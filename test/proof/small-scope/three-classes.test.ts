import { describe, it } from 'vitest'
import { prove, THREE_CLASSES } from './scopes'

describe('every sequence of commands of three classes, three patients, two slots of one seat', () => {
  it.each(THREE_CLASSES)('under $name, up to length $depth', prove)
})
