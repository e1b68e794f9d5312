import {
  bumpByClass,
  isOpdError,
  memoryStore,
  OpdScheduler,
  standard,
  type TokenDone,
  waitlistWithEmergencyBump,
} from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'
import { at, clinic, DAY, hourly, SESSION } from './clinic'

describe('exactly once', () => {
  it('a repeated command id gives the first answer, whatever happened since', async () => {
    const { opd, book } = await clinic([1])
    const first = await book('a', 'online', '09:00', { commandId: 'c-1' })
    await opd.cancel({ tokenId: `${SESSION}.t1` })
    expect(await book('a', 'online', '09:00', { commandId: 'c-1' })).toEqual(first)
    expect((await opd.stats()).tokens).toBe(1)
  })

  it('also while the first command is under way', async () => {
    const { opd, book } = await clinic([5])
    const answers = await Promise.all([1, 2, 3, 4].map(() => book('a', 'online', '09:00', { commandId: 'c-1' })))
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]).toMatchObject({ status: 'confirmed' })
    expect((await opd.stats()).tokens).toBe(1)
  })

  it('an id is refused for another command, and a refusal does not use it up', async () => {
    const { book } = await clinic([0, 1])
    expect(await book('a', 'unheard-of', '10:00', { commandId: 'c-1' })).toMatchObject({ code: 'unknown-source' })
    expect(await book('a', 'online', '10:00', { commandId: 'c-1' })).toMatchObject({ status: 'confirmed' })
    await expect(book('b', 'online', '10:00', { commandId: 'c-1' })).rejects.toMatchObject({
      code: 'command-id-reused',
    })
  })

  it('registering and opening the same again does nothing; other slots are refused', async () => {
    const { opd, store } = await clinic([2, 2])
    const size = (await store.read(0, 100)).length
    const doctor = { id: 'dr-rao', name: 'Dr. Rao', specialization: 'Cardiology', minutesPerVisit: 5 }
    expect(await opd.registerDoctor(doctor)).toMatchObject({ status: 'registered', doctor })
    const slots = hourly([2, 2]).map((slot) => ({ ...slot, nextDay: false }))
    expect(await opd.openSession({ doctorId: 'dr-rao', date: DAY, slots: slots.reverse() })).toMatchObject({
      status: 'open',
    })
    expect(await opd.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly([2, 3]) })).toMatchObject({
      code: 'session-exists',
    })
    expect(await store.read(0, 100)).toHaveLength(size)
    expect(await opd.registerDoctor({ ...doctor, minutesPerVisit: 7 })).toMatchObject({
      doctor: { minutesPerVisit: 7 },
    })
    expect(await opd.doctors()).toEqual([{ ...doctor, minutesPerVisit: 7 }])
    expect(await store.read(0, 100)).toHaveLength(size + 1)
  })
})

describe('plan and execute', () => {
  it('shows which tokens would move, changes nothing, and is executed only on the state it saw', async () => {
    const { opd, book, store } = await clinic([1, 1], { rules: waitlistWithEmergencyBump() })
    await book('a', 'online', '09:00')
    const size = (await store.read(0, 100)).length
    const command = { op: 'book', slotId: `${SESSION}.0900`, source: 'emergency', patientId: 'e' } as const
    const plan = await opd.plan(command)
    expect(plan).toMatchObject({ status: 'confirmed', basis: { versions: { [SESSION]: 2 } } })
    expect(plan.moves).toMatchObject([
      { tokenId: `${SESSION}.t1`, from: `${SESSION}.0900`, to: null, status: 'waitlisted', by: { rank: 1 } },
    ])
    expect(await store.read(0, 100)).toHaveLength(size)
    expect(await opd.token(`${SESSION}.t1`)).toMatchObject({ status: 'confirmed' })

    await book('b', 'online', '10:00')
    expect(await opd.execute(command, { basis: plan.basis })).toMatchObject({ status: 'rejected', code: 'plan-stale' })
    const again = await opd.plan(command)
    const done = await opd.execute(command, { basis: again.basis })
    expect(done).toEqual({ ...again, basis: undefined, commandId: (done as TokenDone).commandId })
  })

  it('plans refusals, doctors and sessions too', async () => {
    const { opd } = await clinic([1])
    expect(await opd.plan({ op: 'cancel', tokenId: 'nobody' })).toMatchObject({
      code: 'token-not-found',
      basis: { versions: {} },
    })
    const doctor = { op: 'registerDoctor', id: 'dr-new', name: 'Dr. New' } as const
    const plan = await opd.plan(doctor)
    expect(plan).toMatchObject({ status: 'registered', basis: { versions: { 'dr-new': 0 } } })
    expect(await opd.doctors()).toHaveLength(1)
    await opd.registerDoctor({ id: 'dr-new', name: 'Dr. Else' })
    expect(await opd.execute(doctor, { basis: plan.basis })).toMatchObject({ code: 'plan-stale' })
    const close = await opd.plan({ op: 'closeSession', sessionId: SESSION })
    expect(close).toMatchObject({ status: 'closed', session: { status: 'closed' } })
    expect(await opd.sessions()).toMatchObject([{ status: 'open', free: 1 }])
  })
})

