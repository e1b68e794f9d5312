import { OpdScheduler, type Rules, standard } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { at, clinic, DAY, hourly, SESSION, ZONE } from './clinic'
import { counting, DAY_MS, dateAfter, hospital } from './hospital'

it('a sweep reads the sessions of today and those with offers that lapsed, of 2,700, which the first sweep reads once', async () => {
  const { ids, clock, opd, book, another } = await hospital(60, 45)
  for (const id of ids) await book(id, 0, `p-${id}`)
  const offers = ids.slice(0, 3)
  for (const id of offers) {
    const first = await book(id, 7, 'first')
    for (const waiter of ['second', 'third']) await book(id, 7, waiter)
    if (first.status === 'confirmed') await opd.cancel({ tokenId: first.token.id })
  }
  const { opd: fresh, loads } = another()
  expect(await fresh.sweep()).toMatchObject({ sessions: 2700, changed: 0 })
  expect(loads).toHaveLength(2700)
  loads.length = 0
  clock.now = at('10:20')
  const report = await fresh.sweep()
  expect(loads.length).toBeLessThanOrEqual(63)
  expect(report).toMatchObject({ sessions: 63, changed: 63, closed: 60 })
  expect(report.moves.filter(({ status }) => status === 'no-show')).toHaveLength(60)
  for (const id of offers)
    expect((await opd.tokens({ doctorId: id, status: 'offered' })).map(({ patientId }) => patientId)).toEqual(['third'])
  expect(await fresh.sweep()).toMatchObject({ sessions: 0 })
})

it('a sweep postpones sessions that a store lists too early, and does not read them again', async () => {
  const { store, clock, another } = await hospital(3, 4)
  await store.append([])
  const early = new Map((await store.sessions({})).map((stream) => [stream, 0 as number | null]))
  const { opd, loads } = another()
  const old: Store = {
    ...another().store,
    load: async (stream, after) => {
      loads.push(stream)
      return store.load(stream, after)
    },
    sessions: async (query) =>
      (await store.sessions({ ...query, dueBy: undefined })).filter((stream) => {
        const dueAt = early.get(stream)!
        return query.dueBy === undefined || (dueAt !== null && dueAt <= query.dueBy)
      }),
    postpone: async (sessions) => {
      for (const { stream, dueAt, version } of sessions) if (version === 1) early.set(stream, dueAt)
    },
  }
  await opd.close()
  const sweeping = new OpdScheduler({ timeZone: ZONE, store: old, clock: () => clock.now })
  expect(await sweeping.sweep()).toMatchObject({ sessions: 12, changed: 0 })
  expect(await sweeping.sweep()).toMatchObject({ sessions: 0, changed: 0 })
  expect([...early.values()].sort()).toEqual([0, 1, 2, 3].flatMap((day) => Array(3).fill(at('10:00') + day * DAY_MS)))
  clock.now = at('10:15')
  expect(await sweeping.sweep()).toMatchObject({ sessions: 3, closed: 3 })
})

it('a sweep that names no session makes a no-show in one that was closed with a patient expected', async () => {
  const { opd, book, clock } = await clinic([1])
  await book('a', 'online', '09:00')
  await opd.closeSession({ sessionId: SESSION })
  clock.now = at('10:14')
  expect(await opd.sweep()).toMatchObject({ sessions: 1, changed: 0 })
  clock.now = at('10:15')
  expect(await opd.sweep()).toMatchObject({ moves: [{ patientId: 'a', status: 'no-show', cause: 'grace-over' }] })
  expect(await opd.sweep()).toMatchObject({ sessions: 0 })
})

it('a walk over many sessions lets timers and requests run in between, however fast the machine is', async () => {
  const { clock, another } = await hospital(20, 20)
  clock.now = at('11:00') + 60 * DAY_MS
  const { opd, loads } = another()
  // On the engine's clock each session that is read takes a millisecond.
  const real = performance.now.bind(performance)
  const engineClock = vi.spyOn(performance, 'now').mockImplementation(() => real() + loads.length)
  onTestFinished(() => engineClock.mockRestore())
  let turns = 0
  let isWalking = true
  const turn = () => {
    turns++
    if (isWalking) setImmediate(turn)
  }
  setImmediate(turn)
  const tokens = await opd.tokens({ patientId: 'p-1' })
  isWalking = false
  expect([tokens.length, loads.length]).toEqual([0, 400])
  // Up to 32 that walk side by side may read one more session each before they give way.
  expect(turns).toBeGreaterThan(400 / (8 + 32))
  expect(await opd.sweep()).toMatchObject({ closed: 400 })
})

it('a booking that names only the doctor looks at the sessions of the next 30 days, or of as many as it says', async () => {
  const { opd, ids, book, another, store } = await hospital(1, 90)
  const doctorId = ids[0]!
  for (let day = 0; day < 90; day++) await book(doctorId, day, `p-${day}`)
  const { opd: fresh, commits, loads } = another()
  expect(await fresh.book({ doctorId, source: 'online', patientId: 'late' })).toMatchObject({
    status: 'waitlisted',
    token: { date: DAY },
  })
  expect(commits.at(-1)!.writes.map(({ stream }) => stream)).toEqual(
    Array.from({ length: 30 }, (_, day) => `${doctorId}.${dateAfter(day)}`),
  )
  expect(new Set(loads).size).toBe(30)
  for (const withinDays of [1, 7, 90]) {
    await fresh.book({ doctorId, withinDays, source: 'online', patientId: `within-${withinDays}` })
    expect(commits.at(-1)!.writes).toHaveLength(withinDays)
  }
  const [last] = await opd.tokens({ patientId: 'p-45', from: dateAfter(45), to: dateAfter(45) })
  await opd.cancel({ tokenId: last!.id })
  const within = (withinDays: number) =>
    fresh.plan({ op: 'book', doctorId, withinDays, source: 'online', patientId: 'wide' })
  expect(await within(45)).toMatchObject({ status: 'waitlisted' })
  expect(await within(46)).toMatchObject({ status: 'confirmed', token: { date: dateAfter(45) } })
  expect(await store.sessions({ doctorId })).toHaveLength(90)
})

