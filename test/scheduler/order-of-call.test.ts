import {
  bestOf,
  byAttribute,
  bySource,
  byTriage,
  callOrder,
  type OpdScheduler,
  publicHospital,
  type Rules,
  standard,
  thenBy,
  waitlistWithEmergencyBump,
  withAging,
} from 'opd-scheduler'
import { checkCalls, checkInvariants } from 'opd-scheduler/testing'
import { describe, expect, it } from 'vitest'
import { at, clinic, PRESETS, SESSION } from './clinic'

const MINUTE = 60_000

/** A clinic with hours from 09:00 on, in which each call and step is given by the patient's name. */
async function day(rules: Rules, capacities: readonly number[]) {
  const { opd, clock, book, store } = await clinic(capacities, { rules })
  const ids = new Map<string, string>()
  const desk = {
    opd,
    clock,
    book: async (patientId: string, source: string, start?: string, more: object = {}) => {
      const result = await book(patientId, source, start, more)
      if (result.status === 'rejected') return `refused ${result.code}`
      ids.set(patientId, result.token.id)
      return result.token.start ?? 'waits'
    },
    id: (patientId: string) => ({ tokenId: ids.get(patientId)! }),
    checkIn: async (...patients: string[]) => {
      const answers: string[] = []
      for (const patient of patients) {
        const answer = await opd.checkIn(desk.id(patient))
        answers.push(answer.status === 'rejected' ? answer.code : answer.status)
      }
      return answers
    },
    /** Calls the next patient; the queue must have said so, and the call must be lawful. */
    next: async () => {
      const before = (await opd.session(SESSION))!
      const queue = (await opd.queue({ sessionId: SESSION }, { estimates: false }))!
      const called = await opd.callNext({ sessionId: SESSION })
      if (called.status === 'rejected') return called.code
      expect(queue.present[0]!.patientId).toBe(called.token.patientId)
      const after = (await opd.session(SESSION))!
      const events = await store.load(SESSION, before.version)
      expect([...checkCalls(before, events, rules), ...checkInvariants(after, rules)]).toEqual([])
      return called.token.patientId
    },
    /** Sees all who are present, a minute each, and returns them in order. */
    seeAll: async () => {
      const order: string[] = []
      for (;;) {
        clock.now += MINUTE
        const patient = await desk.next()
        if (!ids.has(patient)) return order.join(' ')
        order.push(patient)
        await opd.start(desk.id(patient))
        await opd.complete(desk.id(patient))
      }
    },
  }
  return desk
}

/** What three emergencies get in an hour whose patients have all checked in, and the order in which everybody is called. */
const BUSY_HOUR = `
  standard                  | 09:00 09:00 waits                     | E1 E2 E3 a b c d
  publicHospital            | 09:00 09:00 waits                     | E1 E2 E3 a b c d
  privateClinic             | 09:00 09:00 waits                     | E1 E2 E3 a b c d
  bumpByClass               | 09:00 09:00 waits                     | E1 E2 E3 a b c d
  waitlistWithEmergencyBump | waits waits waits                     | E1 E2 E3 a b c d
  swapToOverflow            | waits waits waits                     | E1 E2 E3 a b c d
  emergencyOverflow         | 09:00 09:00 waits                     | E1 E2 E3 a b c d
  emergencyBypass           | 09:00 09:00 09:00                     | E1 E2 E3 a b c d
  bumpAndCascade            | refused refused refused               | a b c d
`
const rows = BUSY_HOUR.trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()) as [string, string, string])

describe('three emergencies in a full hour whose patients are all in the building', () => {
  it('are in the table of every preset', () => {
    expect(rows.map(([name]) => name).sort()).toEqual(Object.keys(PRESETS).sort())
  })

  it.each(rows)('%s', async (name, places, order) => {
    const desk = await day(PRESETS[name]!(), [4])
    for (const patient of ['a', 'b', 'c', 'd']) await desk.book(patient, 'online', '09:00')
    desk.clock.now = at('08:55')
    await desk.checkIn('a', 'b', 'c', 'd')
    desk.clock.now = at('09:05')
    const got: string[] = []
    for (const patient of ['E1', 'E2', 'E3']) {
      const place = await desk.book(patient, 'emergency', undefined, { now: true })
      got.push(place.split(' ')[0]!)
      if (!place.startsWith('refused'))
        expect(await desk.checkIn(patient)).toEqual([place === 'waits' ? 'waitlisted' : 'checked-in'])
    }
    expect(got.join(' ')).toBe(places)
    expect(await desk.seeAll()).toBe(order)
  })
})

