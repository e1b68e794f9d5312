import { standard } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide/decide'
import { openSession } from '../../src/core/decide/roster'
import { View } from '../../src/core/decide/view'
import { type Decision, NEXT_SESSION, Refusal } from '../../src/core/decision'
import type { Fact } from '../../src/core/fact'
import { evolve } from '../../src/core/state/evolve'
import { Session } from '../../src/core/state/session'
import { attendanceOf } from '../../src/shell/forecast/attendance'
import { RestOfSession } from '../../src/shell/forecast/simulate-rest'
import { visitLengthOf } from '../../src/shell/forecast/visit-length'
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
  const visits = (minute: number): number[] => {
    const view = new View(session, rules, NINE + minute * MINUTE)
    const rest = new RestOfSession(view, visitLengthOf(session, 10), attendanceOf(view))
    const times: number[] = []
    for (let run = 0; run < 50; run++) rest.run(run, (_, at) => times.push((at - NINE) / MINUTE))
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
