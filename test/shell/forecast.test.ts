import { standard } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide/decide'
import { openSession } from '../../src/core/decide/roster'
import { View } from '../../src/core/decide/view'
import { type Decision, NEXT_SESSION, Refusal } from '../../src/core/decision'
import type { Fact } from '../../src/core/fact'
import { evolve } from '../../src/core/state/evolve'
import { Session } from '../../src/core/state/session'
import { attendanceOf, visitLengthOf } from '../../src/shell/forecast/beginning'
import { evenly, RestOfSession, Rooms } from '../../src/shell/forecast/simulate-rest'
import { clinicOf } from '../support/clinic-of'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NINE = Date.parse('2026-01-30T09:00Z')
const rules = standard()

function factsOf(decision: Decision): readonly Fact[] {
  if (decision === NEXT_SESSION || decision instanceof Refusal) throw new Error(JSON.stringify(decision))
  return decision
}

/** A session with slots of an hour from nine on, and what is done in it. */
function clinic(slots: number) {
  const hours = Array.from({ length: slots }, (_, n) => ({
    start: NINE + n * HOUR,
    end: NINE + (n + 1) * HOUR,
    base: 4,
  }))
  const opened = openSession({ op: 'openSession', at: NINE - HOUR, slots: hours }, rules)
  const session = new Session(factsOf(opened)[0]!.layout!)
  const carryOut = (command: Parameters<typeof decide>[1]): void => {
    const facts = decide([clinicOf(session, rules)], command)
    for (const fact of factsOf(facts)) evolve(session, fact)
  }
  /** Patients who booked a slot and have arrived. */
  const arrive = (slot: number, count: number): void => {
    for (let n = 0; n < count; n++) {
      const token = session.tokens.count
      const manner = { holdMinutes: 0, override: false, bump: -1, actor: undefined }
      const at = NINE - 30 * MINUTE
      carryOut({ op: 'book', at, patients: [token], slot, request: { source: 'online' }, more: false, manner })
      carryOut({ op: 'checkIn', at, token })
    }
  }
  const block = (...blocked: readonly number[]): void =>
    carryOut({
      op: 'blockTime',
      at: NINE - 30 * MINUTE,
      slots: blocked,
      elsewhere: { requests: [], wallStarts: [], patients: [], barred: [] },
    })
  /** When patients go in, in minutes after nine, in fifty runs of the rest of the session. */
  const visits = (minute: number, rooms = 1): number[] => {
    const view = new View(session, rules, NINE + minute * MINUTE)
    const habits = { comes: () => 0.8, earlyMinutes: 15, spreadMinutes: 20 }
    const visitLength = visitLengthOf(session, 10)
    const rest = new RestOfSession({ view, visitLength, attendance: attendanceOf(view), rooms, habits })
    const times: number[] = []
    for (let run = 0; run < 50; run++)
      rest.run(run, (_, at) => {
        times.push((at - NINE) / MINUTE)
        return false
      })
    return times
  }
  return { session, carryOut, arrive, block, visits }
}

describe('the simulated rest of a session', () => {
  it('calls no patient while the doctor is away, and calls them afterwards', () => {
    const { arrive, block, visits } = clinic(3)
    arrive(0, 3)
    expect(Math.min(...visits(5))).toBe(5)
    block(0)
    for (const minute of [-20, 0, 5, 59]) {
      const times = visits(minute)
      expect(times).toHaveLength(150)
      expect(Math.min(...times), `${minute}`).toBe(60)
    }
    expect(Math.min(...visits(70))).toBe(70)
  })

  it('has visits before and after a leave in the middle, and none that begins during it', () => {
    const { arrive, block, visits } = clinic(4)
    arrive(0, 4)
    arrive(1, 4)
    block(1, 2)
    const times = visits(30)
    expect(times).toHaveLength(400)
    expect(times.filter((at) => at >= 60 && at < 180)).toEqual([])
    expect(times.some((at) => at < 60)).toBe(true)
    expect(times.some((at) => at >= 180)).toBe(true)
  })

  it('lets a patient who was called go in after the leave', () => {
    const { arrive, block, carryOut, visits } = clinic(2)
    arrive(0, 2)
    block(0)
    carryOut({ op: 'call', at: NINE, token: 0 })
    const times = visits(10)
    expect(times).toHaveLength(50)
    expect(Math.min(...times)).toBeGreaterThan(60)
  })

  it('sees patients after a leave that lasts to the end of the session', () => {
    const { arrive, block, visits } = clinic(1)
    arrive(0, 2)
    block(0)
    expect(Math.min(...visits(10))).toBe(60)
  })
})

describe('a session with several rooms', () => {
  it('sees as many patients at once as it has rooms', () => {
    const { arrive, visits } = clinic(1)
    arrive(0, 4)
    const times = visits(0, 3)
    expect(times).toHaveLength(200)
    // A patient may have stepped out, which costs the room a minute.
    const atOnce = (inRooms: readonly number[]): number => inRooms.filter((minute) => minute === 0).length
    const runs = Array.from({ length: 50 }, (_, run) => atOnce(times.slice(run * 4, run * 4 + 4)))
    expect(Math.max(...runs)).toBe(3)
    expect(runs.filter((count) => count === 3).length).toBeGreaterThan(40)
    expect(atOnce(visits(0))).toBeLessThanOrEqual(50)
  })

  it('does not wait for the visits under way if a room is free', () => {
    const { arrive, carryOut, visits } = clinic(1)
    arrive(0, 3)
    carryOut({ op: 'call', at: NINE, token: 0 })
    carryOut({ op: 'start', at: NINE, token: 0 })
    carryOut({ op: 'call', at: NINE, token: 1 })
    const inThree = visits(1, 3).filter((_, n) => n % 2 === 1)
    const inTwo = visits(1, 2).filter((_, n) => n % 2 === 1)
    expect(new Set(inThree)).toEqual(new Set([1]))
    expect(Math.min(...inTwo)).toBeGreaterThan(1)
  })

  it('has no patient go in while the doctors are away, in any room', () => {
    const { arrive, block, visits } = clinic(2)
    arrive(0, 4)
    block(0)
    const times = visits(10, 3)
    expect(times).toHaveLength(200)
    expect(Math.min(...times)).toBe(60)
  })
})

describe('rooms', () => {
  /** Mean wait of patients who arrive at random and whose visits take 1 on average, in three rooms. */
  function meanWait(load: number, patients: number): number {
    const rooms = new Rooms(3, 0)
    let arrived = 0
    let waited = 0
    for (let n = 0; n < patients; n++) {
      arrived -= Math.log(evenly(2 * n, 1)) / (3 * load)
      const begins = Math.max(arrived, rooms.freeAt)
      waited += begins - arrived
      rooms.use(begins - Math.log(evenly(2 * n + 1, 1)))
    }
    return waited / patients
  }

  /** Erlang's formula for the mean wait with three servers. */
  function erlang(load: number): number {
    const offered = 3 * load
    const busy = offered ** 3 / 6 / (1 - load)
    return busy / (1 + offered + offered ** 2 / 2 + busy) / (3 * (1 - load))
  }

  it.each([
    [0.5, 0.1579],
    [0.8, 1.0787],
    [0.9, 2.7235],
  ])('make patients wait as long as the theory of queues says, at a load of %d', (load, exact) => {
    const simulated = meanWait(load, 400_000)
    console.log(`M/M/3 at ${load}: exact ${exact}, simulated ${simulated.toFixed(4)}`)
    expect(erlang(load)).toBeCloseTo(exact, 4)
    expect(Math.abs(simulated / exact - 1)).toBeLessThan(0.02)
  })
})