type Arrival = (desk: Awaited<ReturnType<typeof day>>) => Promise<unknown>

function withSeatAt(start: string): Arrival {
  return async (desk) => {
    expect(await desk.book('E', 'emergency', start)).toBe(start)
    desk.clock.now = at('10:05')
    await desk.checkIn('E')
  }
}

/** How an emergency may be present beside three patients whose slot has begun. */
const SITUATIONS: Readonly<Record<string, Arrival>> = {
  'with a seat in the running slot': withSeatAt('10:00'),
  'with a seat in a later slot': withSeatAt('11:00'),
  'with a seat in a slot that was over when she came': withSeatAt('09:00'),
  'back from the laboratory': async (desk) => {
    expect(await desk.book('E', 'emergency', '09:00')).toBe('09:00')
    desk.clock.now = at('09:05')
    await desk.opd.start(desk.id('E'))
    await desk.opd.complete(desk.id('E'))
    desk.clock.now = at('10:05')
    await desk.checkIn('E')
  },
}

describe.each(Object.keys(PRESETS))('under %s an emergency is next', (name) => {
  it.each(Object.entries(SITUATIONS))('%s', async (_title, arrive) => {
    const desk = await day(PRESETS[name]!(), [4, 4, 4])
    for (const patient of ['a', 'b', 'c']) await desk.book(patient, 'paid', '10:00')
    desk.clock.now = at('08:55')
    await desk.checkIn('a', 'b', 'c')
    await arrive(desk)
    expect(await desk.seeAll()).toBe('E a b c')
  })

  it('and sits out like others if she does not answer', async () => {
    const desk = await day(PRESETS[name]!(), [4, 4, 4])
    for (const patient of ['a', 'b', 'c']) await desk.book(patient, 'paid', '10:00')
    await desk.book('E', 'emergency', '10:00')
    desk.clock.now = at('10:05')
    await desk.checkIn('a', 'b', 'c', 'E')
    expect(await desk.next()).toBe('E')
    await desk.opd.skip(desk.id('E'))
    expect(await desk.seeAll()).toBe('a b E c')
  })
})

describe('an emergency without a seat', () => {
  const full = async () => {
    const desk = await day(waitlistWithEmergencyBump(), [1])
    await desk.book('a', 'online', '09:00')
    desk.clock.now = at('09:05')
    await desk.checkIn('a')
    expect(await desk.book('E', 'emergency', '09:00')).toBe('waits')
    return desk
  }

  it('may check in although the rules have no standby, and others may not', async () => {
    const desk = await full()
    await desk.book('w', 'walk-in', '09:00')
    expect(await desk.checkIn('E', 'w')).toEqual(['waitlisted', 'invalid-transition'])
    expect(await desk.opd.token(desk.id('E').tokenId)).toMatchObject({ status: 'waitlisted', standby: true })
    expect((await desk.opd.queue({ sessionId: SESSION }))!.present).toMatchObject([
      { patientId: 'E', slotId: null },
      { patientId: 'a', slotId: `${SESSION}.0900` },
    ])
  })

  it('is called with the cause urgent, by name too, while a called patient is still to go in and after the last slot', async () => {
    const desk = await full()
    await desk.checkIn('E')
    await desk.opd.call(desk.id('a'))
    desk.clock.now = at('10:30')
    expect(await desk.next()).toBe('E')
    await desk.opd.undo(desk.id('E'))
    await desk.opd.call(desk.id('E'))
    const history = await desk.opd.history(desk.id('E').tokenId)
    expect(history.filter(({ type }) => type === 'token.called').map(({ cause }) => cause)).toEqual([
      'urgent',
      'urgent',
    ])
    expect(history.at(-1)!.sentence).toBe('Was called without a seat, because it is an emergency.')
  })

  it('may go in without a call', async () => {
    const desk = await full()
    await desk.checkIn('E')
    expect(await desk.opd.start(desk.id('E'))).toMatchObject({ status: 'in-consultation', token: { slotId: null } })
    expect(await desk.opd.undo(desk.id('E'))).toMatchObject({ status: 'waitlisted', token: { standby: true } })
  })

  it('keeps the session open as long as she is there, whatever the clock says; a person may close it', async () => {
    const desk = await full()
    await desk.checkIn('E')
    await desk.opd.start(desk.id('a'))
    await desk.opd.complete(desk.id('a'))
    desk.clock.now = at('11:00')
    expect((await desk.opd.sweep()).moves).toEqual([])
    expect(await desk.opd.session(SESSION)).toMatchObject({ status: 'open' })
    const plan = await desk.opd.plan({ op: 'closeSession', sessionId: SESSION })
    expect(plan.moves).toMatchObject([{ patientId: 'E', status: 'dropped' }])
    expect(await desk.next()).toBe('E')
    await desk.opd.complete(desk.id('E'))
    expect(await desk.opd.sweep()).toMatchObject({ closed: 1 })
  })

  it('does not count for the limit of standby', async () => {
    const rules: Rules = { ...waitlistWithEmergencyBump(), visit: { standby: { perSession: 1 } } }
    const desk = await day(rules, [1])
    await desk.book('a', 'online', '09:00')
    desk.clock.now = at('09:05')
    await desk.checkIn('a')
    await desk.opd.start(desk.id('a'))
    await desk.book('E', 'emergency', '09:00')
    await desk.book('w', 'walk-in', '09:00')
    await desk.checkIn('E', 'w')
    expect(await desk.seeAll()).toBe('E w')
  })
})

