import { bySource, cascade, drop, fixed, lowerInOrder, type Rules, waitlist, waitlistFirst } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide'
import { evolve } from '../../src/core/evolve'
import type { Fact } from '../../src/core/fact'
import { Session } from '../../src/core/session'
import { random } from '../seed'

const SOURCES = ['emergency', 'paid', 'follow-up', 'online', 'walk-in']
const RANKS = { emergency: 1, paid: 2, 'follow-up': 3, online: 4, 'walk-in': 5 }
const DAYS = 10_000

interface Asked {
  readonly rank: number
  readonly wanted: number
}

/** The oracle: seat the patients one by one, best first, each in the first slot from the wanted one that has room. */
function serialDictatorship(asked: readonly Asked[], capacity: readonly number[]): number[] {
  const room = [...capacity]
  const seat = asked.map(() => -1)
  const order = asked.map((_, index) => index).sort((a, b) => asked[a]!.rank - asked[b]!.rank || a - b)
  for (const patient of order) {
    const slot = room.findIndex((seats, index) => index >= asked[patient]!.wanted && seats > 0)
    if (slot >= 0) room[slot]!--
    seat[patient] = slot
  }
  return seat
}

function open(capacity: readonly number[], rules: Rules): Session {
  const slots = capacity.map((base, index) => ({ start: index * 60, end: index * 60 + 60, base }))
  const facts = decide([], { op: 'openSession', at: 0, slots }, rules) as readonly Fact[]
  return new Session(facts[0]!.layout!)
}

describe('full cascade against the serial dictatorship', () => {
  it(`gives every patient the seat of the stable matching on ${DAYS} random days`, () => {
    const cascading = cascade({ who: lowerInOrder() })
    const common = {
      priority: bySource(RANKS),
      capacity: fixed(),
      promotion: waitlistFirst(),
      admission: { repeats: true },
    }
    const dropping: Rules = { ...common, overflow: [cascading], displaced: [cascading, drop()] }
    const waiting: Rules = { ...common, overflow: [cascading, waitlist()], displaced: [cascading, waitlist()] }
    let bumps = 0
    let deepest = 0
    for (let day = 0; day < DAYS; day++) {
      const next = random(day)
      const rules = day % 2 === 0 ? dropping : waiting
      const capacity = Array.from({ length: 1 + next(6) }, () => next(4))
      const session = open(capacity, rules)
      const asked: Asked[] = []
      const handles: number[] = []
      for (let i = 4 + next(24); i > 0; i--) {
        const source = SOURCES[next(5)]!
        const wanted = next(capacity.length)
        const command = { op: 'book', at: -1, patients: [i], slot: wanted, request: { source }, more: false } as const
        const decision = decide([session], command, rules)
        asked.push({ rank: RANKS[source as keyof typeof RANKS], wanted })
        handles.push(Array.isArray(decision) ? session.tokens.count : -1)
        if (!Array.isArray(decision)) continue
        for (const fact of decision) evolve(session, fact)
        bumps += decision.length - 1
        deepest = Math.max(deepest, decision.length - 1)
      }
      const seats = handles.map((handle) => (handle < 0 ? -1 : Math.max(-1, session.slotOf(handle))))
      expect(seats, `day ${day}, capacity ${capacity}`).toEqual(serialDictatorship(asked, capacity))
    }
    expect(bumps).toBeGreaterThan(DAYS)
    expect(deepest).toBeGreaterThanOrEqual(3)
  })
})