describe('several schedulers on one store', () => {
  it('never overbook: a command decided on an old state is decided again', async () => {
    const store = memoryStore()
    const { opd } = await clinic([10], { store })
    const others = [1, 2, 3].map(() => new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => at('06:00') }))
    const slotId = `${SESSION}.0900`
    const asks = Array.from({ length: 60 }, (_, n) =>
      [opd, ...others][n % 4]!.book({ slotId, source: 'online', patientId: `p${n}` }),
    )
    const statuses = (await Promise.all(asks)).map((result) => result.status)
    expect(statuses.filter((status) => status === 'confirmed')).toHaveLength(10)
    expect(statuses.filter((status) => status === 'waitlisted')).toHaveLength(20)
    expect(statuses.filter((status) => status === 'rejected')).toHaveLength(30)
    const views = await Promise.all([opd, ...others].map((each) => each.session(SESSION)))
    for (const view of views) expect(view).toEqual(views[0])
    expect(new Set(views[0]!.tokens.map((token) => token.number)).size).toBe(30)
  })

  it('look at the store before they refuse', async () => {
    const store = memoryStore()
    const { opd, book } = await clinic([1], { store, rules: { ...standard(), overflow: [] } })
    const other = new OpdScheduler({
      timeZone: 'Asia/Kolkata',
      store,
      clock: () => at('06:00'),
      rules: { ...standard(), overflow: [] },
    })
    await book('a', 'online', '09:00')
    expect(await other.book({ slotId: `${SESSION}.0900`, source: 'online', patientId: 'b' })).toMatchObject({
      code: 'slot-full',
    })
    await opd.cancel({ tokenId: `${SESSION}.t1` })
    expect(await other.book({ slotId: `${SESSION}.0900`, source: 'online', patientId: 'b' })).toMatchObject({
      status: 'confirmed',
    })
  })

  it('a store that fails leaves nothing behind in memory', async () => {
    const inner = memoryStore()
    let broken = false
    const store: Store = {
      ...inner,
      append: (commit) => (broken ? Promise.reject(new Error('disk full')) : inner.append(commit)),
    }
    const { opd, book } = await clinic([1], { store, deadlineMs: 20 })
    broken = true
    await expect(book('a', 'online', '09:00')).rejects.toMatchObject({
      code: 'outcome-unknown',
      message: expect.stringContaining('disk full'),
    })
    broken = false
    expect(await opd.session(SESSION)).toMatchObject({ version: 1, tokens: [], free: 1 })
    expect(await book('a', 'online', '09:00')).toMatchObject({ status: 'confirmed', token: { number: '001' } })
  })

  it('a command that always loses says so', async () => {
    const inner = memoryStore()
    let losing = false
    const store: Store = {
      ...inner,
      append: async (commits) =>
        losing ? commits.map(() => ({ status: 'conflict' as const })) : inner.append(commits),
    }
    const { book } = await clinic([1], { store, deadlineMs: 50 })
    losing = true
    await expect(book('a', 'online', '09:00')).rejects.toMatchObject({ code: 'conflict-retries-exhausted' })
  })

  it('a stream with a gap is refused', async () => {
    const inner = memoryStore()
    const store: Store = {
      ...inner,
      load: async (stream, after) => (await inner.load(stream, after)).filter((event) => event.version !== 2),
    }
    const { opd, book } = await clinic([3], { store: inner })
    await book('a', 'online', '09:00')
    await book('b', 'online', '09:00')
    const other = new OpdScheduler({ timeZone: 'Asia/Kolkata', store })
    await expect(other.session(SESSION)).rejects.toMatchObject({
      code: 'store-corrupt',
      details: { version: 3, expected: 2 },
    })
    expect(await opd.session(SESSION)).toMatchObject({ version: 3 })
  })
})