describe('a patient on standby', () => {
  it('waits while a patient whose slot has begun is present; a person may see her nevertheless, and the history says who', async () => {
    const desk = await day({ ...standard(), visit: { standby: { perSession: 5 } } }, [1])
    await desk.book('a', 'online', '09:00')
    await desk.book('w', 'walk-in', '09:00')
    desk.clock.now = at('09:05')
    await desk.checkIn('a', 'w')
    const id = desk.id('w')
    for (const step of ['call', 'start'] as const)
      expect(await desk.opd[step](id)).toMatchObject({ code: 'standby-waits', details: { reason: 'patient-present' } })
    expect(await desk.opd.call({ ...id, override: true, actor: 'matron' })).toMatchObject({ status: 'called' })
    expect((await desk.opd.history(id.tokenId)).at(-1)).toMatchObject({ cause: 'by-name', actor: 'matron' })
    await desk.opd.undo(id)
    expect(await desk.opd.start({ ...id, override: true, actor: 'matron' })).toMatchObject({
      status: 'in-consultation',
    })
  })
})

describe('beside an emergency on standby', () => {
  it('no other patient goes in by name, and one who was called and is not there keeps the session open', async () => {
    const desk = await day({ ...waitlistWithEmergencyBump(), visit: { standby: { perSession: 5 } } }, [1])
    await desk.book('a', 'online', '09:00')
    desk.clock.now = at('09:05')
    await desk.checkIn('a')
    await desk.opd.start(desk.id('a'))
    await desk.book('E', 'emergency', '09:00')
    await desk.book('w', 'walk-in', '09:00')
    await desk.checkIn('E', 'w')
    for (const step of ['call', 'start'] as const)
      expect(await desk.opd[step](desk.id('w'))).toMatchObject({ code: 'standby-waits' })
    await desk.opd.complete(desk.id('a'))
    desk.clock.now = at('10:14')
    expect(await desk.next()).toBe('E')
    desk.clock.now = at('10:30')
    expect(await desk.opd.sweep()).toMatchObject({ closed: 0 })
    expect(await desk.opd.skip(desk.id('E'))).toMatchObject({ status: 'waitlisted' })
    expect(await desk.next()).toBe('E')
    await desk.opd.start(desk.id('E'))
    expect(await desk.opd.sweep()).toMatchObject({ closed: 1 })
  })
})

