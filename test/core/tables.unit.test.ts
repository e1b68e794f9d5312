import { callOrder } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../../src/core/decision'
import { minutesPerVisitOf } from '../../src/core/doctor'
import { callOrderOf } from '../../src/core/rules/ask-rules'
import type { Accepts } from '../../src/core/rules/verdict'
import { acceptsOf, awaitedSlot, Lanes, ONLY, ONWARD, waitingList } from '../../src/core/state/lanes'
import * as status from '../../src/core/state/status'
import * as ids from '../../src/events/names'
import { bare } from '../proof/oracles/core-clinic'

it('every status has a constant that is its index', () => {
  const constants = status.STATUSES.map((name) => name.toUpperCase().replaceAll('-', '_'))
  expect(constants.map((name) => (status as Record<string, unknown>)[name])).toEqual([...status.STATUSES.keys()])
})

it('a waiting list says what its waiters accept, and is the one of the lanes', () => {
  const lanes = new Lanes(3)
  for (const accepts of ['slot', 'onward', 'any'] satisfies Accepts[]) {
    const list = waitingList(accepts, 2, 3)!
    expect([acceptsOf(list, 3), awaitedSlot(list, 3)]).toEqual([accepts, accepts === 'any' ? -1 : 2])
    if (accepts !== 'any') expect(list).toBe(lanes.list(accepts === 'slot' ? ONLY : ONWARD, 2))
  }
  expect(waitingList('never' as Accepts, 0, 3)).toBeUndefined()
})

it('a refusal that is given nothing but its code concerns no slot, token or status of the first session', () => {
  expect({ ...new Refusal('queue-empty') }).toEqual({
    code: 'queue-empty',
    slot: -1,
    session: 0,
    token: -1,
    status: -1,
  })
})

it('a visit takes as long as the doctor was registered with, or five minutes', () => {
  const doctor = { id: 'dr-rao', name: 'Dr. Rao', specialization: null, minutesPerVisit: 12 }
  expect([minutesPerVisitOf(doctor), minutesPerVisitOf(undefined)]).toEqual([12, 5])
})

it('the call order of rules that name none is that of callOrder()', () => {
  const own = callOrder()
  const other = callOrderOf(bare([]))
  expect(other.name).toBe(own.name)
  const present = [0, 10].flatMap((slotStart) =>
    [1, 2].flatMap((rank) =>
      [0, 30].map((checkedInAt) => ({
        token: 0,
        rank,
        source: 'online',
        slotStart,
        slotEnd: slotStart + 10,
        checkedInAt,
        since: checkedInAt,
        arrived: 1,
        skips: 0,
        again: false,
      })),
    ),
  )
  for (const a of present)
    for (const b of present)
      expect(Math.sign(other.compare(a, b, 5)), JSON.stringify([a, b])).toBe(Math.sign(own.compare(a, b, 5)))
})

describe('ids', () => {
  const session = ids.sessionIdOf('dr-rao', '2026-01-30')

  it('of sessions are read back', () => {
    expect([session, ids.doctorOf(session), ids.dateOf(session)]).toEqual(['dr-rao.2026-01-30', 'dr-rao', '2026-01-30'])
    expect(['dr-rao', session, `${session}.0900`, `x/y.2026-01-30`].filter(ids.isSessionId)).toEqual([session])
  })

  it('of slots are read back', () => {
    expect(ids.slotIdOf(session, 9 * 60 + 5)).toBe('dr-rao.2026-01-30.0905')
    expect(ids.sessionOfSlotId(`${session}.0905`)).toBe(session)
    expect(ids.sessionOfSlotId(`${session}.t1`)).toBeUndefined()
  })

  it('of tokens are read back, and kept apart from those of hosts', () => {
    const token = `${ids.tokenStemOf(session)}7`
    expect([token, ids.handleIn(session, token), ids.sessionOfTokenId(token)]).toEqual([`${session}.t7`, 6, session])
    expect(ids.handleIn('dr-rao.2026-01-31', token)).toBe(-1)
    expect(ids.handleIn(session, `${session}.e7`)).toBe(-1)
    expect([token, `${ids.eventStemOf(session)}12`, 'A-17', `${session}.0905`].map(ids.isGenerated)).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(ids.sessionOfTokenId('A-17')).toBeUndefined()
  })
})
