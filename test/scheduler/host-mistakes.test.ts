import {
  elastic,
  fixed,
  memoryStore,
  type OpdEvent,
  OpdScheduler,
  type Rules,
  standard,
  strictlyLower,
  waitlist,
} from 'opd-scheduler'
import { Verdict } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'
import { at, clinic, DAY, hourly, SESSION } from './clinic'

const bare = (rules: Partial<Rules>): Rules => ({ ...standard(), overflow: [waitlist()], ...rules })
const bumps = { who: strictlyLower() } as const
const answering = (verdict: Verdict) =>
  bare({ capacity: fixed(), overflow: [{ name: 'odd', attempt: () => verdict, bumps }] })
const roomy = (extra: number) => elastic({ for: ['emergency'], extra })

describe('rules that change while sessions are open', () => {
  const groupless = bare({ capacity: fixed() })
  const grouped = bare({ capacity: roomy(2) })

  it.each([
    ['more groups', groupless, grouped],
    ['fewer groups', grouped, groupless],
  ])('%s: no seat is given that was not recorded', async (_name, before, after) => {
    const store = memoryStore()
    await clinic([1], { rules: before, store })
    const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules: after, store, clock: () => at('06:00') })
    const ask = (i: number, source: string) =>
      opd.book({ doctorId: 'dr-rao', date: DAY, source, patientId: `${source}${i}` })
    for (let i = 0; i < 5; i++) await ask(i, 'emergency')
    const view = (await opd.session(SESSION))!
    expect(view.slots[0]!.used).toBe(1)
    expect(await opd.reclassify({ tokenId: `${SESSION}.t5`, source: 'online' })).toMatchObject({ status: 'waitlisted' })
    expect(await opd.resizeSlot({ slotId: `${SESSION}.0900`, capacity: 2 })).toMatchObject({ status: 'open' })
    await opd.addSlots({ sessionId: SESSION, slots: hourly([1], 10) })
    for (let i = 5; i < 15; i++) await ask(i, i % 2 === 0 ? 'emergency' : 'online')
    const later = (await opd.session(SESSION))!
    expect(later.slots.map((slot) => slot.seats.length)).toEqual(Array(2).fill(before === grouped ? 2 : 1))
    expect(later.slots.map((slot) => slot.used)).toEqual([2, 1])
    expect(later.tokens.filter((token) => token.slotId !== null)).toHaveLength(3)
  })
})

