import { serialize } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { EXEMPT, Intake, type SlotShape } from '../../src/core/fact'
import { ONWARD } from '../../src/core/state/lanes'
import { translateGroup } from '../../src/core/state/seats'
import { Session } from '../../src/core/state/session'
import { random } from '../support/seed'

const LIMIT = 1000
const HOUR = 3_600_000

/** Seats in use, counted token by token. */
class Tally {
  readonly sitting = new Map<number, { slot: number; group: number }>()

  constructor(
    readonly channels: number,
    readonly shapes: SlotShape[],
  ) {}

  used = (slot: number, channel = -1) =>
    [...this.sitting.values()].filter(
      (each) => each.slot === slot && (channel < 0 || each.group % this.channels === channel),
    ).length

  reserved(slot: number, own: number): number {
    const { shares } = this.shapes[slot]!
    if (own >= 0 && shares[own] === EXEMPT) return 0
    return shares.reduce((sum, share, n) => sum + (n === own ? 0 : Math.max(0, share - this.used(slot, n))), 0)
  }

  ofGroup(slot: number, group: number) {
    const { shares, seats } = this.shapes[slot]!
    const own = this.channels === 0 ? -1 : group % this.channels
    const used = this.used(slot)
    const hasSeat = used + this.reserved(slot, own) < seats[group]!
    const isProtected = (asker: number) =>
      this.channels > 0 &&
      own !== asker % this.channels &&
      shares[asker % this.channels] !== EXEMPT &&
      shares[own]! > 0 &&
      this.used(slot, own) <= shares[own]!
    const isFree = hasSeat
    const isReserved = used < seats[group]! && !isFree
    return { isFree, isReserved, protectedFrom: seats.map((_, asker) => isProtected(asker)) }
  }

  of(slot: number) {
    const { seats, base } = this.shapes[slot]!
    const used = this.used(slot)
    const groups = seats.map((_, group) => this.ofGroup(slot, group))
    return { used, isRoomy: used < base, reserved: this.reserved(slot, -1), groups }
  }
}

function read(session: Session, slot: number) {
  const has = (words: Int32Array, at: number) => ((words[at + (slot >> 5)]! >> (slot & 31)) & 1) === 1
  const groups = Array.from({ length: session.groups }, (_, group) => {
    const isFree = has(session.open, group * session.words)
    expect(session.hasSeat(group, slot)).toBe(isFree)
    const protectedFrom = Array.from({ length: session.groups }, (__, asker) => session.isProtected(group, slot, asker))
    return {
      isFree,
      isReserved: session.isReserved(group, slot),
      protectedFrom,
    }
  })
  return { used: session.used[slot]!, isRoomy: has(session.roomy, 0), reserved: session.reservedIn(slot), groups }
}