it('a booking that names only the doctor asks the rules of each full session twice, however many there are', async () => {
  const { ids, book, store, clock } = await hospital(1, 40)
  const doctorId = ids[0]!
  for (let day = 0; day < 40; day++) await book(doctorId, day, `p-${day}`)
  const rules = standard()
  let asked = 0
  const base: Rules['priority']['base'] = (...request) => {
    asked++
    return rules.priority.base(...request)
  }
  const counted = { ...rules, priority: { ...rules.priority, base } }
  const opd = new OpdScheduler({ timeZone: ZONE, store, clock: () => clock.now, rules: counted })
  for (const withinDays of [10, 40]) {
    asked = 0
    await opd.book({ doctorId, withinDays, source: 'online', patientId: `within-${withinDays}` })
    expect(asked).toBe(2 * withinDays - 1)
  }
})

it('the days of a booking are counted in the zone of the facility, over clock changes', async () => {
  const clock = { now: Date.parse('2026-10-20T00:30:00-04:00') }
  const opd = new OpdScheduler({ timeZone: 'America/New_York', clock: () => clock.now })
  await opd.registerDoctor({ id: 'dr-lee', name: 'Dr. Lee' })
  // The clocks go back on 1 November, so thirty times 24 hours from now it is still the day before.
  await opd.openSession({ doctorId: 'dr-lee', date: '2026-11-18', slots: hourly([5]) })
  const wanted = { doctorId: 'dr-lee', source: 'online', patientId: 'a' } as const
  expect(await opd.book({ ...wanted, withinDays: 29 })).toMatchObject({
    status: 'rejected',
    code: 'session-not-found',
    message: "The doctor 'dr-lee' has no open session within 29 days. Open a session first.",
    details: { doctorId: 'dr-lee', withinDays: 29 },
  })
  expect(await opd.book({ ...wanted, now: true })).toMatchObject({
    message: "The doctor 'dr-lee' has no open session today. Open a session first.",
  })
  expect(await opd.book(wanted)).toMatchObject({ status: 'confirmed', token: { date: '2026-11-18' } })
})

it('a booking with a wrong number of days, or with one beside a day, is refused', async () => {
  const { opd, book } = await clinic([1])
  const wanted = { doctorId: 'dr-rao', source: 'online', patientId: 'a' }
  for (const withinDays of [0, 367, 1.5, '30', null, Number.NaN])
    await expect(opd.book({ ...wanted, withinDays } as never)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/^withinDays is .*Give a whole number from 1 to 366\.$/),
    })
  const beside = { code: 'invalid-input', message: expect.stringContaining('Leave it out if the booking names a day') }
  await expect(book('a', 'online', undefined, { withinDays: 3 })).rejects.toMatchObject(beside)
  await expect(book('a', 'online', '09:00', { withinDays: 3 })).rejects.toMatchObject(beside)
  await expect(opd.book({ ...wanted, now: true, withinDays: 3 } as never)).rejects.toMatchObject(beside)
})

describe('sessions that do not fit into memory', () => {
  /** A scheduler with room for 40 of 60 sessions, and how many sessions are read anew in the course of a task. */
  async function crowded() {
    const { store, clock, ids } = await hospital(60, 1)
    const { store: counted, loads } = counting(store)
    const whole: string[] = []
    const opd = new OpdScheduler({
      timeZone: ZONE,
      sessionsInMemory: 40,
      clock: () => clock.now,
      store: {
        ...counted,
        load: (stream, after) => {
          if (after === 0 && stream.includes('.')) whole.push(stream)
          return counted.load(stream, after)
        },
      },
    })
    const readAnew = async (task: () => Promise<unknown>) => {
      const before = whole.length
      await task()
      return whole.length - before
    }
    return { opd, ids, clock, readAnew, loads }
  }

  it('are not all read again by each walk in order of date', async () => {
    const { opd, readAnew } = await crowded()
    const walk = () => readAnew(() => opd.stats())
    expect(await walk()).toBe(60)
    // Of the 20 for which there is no room, one in eight replaces another.
    for (let round = 0; round < 10; round++) expect(await walk()).toBeLessThanOrEqual(25)
  })

  it('do not displace those that commands use', async () => {
    const { opd, ids, clock, readAnew } = await crowded()
    const used = ids.slice(0, 15)
    const book = (patientId: string) =>
      Promise.all(used.map((doctorId) => opd.book({ doctorId, date: DAY, source: 'online', patientId })))
    expect(await readAnew(() => book('first'))).toBe(15)
    for (let round = 0; round < 3; round++) await opd.sessions()
    clock.now = at('09:59')
    await opd.sweep()
    expect(await readAnew(() => book('second'))).toBe(0)
  })

  it('of a walk are in memory for the command that follows it', async () => {
    const { opd, ids, readAnew } = await crowded()
    await opd.sessions({ doctorId: ids[3]! })
    const booked = () => opd.book({ doctorId: ids[3]!, date: DAY, source: 'online', patientId: 'a' })
    expect(await readAnew(booked)).toBe(0)
  })
})