describe('a mistake of the host', () => {
  it('options without a time zone', () => {
    for (const options of [undefined, null, {}, { timeZone: undefined }, { timeZone: 5 }, { timeZone: 'Mars/Base' }])
      expect(() => new OpdScheduler(options as never)).toThrow(expect.objectContaining({ code: 'invalid-input' }))
  })

  it('rules that are not rules', () => {
    const parts = ['priority', 'capacity', 'overflow', 'displaced', 'promotion']
    const broken = parts.flatMap((part) => [
      { ...standard(), [part]: undefined },
      { ...standard(), [part]: [{}] },
    ])
    const wrong = [null, {}, { in: 'week' }, { in: 'slot', exempt: 'emergency' }, { in: 'slot', exempt: [7] }]
    const oneLive = wrong.map((each) => ({ ...standard(), admission: { oneLive: each } }))
    for (const rules of [{}, null, ...broken, ...oneLive])
      expect(() => new OpdScheduler({ timeZone: 'UTC', rules: rules as never }), JSON.stringify(rules)).toThrow(
        expect.objectContaining({ code: 'invalid-rules' }),
      )
  })

  it('functions that throw or return nonsense are reported as the host’s and change nothing', async () => {
    const broken = (): never => {
      throw new TypeError('no such thing')
    }
    const cases: [object, string][] = [
      [{ formatNumber: broken }, 'invalid-rules'],
      [{ formatNumber: () => 7 }, 'invalid-rules'],
      [{ rules: bare({ priority: { base: () => 1, at: () => Number.NaN } }) }, 'invalid-rules'],
      [{ rules: bare({ priority: { base: () => 1, at: broken } }) }, 'invalid-rules'],
      [{ rules: bare({ admission: { bumpsPerToken: -3 } }) }, 'invalid-rules'],
      [{ rules: bare({ admission: { bumpsPerToken: 0.5 } }) }, 'invalid-rules'],
      [{ clock: broken }, 'invalid-rules'],
      [{ clock: () => new Date() }, 'invalid-rules'],
      [{ clock: () => Number.NaN }, 'invalid-rules'],
      [{ clock: () => 9e15 }, 'invalid-rules'],
      ...[undefined, null, Number.NaN, 0.5, '0', 7, -1].flatMap((slot): [object, string][] => [
        [{ rules: answering(Verdict.seat(slot as never)) }, 'invalid-rules'],
        [{ rules: answering(Verdict.bump(slot as never)) }, 'invalid-rules'],
        [{ rules: answering(Verdict.wait(slot as never, 'slot')) }, 'invalid-rules'],
      ]),
      [{ rules: answering(Verdict.wait(0, 'later' as never)) }, 'invalid-rules'],
      [{ rules: answering({ kind: 9, slot: 0 } as never) }, 'invalid-rules'],
    ]
    for (const [options, code] of cases) {
      const { store, book } = await clinic([1])
      await book('first', 'online', '09:00')
      const size = (await store.read(0, 100)).length
      const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => at('06:00'), ...options })
      const command = {
        op: 'book',
        doctorId: 'dr-rao',
        date: DAY,
        start: '09:00',
        source: 'online',
        patientId: 'a',
      } as const
      await expect(opd.execute(command), JSON.stringify(options)).rejects.toMatchObject({ code })
      await expect(opd.plan(command)).rejects.toMatchObject({ code })
      expect(await store.read(0, 100)).toHaveLength(size)
    }
  })

  it('a rule whose getter throws is reported, too', async () => {
    let ok = true
    const priority = { base: () => 1, at: (base: number) => (ok ? base : Number.NaN) }
    const { opd, book } = await clinic([1], { rules: bare({ priority }) })
    await book('a', 'online', '09:00')
    await book('b', 'online', '09:00')
    ok = false
    for (const ask of [opd.session(SESSION), opd.token(`${SESSION}.t2`), opd.tokens({ patientId: 'b' })])
      await expect(ask).rejects.toMatchObject({ code: 'invalid-rules' })
  })

  it('recorded facts cannot be changed', async () => {
    const { opd, store } = await clinic([1])
    const events: OpdEvent[] = []
    opd.on('token.confirmed', (event) => events.push(event))
    const attributes = { triage: 3 }
    const command = { op: 'book', doctorId: 'dr-rao', source: 'online', patientId: 'a', commandId: 'c1' } as const
    const answer = await opd.execute({ ...command, attributes })
    attributes.triage = 1
    const deep = (value: unknown): unknown[] =>
      typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(deep)] : []
    const log = (await store.read(0, 100)).map((entry) => entry.event)
    const token = await opd.token(`${SESSION}.t1`)
    const registered = await opd.registerDoctor({ id: 'dr-iyer', name: 'Dr. Iyer' })
    const opened = await opd.openSession({ doctorId: 'dr-iyer', date: DAY, slots: hourly([1]) })
    const written = [
      answer,
      registered,
      opened,
      ...events,
      ...log,
      ...(await opd.doctors()),
      token!.attributes,
    ].flatMap(deep)
    expect(written.length).toBeGreaterThan(15)
    for (const each of written) expect(Object.isFrozen(each), JSON.stringify(each)).toBe(true)
    expect(await opd.token(`${SESSION}.t1`)).toMatchObject({ attributes: { triage: 3 } })
  })
})

describe('a method', () => {
  it('does what its name says, whatever its input says', async () => {
    const { opd } = await clinic([2])
    const input = { op: 'cancel', doctorId: 'dr-rao', date: DAY, source: 'online', patientId: 'a' } as const
    expect(await opd.book(input)).toMatchObject({ status: 'confirmed', token: { patientId: 'a' } })
  })

  it('returns a promise even if its input throws', async () => {
    const { opd } = await clinic([2])
    const input = {
      doctorId: 'dr-rao',
      source: 'online',
      get patientId(): string {
        throw new Error('a getter of the host')
      },
    }
    const answer = opd.book(input)
    await expect(answer).rejects.toMatchObject({ code: 'invalid-input' })
  })
})