describe('seats and shares are counted right', () => {
  it.each([
    ['three channels, of which some are exempt', 2, 3, 33],
    ['two channels', 3, 2, 3],
    ['one channel', 2, 1, 3],
    ['no channels', 2, 0, 3],
  ])('%s', (_what, kinds, channels, slots) => {
    const next = random(3)
    const groups = Math.max(1, channels) * kinds
    const shapeAt = (hour: number): SlotShape => {
      const base = next(4)
      const shares = Array.from({ length: channels }, (_, n) => (next(5) === 0 ? EXEMPT : n > 0 ? next(3) : next(2)))
      const seats = Array.from({ length: groups }, () => base + next(3))
      const opensAt = next(2) === 0 ? Number.POSITIVE_INFINITY : hour * HOUR - next(100)
      const start = hour * HOUR
      const end = start + HOUR
      return { start, end, base, seats, ceiling: base + 3, shares, opensAt, planned: start, blocked: false }
    }
    const tally = new Tally(
      channels,
      Array.from({ length: slots }, (_, n) => shapeAt(n * 10)),
    )
    const session = new Session({ slots: tally.shapes.slice(), index: 0, overflowLimit: LIMIT })
    const reached = { reserved: 0, protected: 0 }
    const intake = (group: number) => new Intake(0, 'online', 0, true, 1, group, -1)
    const steps = [
      () => {
        const slot = next(session.slots)
        const group = next(groups)
        const token = session.admit(0, intake(group))
        session.sit(token, slot, 1)
        tally.sitting.set(token, { slot, group })
      },
      () => {
        const token = [...tally.sitting.keys()][next(Math.max(1, tally.sitting.size))]
        if (token === undefined) return
        session.leave(token)
        tally.sitting.delete(token)
      },
      () => {
        const token = [...tally.sitting.keys()][next(Math.max(1, tally.sitting.size))]
        if (token === undefined) return
        const group = next(groups)
        session.reclassify(token, intake(group), 1)
        tally.sitting.get(token)!.group = group
      },
      () => {
        // A waiting token uses no share, whatever its class becomes.
        const token = session.admit(0, intake(next(groups)))
        session.joinList(token, session.lanes.list(ONWARD, next(session.slots)))
        session.reclassify(token, intake(next(groups)), 1)
        session.leave(token)
      },
      () => {
        const slot = next(session.slots)
        session.openToAll(slot)
        const { shares } = tally.shapes[slot]!
        const opensAt = Number.POSITIVE_INFINITY
        tally.shapes[slot] = { ...tally.shapes[slot]!, shares: shares.map(() => 0), opensAt }
      },
      () => {
        const slot = next(session.slots)
        const { start, end, planned } = tally.shapes[slot]!
        tally.shapes[slot] = { ...shapeAt(0), start, end, planned }
        session.resize(slot, tally.shapes[slot]!, LIMIT)
      },
      () => {
        const slot = next(session.slots + 1)
        const shape = shapeAt(slot * 10 - 5)
        if (session.slots > slots + 4) return
        session.insert(slot, shape, LIMIT)
        tally.shapes.splice(slot, 0, shape)
        for (const seat of tally.sitting.values()) if (seat.slot >= slot) seat.slot++
      },
    ]
    for (let turn = 0; turn < 100; turn++) {
      const draft = session.draft()
      const before = serialize(draft)
      steps[Math.max(0, next(10) - 3)]!()
      expect(serialize(draft).equals(before), `the draft of turn ${turn}`).toBe(true)
      const expected = tally.shapes.map((_, slot) => tally.of(slot))
      expect(
        tally.shapes.map((_, slot) => read(session, slot)),
        `turn ${turn}`,
      ).toEqual(expected)
      expect(session.shapes()).toEqual(tally.shapes)
      const overflow = tally.shapes.reduce((sum, { base }, slot) => sum + Math.max(0, expected[slot]!.used - base), 0)
      expect(session.overflow).toBe(overflow)
      expect(session.dueAt).toBe(Math.min(...tally.shapes.map(({ opensAt }) => opensAt)))
      for (const { groups: each } of expected)
        for (const { isReserved, protectedFrom } of each) {
          if (isReserved) reached.reserved++
          if (protectedFrom.includes(true)) reached.protected++
        }
    }
    expect([reached.reserved > 0, reached.protected > 0]).toEqual([channels > 1, channels > 1])
  })
})

describe('groups among other channels', () => {
  it('keep kind and channel if both exist, else get the first kind or channel', () => {
    // Of three channels: kinds 0 and 1, channels 0 to 2.
    const groups = [0, 1, 2, 3, 4, 5]
    expect(groups.map((group) => translateGroup(group, 3, 3, 6))).toEqual(groups)
    expect(groups.map((group) => translateGroup(group, 3, 2, 4))).toEqual([0, 1, 0, 2, 3, 2])
    expect(groups.map((group) => translateGroup(group, 3, 4, 8))).toEqual([0, 1, 2, 4, 5, 6])
    expect(groups.map((group) => translateGroup(group, 3, 3, 3))).toEqual([0, 1, 2, 0, 1, 2])
    expect(groups.map((group) => translateGroup(group, 3, 1, 2))).toEqual([0, 0, 0, 1, 1, 1])
    expect(groups.map((group) => translateGroup(group, 3, 1, 1))).toEqual([0, 0, 0, 0, 0, 0])
  })
})
