import { bump, nextSlot, type Rules, waitlist } from 'opd-scheduler'
import type { Board } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'
import { UNNAMED } from '../../src/core/command'
import { decide } from '../../src/core/decide/decide'
import type { Fact } from '../../src/core/fact'
import { bare, CoreClinic } from '../proof/oracles/core-clinic'
import { clinicOf } from '../support/clinic-of'

const rules = bare([waitlist()], { admission: {} })

/** Moves a token from the first day to the last, or within the only one. */
function move(days: readonly CoreClinic[], token: number, slot: number, by: Rules = rules, source = 'online') {
  const clinics = days.map(({ session }) => clinicOf(session, by))
  const patient = days.length === 1 ? token : days[1]!.session.tokens.count
  const command = { op: 'reschedule', at: -1, token, patient, slot, request: { source }, actor: undefined } as const
  return decide(clinics, command)
}

const told = (decision: unknown) =>
  (decision as readonly Fact[]).map(({ type, session, token, to, cause }) => [type, session, token, to, cause])

describe('a token that moves', () => {
  it('is seated in the other session, and leaves its own, with the same cause', () => {
    const home = new CoreClinic([1], rules)
    const goal = new CoreClinic([1], rules)
    const token = home.book('online', 0)
    expect(told(move([home, goal], token, 0))).toEqual([
      ['token.confirmed', 1, 0, 0, 'rescheduled'],
      ['token.rescheduled', 0, token, -1, 'rescheduled'],
    ])
    expect(move([home, goal], token, 0, rules, 'stranger')).toMatchObject({ code: 'unknown-source' })
  })

  it('is refused if it would only wait, for the slot or for the day', () => {
    const home = new CoreClinic([1], rules)
    const goal = new CoreClinic([1], rules)
    const token = home.book('online', 0)
    goal.book('online', 0)
    expect(move([home, goal], token, 0)).toMatchObject({ code: 'slot-full', slot: 0, session: 1 })
    expect(move([home, goal], token, UNNAMED)).toMatchObject({ code: 'no-capacity', slot: -1, session: 1 })
  })

  it('is refused if the patient has a token in the other session', () => {
    const home = new CoreClinic([1], rules)
    const goal = new CoreClinic([3], rules)
    const token = home.book('online', 0)
    for (let other = 0; other < 2; other++) goal.book('online', 0)
    const twice = { op: 'reschedule', at: -1, token, slot: 0, request: { source: 'online' }, actor: undefined } as const
    const clinics = [clinicOf(home.session, rules), clinicOf(goal.session, rules)]
    for (const patient of [0, 1])
      expect(decide(clinics, { ...twice, patient })).toMatchObject({ code: 'duplicate-token' })
  })

  it('leaves its seat to the token that it bumps', () => {
    const bumps = bare([bump(), nextSlot()], { displaced: [waitlist()] })
    const day = new CoreClinic([1, 1], bumps)
    const token = day.book('emergency', 0)
    const other = day.book('online', 0)
    expect(told(move([day], token, 1, bumps, 'emergency'))).toEqual([
      ['token.bumped', 0, other, -2, 'outranked'],
      ['token.confirmed', 0, 2, 1, 'rescheduled'],
      ['token.rescheduled', 0, token, -1, 'rescheduled'],
      ['token.promoted', 0, other, 0, 'rescheduled'],
    ])
  })

  it('does not count as waiting while it asks', () => {
    const seen: number[] = []
    const looks = { name: 'looks', attempt: (_: unknown, board: Board) => void seen.push(board.waiting) }
    const looking = bare([looks])
    const day = new CoreClinic([1, 1, 1], looking)
    for (let slot = 0; slot < 3; slot++) day.book('online', slot)
    for (const token of [0, 1]) expect(move([day], token, 2, looking)).toMatchObject({ code: 'slot-full' })
    expect(seen).toEqual([0, 0])
  })
})
