import { describe, expect, it } from 'vitest'
import { Lanes, ONWARD } from '../../src/core/lanes'
import { Tokens } from '../../src/core/tokens'
import { random } from '../seed'

/** The same question by looking at every list. */
function firstOnward(lanes: Lanes, lane: number, slot: number): number {
  let first = -1
  for (let each = 0; each <= slot; each++) {
    const head = lanes.first(lane, lanes.list(ONWARD, each))
    if (head >= 0 && (first < 0 || head < first)) first = head
  }
  return first
}

describe('lanes', () => {
  it.each([1, 31, 32, 33, 40, 64, 70, 300])('know the first of those who accept a slot, among %i slots', (slots) => {
    const next = random(slots)
    const tokens = new Tokens(512)
    let lanes = new Lanes(slots)
    for (let rank = 0; rank < 5; rank++) lanes.intern(rank, 0)
    for (let token = 0; token < 400; token++) tokens.add(0, 'x', token)
    const linked = new Set<number>()
    for (let turn = 0; turn < 1500; turn++) {
      const token = next(400)
      if (linked.delete(token)) lanes.unlink(tokens, token)
      else {
        lanes.link(tokens, token, next(5), lanes.list(ONWARD, next(slots)))
        linked.add(token)
      }
      if (turn % 400 === 0) lanes = lanes.copy()
      const lane = next(5)
      const slot = next(slots)
      expect(lanes.firstOnward(lane, slot)).toBe(firstOnward(lanes, lane, slot))
    }
    for (let slot = 0; slot < slots; slot++)
      for (let lane = 0; lane < 5; lane++) expect(lanes.firstOnward(lane, slot)).toBe(firstOnward(lanes, lane, slot))
    expect(linked.size).toBeGreaterThan(50)
  })
})