describe('the rank for the call', () => {
  /** Sees patients, ten and a half minutes each, until one is called; returns how many were called before. */
  async function calledBefore(opd: OpdScheduler, clock: { now: number }, patientId: string): Promise<string[]> {
    const before: string[] = []
    for (;;) {
      for (const { id, status, start } of (await opd.session(SESSION))!.tokens)
        if (status === 'confirmed' && clock.now >= at(start!) - 15 * MINUTE) await opd.checkIn({ tokenId: id })
      const called = await opd.callNext({ sessionId: SESSION })
      if (called.status === 'rejected') throw new Error(called.message)
      if (called.token.patientId === patientId) return before
      before.push(called.token.patientId)
      await opd.start({ tokenId: called.token.id })
      clock.now += 10.5 * MINUTE
      await opd.complete({ tokenId: called.token.id })
    }
  }

  it.each([
    ['standard', standard(), 'online', {}],
    ['publicHospital', publicHospital(), 'walk-in', { attributes: { priorityGroup: 'elderly' } }],
  ] as const)(
    'under %s a walk-in of 09:00 is called before all patients of 11:00',
    async (_name, rules, source, more) => {
      const desk = await day(rules, [6, 6, 6, 6, 6])
      await desk.book('walk-in', 'walk-in', '09:00')
      for (const hour of ['09', '10', '11', '12', '13'])
        for (let n = hour === '09' ? 1 : 0; n < 6; n++) await desk.book(`${hour}-${n}`, source, `${hour}:00`, more)
      desk.clock.now = at('08:50')
      await desk.checkIn('walk-in')
      desk.clock.now = at('09:15')
      const before = await calledBefore(desk.opd, desk.clock, 'walk-in')
      expect(before.length).toBeGreaterThan(0)
      expect(before.filter((patient) => !/^(09|10)-/.test(patient))).toEqual([])
    },
  )

  it('counts presence: who waited at home for a seat comes behind who sits there with a better class', async () => {
    const desk = await day(standard(), [2, 2, 2, 2])
    for (const hour of ['09', '10', '11'])
      for (const n of [0, 1]) await desk.book(`${hour}-${n}`, 'online', `${hour}:00`)
    await desk.book('follow-up', 'follow-up', '12:00')
    await desk.book('online', 'online', '12:00')
    expect(await desk.book('home', 'walk-in', '12:00')).toBe('waits')
    desk.clock.now = at('11:30')
    await desk.checkIn('follow-up')
    desk.clock.now = at('11:50')
    expect((await desk.opd.cancel(desk.id('online'))).status).toBe('cancelled')
    desk.clock.now = at('12:05')
    await desk.checkIn('home')
    expect(await desk.next()).toBe('follow-up')
  })

  const EARLY = ['09', '10', '11', '12'] as const
  const early = async () => {
    const desk = await day(standard(), [1, 1, 1, 1])
    for (const hour of EARLY) await desk.book(`o${hour}`, 'online', `${hour}:00`)
    return desk
  }

  it('compares an early patient with those on standby by class, both ways', async () => {
    const desk = await early()
    await desk.book('standby', 'paid', '09:00')
    await desk.checkIn('standby')
    desk.clock.now = at('09:05')
    await desk.checkIn('o12')
    expect(await desk.next()).toBe('standby')
    const other = await day(standard(), [1, 1])
    await other.book('nine', 'online', '09:00')
    await other.book('early', 'paid', '10:00')
    expect(await other.book('standby', 'online', '09:00')).toBe('waits')
    other.clock.now = at('09:05')
    await other.checkIn('standby', 'early')
    expect(await other.next()).toBe('early')
  })

  it('of one class takes the one who is there longer', async () => {
    for (const first of ['standby', 'o12'] as const) {
      const desk = await early()
      await desk.book('standby', 'online', '09:00')
      desk.clock.now = at('09:01')
      await desk.checkIn(first)
      desk.clock.now = at('09:05')
      await desk.checkIn(first === 'standby' ? 'o12' : 'standby')
      expect(await desk.next()).toBe(first)
    }
  })

  it('a seat at noon does not put a patient on standby back', async () => {
    const desk = await early()
    await desk.book('standby', 'online', '09:00')
    desk.clock.now = at('09:01')
    await desk.checkIn('standby')
    expect(await desk.next()).toBe('standby')
    await desk.opd.undo(desk.id('standby'))
    desk.clock.now = at('09:03')
    await desk.checkIn('o11')
    await desk.opd.cancel(desk.id('o12'))
    expect(await desk.opd.token(desk.id('standby').tokenId)).toMatchObject({ status: 'checked-in', start: '12:00' })
    expect(await desk.next()).toBe('standby')
  })

  it('a seat at noon leaves the time since nine o’clock', async () => {
    const desk = await early()
    await desk.book('standby', 'online', '09:00')
    desk.clock.now = at('08:55')
    await desk.checkIn('o11')
    desk.clock.now = at('09:01')
    await desk.checkIn('standby')
    await desk.opd.cancel(desk.id('o12'))
    expect(await desk.opd.token(desk.id('standby').tokenId)).toMatchObject({ status: 'checked-in', start: '12:00' })
    desk.clock.now = at('09:40')
    expect(await desk.next()).toBe('standby')
  })

  it('nobody ages before the planned start of the slot for which she came', async () => {
    const rules: Rules = { ...standard(), visit: { calls: callOrder({ early: 'in-turn' }) } }
    const desk = await day(
      rules,
      Array.from({ length: 8 }, () => 1),
    )
    for (const hour of ['09', '10', '11', '12', '13', '14', '15']) await desk.book(`o${hour}`, 'online', `${hour}:00`)
    expect(await desk.book('sixteen', 'walk-in')).toBe('16:00')
    desk.clock.now = at('09:00')
    await desk.checkIn('sixteen')
    desk.clock.now = at('16:00')
    await desk.checkIn('o15')
    expect(await desk.next()).toBe('o15')
  })

  it('a patient who comes back from the laboratory has the time since her first check-in', async () => {
    const desk = await day(standard(), [4, 4])
    await desk.book('back', 'online', '09:00')
    for (const patient of ['e', 'f']) await desk.book(patient, 'online', '10:00')
    desk.clock.now = at('08:55')
    await desk.checkIn('back')
    await desk.opd.start(desk.id('back'))
    desk.clock.now = at('09:10')
    await desk.opd.complete(desk.id('back'))
    desk.clock.now = at('09:55')
    await desk.checkIn('e', 'f')
    desk.clock.now = at('10:01')
    await desk.checkIn('back')
    expect(await desk.seeAll()).toBe('back e f')
  })
})