describe('events', () => {
  it('come after the commit, in order, with all details of a bump', async () => {
    const { opd, book, store } = await clinic([1, 1], { rules: bumpByClass() })
    await book('a', 'walk-in', '09:00')
    const seen: string[] = []
    for (const type of [
      'token.confirmed',
      'token.bumped',
      'token.cascaded',
      'token.waitlisted',
      'token.promoted',
    ] as const) {
      opd.on(type, (event) => seen.push(`${type} ${event.tokenId.split('.').at(-1)} ${event.version}`))
    }
    let stored = 0
    opd.once('token.bumped', async () => {
      stored = (await store.load(SESSION, 0)).length
    })
    await book('b', 'paid', '09:00', { actor: 'desk-2', note: 'asked twice' })
    expect(seen).toEqual(['token.bumped t1 3', 'token.cascaded t1 3', 'token.confirmed t2 4'])
    expect(stored).toBe(4)
    expect((await store.load(SESSION, 2))[0]).toEqual({
      schema: 1,
      eventId: `${SESSION}.e3`,
      type: 'token.bumped',
      at: at('06:00'),
      sessionId: SESSION,
      version: 3,
      commandId: expect.any(String),
      actor: 'desk-2',
      note: 'asked twice',
      cause: 'outranked',
      tokenId: `${SESSION}.t1`,
      patientId: 'a',
      number: '001',
      date: '2026-01-30',
      from: `${SESSION}.0900`,
      fromSlot: { start: '09:00', end: '10:00' },
      to: `${SESSION}.1000`,
      toSlot: { start: '10:00', end: '11:00' },
      waitsFor: null,
      rank: 5,
      by: { tokenId: `${SESSION}.t2`, rank: 2, source: 'paid' },
      strategy: 'cascade',
      request: null,
    })
  })

  it('a bump to the waiting list, or one that drops the token, is announced as such', async () => {
    const { opd, book } = await clinic([1], { rules: waitlistWithEmergencyBump() })
    await book('a', 'online', '09:00')
    const seen: string[] = []
    opd.on('token.waitlisted', (event) =>
      seen.push(`${event.type} ${event.patientId} waits for ${event.waitsFor?.slotId}`),
    )
    await book('e', 'emergency', '09:00')
    expect(seen).toEqual([`token.bumped a waits for ${SESSION}.0900`])
  })

  it('a listener that throws disturbs neither the command nor other listeners', async () => {
    const { opd, book } = await clinic([1])
    const thrown: unknown[] = []
    const listeners = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.once('uncaughtException', (error) => thrown.push(error))
    try {
      const seen: string[] = []
      const late = () => seen.push('late')
      opd.on('token.confirmed', () => {
        throw new Error('listener')
      })
      opd.on('token.confirmed', () => seen.push('second'))
      opd.on('token.confirmed', late).off('token.confirmed', late)
      expect(await book('a', 'online', '09:00')).toMatchObject({ status: 'confirmed' })
      await new Promise((resolve) => setImmediate(resolve))
      expect(seen).toEqual(['second'])
      expect(thrown).toMatchObject([{ message: 'listener' }])
    } finally {
      for (const listener of listeners) process.on('uncaughtException', listener)
    }
  })

  it('a refusal emits no events and writes nothing', async () => {
    const { opd, book, store } = await clinic([0], { rules: { ...standard(), overflow: [] } })
    let seen = 0
    opd.on('token.confirmed', () => seen++).on('token.waitlisted', () => seen++)
    const size = (await store.read(0, 100)).length
    expect(await book('a', 'online', '09:00')).toMatchObject({ code: 'slot-full', details: { capacity: 0, used: 0 } })
    expect(seen).toBe(0)
    expect(await store.read(0, 100)).toHaveLength(size)
  })
})

describe('closing', () => {
  it('a session: waiters are dropped, no more seats are given, visits are still recorded', async () => {
    const { opd, book, clock } = await clinic([1])
    await book('a', 'online', '09:00')
    await book('b', 'online', '09:00')
    clock.now = at('12:00')
    const closed = await opd.closeSession({ doctorId: 'dr-rao', date: DAY })
    expect(closed).toMatchObject({
      status: 'closed',
      moves: [{ patientId: 'b', status: 'dropped', cause: 'end-of-day' }],
    })
    expect(await opd.closeSession({ sessionId: SESSION })).toMatchObject({ code: 'session-closed' })
    expect(await opd.complete({ tokenId: `${SESSION}.t1` })).toMatchObject({ status: 'completed' })
    expect(await opd.stats()).toMatchObject({ byStatus: { completed: 1, dropped: 1 }, drops: 1 })
    expect(await opd.sessions({ open: true })).toEqual([])
    expect(await opd.sessions({ open: false })).toHaveLength(1)
  })

  it('the scheduler: later calls are refused', async () => {
    const { opd, book } = await clinic([1])
    await opd.close()
    await opd.close()
    await expect(book('a', 'online', '09:00')).rejects.toSatisfy(
      (thrown) => isOpdError(thrown) && thrown.code === 'closed',
    )
    await expect(opd.stats()).rejects.toMatchObject({ code: 'closed' })
  })
})
