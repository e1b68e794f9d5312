import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CANARIES, edited } from './edits'

it('every canary still fits into the code', () => {
  for (const canary of CANARIES) {
    const text = readFileSync(new URL(`../../../${canary.file}`, import.meta.url), 'utf8')
    expect(edited(text, canary)).not.toBe(text)
  }
  expect(() => edited('twice twice', { name: 'x', file: 'y', from: 'twice', to: 'once' })).toThrow('fits 2 times')
})