describe('who is an emergency', () => {
  it.each([
    ['the source emergency, if it is above all others', bySource({ emergency: 1, online: 2 }), 1],
    ['nobody, if another source is as good', bySource({ vip: 0, emergency: 1, online: 2 }), undefined],
    ['nobody, if there is no such source', bySource({ online: 1 }), undefined],
    ['whom the policy says', bySource({ vip: 0, emergency: 1, online: 2 }, { urgent: 1 }), 1],
    ['the same after ageing', withAging(bySource({ emergency: 1, online: 3 }), { everyMinutes: 30, best: 2 }), 1],
    ['the same with a second criterion', thenBy(bySource({ emergency: 1, online: 2 }), byTriage({ missing: 3 })), 1999],
    ['the first triage levels', byTriage({ missing: 5, urgent: 2 }), 2],
    ['some values of an attribute', byAttribute('group', { ranks: { child: 1 }, missing: 2, urgent: 1 }), 1],
    ['whom either policy says', bestOf(bySource({ online: 2 }), byTriage({ urgent: 1 })), 1],
  ] as const)('%s', (_who, { urgent }, expected) => {
    expect(urgent).toBe(expected)
  })

  it('is the same in all presets', () => {
    expect(Object.values(PRESETS).map((preset) => preset().priority.urgent)).toEqual(Array(9).fill(1))
  })

  it('is no one who has only waited', () => {
    expect(() => withAging(bySource({ emergency: 1, online: 2 }), { everyMinutes: 30, best: 1 })).toThrow(
      'withAging: best is 1. Give a rank above 1, so that waiting alone makes no emergency.',
    )
    expect(() => thenBy(bySource({ emergency: 0.5, online: 1 }), byTriage({ missing: 3 }))).toThrow(
      'thenBy: urgent of the first policy is 0.5. Give a whole number.',
    )
    expect(() => bestOf(bySource({ emergency: 1 }), byTriage({ urgent: 2 }))).toThrow(
      'bestOf: urgent is 1 in the first policy and 2 in the second.',
    )
  })
})
