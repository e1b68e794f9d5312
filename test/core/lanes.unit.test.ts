import { describe, expect, it } from 'vitest'
import { ANY, BUMPABLE, Lanes, ONLY, ONWARD, SPENT } from '../../src/core/state/lanes'
import { Tokens } from '../../src/core/state/tokens'
import { random } from '../support/seed'

/** Returns the same token, found by searching every list. */
function firstOnward(lanes: Lanes, lane: number, slot: number): number {
  let first = -1
  for (let each = 0; each <= slot; each++) {
    const head = lanes.first(lane, lanes.list(ONWARD, each))
    if (head >= 0 && (first < 0 || head < first)) first = head
  }
  return first
}

describe('lanes', () => {
  it.each([1, 31, 32, 33, 40, 64, 70, 300])('give the first token that accepts a slot, among %i slots', (slots) => {
    const next = random(slots)
    const tokens = new Tokens(512)
    let lanes = new Lanes(slots)
    for (let rank = 0; rank < 5; rank++) lanes.intern(rank, rank, 0, 'online')
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

  it('make one lane of each rank and group, and find it again', () => {
    const lanes = new Lanes(2)
    const ranks = Array.from({ length: 20 }, (_, n) => n % 5)
    const made = ranks.map((rank, n) => lanes.intern(rank, rank, Math.floor(n / 5) % 2, 'online'))
    expect(made).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(lanes.count).toBe(10)
  })

  it.each([1, 5, 32, 40, 64, 70])('hold every kind of list in order of arrival, with %i slots', (slots) => {
    const next = random(slots + 1000)
    const tokens = new Tokens(512)
    const lanes = new Lanes(slots)
    for (let rank = 0; rank < 4; rank++) lanes.intern(rank, rank, 0, 'online')
    for (let token = 0; token < 300; token++) tokens.add(0, 'x', token)
    /** The lane and the list of each token. */
    const linked = new Map<number, readonly [lane: number, list: number]>()
    const inList = (lane: number, kind: number, slot: number) => {
      const list = lanes.list(kind, slot)
      return [...linked].flatMap(([token, at]) => (at[0] === lane && at[1] === list ? [token] : []))
    }
    for (let turn = 0; turn < 700; turn++) {
      const token = next(300)
      const lane = next(4)
      const kind = [BUMPABLE, SPENT, ONWARD, ONLY, ANY][next(5)]!
      const slot = kind === ANY ? 0 : next(Math.min(slots, 2)) === 0 ? next(slots) : (next(3) * 32) % slots
      if (linked.delete(token)) lanes.unlink(tokens, token)
      else {
        lanes.link(tokens, token, lane, lanes.list(kind, slot))
        linked.set(token, [lane, lanes.list(kind, slot)])
      }
      const list = lanes.list(kind, slot)
      const held = inList(lane, kind, slot)
      expect(lanes.first(lane, list)).toBe(held.length === 0 ? -1 : Math.min(...held))
      expect(lanes.last(lane, list)).toBe(Math.max(-1, ...held))
      const waiting = [...linked.values()].filter(([at, of]) => at === lane && of >= lanes.list(ONWARD, 0)).length
      expect(lanes.waiting[lane]).toBe(waiting)
      expect(lanes.firstOnward(lane, slot)).toBe(firstOnward(lanes, lane, slot))
      if (kind === ANY) continue
      const from = next(slots)
      const to = from + next(slots - from + 1)
      let found = from
      while (found < to && inList(lane, kind, found).length === 0) found++
      expect(lanes.next(lane, kind, from, to)).toBe(found)
    }
    expect(linked.size).toBeGreaterThan(50)
  })
})
