import { type OpdEvent, OpdScheduler, offerFirst, standard, type TokenDone } from 'opd-scheduler'
import type { Act } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'
import { at, clinic, DAY, hourly, SESSION } from './clinic'

const MINUTE = 60_000
const NEXT_DAY = '2026-01-31'

describe('calling', () => {
  it('two devices at once never call the same patient', async () => {
    const { opd, store, clock, book } = await clinic([20])
    for (let n = 1; n <= 20; n++) {
      await book(`p${n}`, 'online', '09:00')
      await opd.checkIn({ tokenId: `${SESSION}.t${n}` })
    }
    const devices = [
      opd,
      ...[1, 2].map(() => new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => clock.now })),
    ]
    const results = await Promise.all(
      Array.from({ length: 21 }, (_, n) => devices[n % 3]!.callNext({ sessionId: SESSION, actor: `room-${n % 3}` })),
    )
    const called = results.flatMap((result) => ('token' in result ? [result.token.patientId] : []))
    expect(called).toHaveLength(20)
    expect(new Set(called).size).toBe(20)
    expect(results.filter((result) => result.status === 'rejected' && result.code === 'queue-empty')).toHaveLength(1)
  })

  it('can be previewed, and an outdated preview calls no patient', async () => {
    const { opd, book } = await clinic([2])
    for (const n of [1, 2]) {
      await book(`p${n}`, 'online', '09:00')
      await opd.checkIn({ tokenId: `${SESSION}.t${n}` })
    }
    const command = { op: 'callNext', sessionId: SESSION } as const
    const { basis, ...plan } = await opd.plan(command)
    expect(plan).toMatchObject({ status: 'called', token: { patientId: 'p1' } })
    expect((await opd.token(`${SESSION}.t1`))!.status).toBe('checked-in')
    expect(await opd.execute(command, { basis })).toMatchObject({ status: 'called', token: { patientId: 'p1' } })
    expect(await opd.execute(command, { basis })).toMatchObject({ code: 'plan-stale' })
  })
})

describe('the queue', () => {
  it('shows the place of each patient, the next one, and when, from this session alone', async () => {
    const { opd, book, clock } = await clinic([10])
    expect(await opd.queue({ doctorId: 'dr-rao', date: NEXT_DAY })).toBeUndefined()
    const token = (n: number) => ({ tokenId: `${SESSION}.t${n}` })
    for (let n = 1; n <= 9; n++) await book(`p${n}`, n === 9 ? 'emergency' : 'online', '09:00')
    for (let n = 1; n <= 8; n++) await opd.checkIn(token(n))
    clock.now = at('09:00')
    const names = (entries: readonly { patientId: string }[]) => entries.map((entry) => entry.patientId)

    const first = (await opd.queue({ sessionId: SESSION }))!
    expect(names(first.present)).toEqual(['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8'])
    expect(names(first.expected)).toEqual(['p9'])
    expect(first).toMatchObject({ minutesPerVisit: 5, observed: 0, called: [], inConsultation: [] })
    for (let n = 1; n <= 4; n++) {
      await opd.start(token(n))
      clock.now += 10 * MINUTE
      await opd.complete(token(n))
    }
    expect((await opd.queue({ sessionId: SESSION }))!).toMatchObject({ minutesPerVisit: 5, observed: 4 })
    await opd.start(token(5))
    clock.now += 10 * MINUTE
    await opd.complete(token(5))
    await opd.callNext({ sessionId: SESSION })
    const later = (await opd.queue({ sessionId: SESSION }))!
    expect(later.observed).toBe(5)
    expect(later.minutesPerVisit).toBeGreaterThan(7)
    expect(later.minutesPerVisit).toBeLessThan(10)
    expect(names(later.called)).toEqual(['p6'])
    expect(later.called[0]!.estimated).toBeNull()
    expect(names(later.present)).toEqual(['p7', 'p8'])
    for (const { estimated } of [...later.present, ...later.expected]) {
      const [from, to] = [Date.parse(estimated!.from), Date.parse(estimated!.to)]
      expect(from).toBeGreaterThanOrEqual(clock.now)
      expect(to).toBeGreaterThan(from)
      expect(estimated!.to).toMatch(/^2026-01-30T\d\d:\d\d:00\+05:30$/)
    }
    const [seventh, eighth] = later.present.map(({ estimated }) => Date.parse(estimated!.to))
    expect(eighth).toBeGreaterThan(seventh!)
  })
})

describe('a sweep', () => {
  it('by several processes at once does each thing once', async () => {
    const { opd, store, clock, book } = await clinic([3])
    const others = [1, 2].map(() => new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => clock.now }))
    for (const patient of ['a', 'b', 'c']) await book(patient, 'online', '09:00', { holdMinutes: 5 })
    clock.now += 6 * MINUTE
    const reports = await Promise.all([opd, ...others].map((each) => each.sweep()))
    expect(reports.map((report) => report.moves.length).sort()).toEqual([0, 0, 3])
    expect(reports.map((report) => report.sessions)).toEqual([1, 1, 1])
    const events = (await store.read(0, 100)).map((entry) => entry.event.type)
    expect(events.filter((type) => type === 'token.expired')).toHaveLength(3)
    clock.now = at('10:15')
    expect(await opd.sweep()).toMatchObject({ sessions: 1, changed: 1, closed: 1 })
    expect(await opd.sweep()).toEqual({ sessions: 0, changed: 0, closed: 0, moves: [] })
  })

  it('runs at intervals if started, survives a failure, and ends with close', async () => {
    const { opd, store, clock, book } = await clinic([1], { deadlineMs: 20 })
    await book('a', 'online', '09:00', { holdMinutes: 5 })
    clock.now += 5 * MINUTE
    const { sessions } = store
    let fails = true
    store.sessions = (query) => (fails ? Promise.reject(new Error('no network')) : sessions.call(store, query))
    const expired = new Promise<OpdEvent>((resolve) => opd.once('token.expired', resolve))
    const failure = new Promise((resolve) => {
      opd.startSweeper({
        everySeconds: 0.001,
        onError: (error) => {
          fails = false
          resolve(error)
        },
      })
    })
    expect(await failure).toMatchObject({ code: 'store-failed', message: expect.stringContaining('no network') })
    expect(await expired).toMatchObject({ cause: 'expired', patientId: 'a' })
    await opd.close()
    await expect(opd.sweep()).rejects.toMatchObject({ code: 'closed' })
    expect(() => opd.startSweeper({ everySeconds: 1 })).toThrow('closed')
  })

  it('refuses impossible intervals, and can be stopped', async () => {
    const { opd } = await clinic([1])
    for (const everySeconds of [0, -1, Number.NaN, 3_000_000, '5' as never])
      expect(() => opd.startSweeper({ everySeconds })).toThrow('everySeconds')
    expect(() => opd.startSweeper(undefined as never)).toThrow('everySeconds')
    const stop = opd.startSweeper({ everySeconds: 1000 })
    await stop()
    await opd.close()
  })
})

describe('a move to another day', () => {
  async function twoDays() {
    const made = await clinic([1, 1], { rules: { ...standard(), overflow: [] } })
    await made.opd.openSession({ doctorId: 'dr-rao', date: NEXT_DAY, slots: hourly([1, 1]) })
    return made
  }

  it('is one commit to both sessions, and links the tokens', async () => {
    const { opd, store, book } = await twoDays()
    await book('a', 'online', '09:00', { attributes: { triage: 2 } })
    const events: string[] = []
    for (const type of ['token.confirmed', 'token.rescheduled'] as const)
      opd.on(type, (event) => events.push(`${event.sessionId.slice(-2)} ${event.type}`))
    const moved = await opd.reschedule({ tokenId: `${SESSION}.t1`, date: NEXT_DAY, actor: 'desk', commandId: 'move-1' })
    expect(moved).toMatchObject({
      status: 'confirmed',
      token: { id: `dr-rao.${NEXT_DAY}.t1`, replaces: `${SESSION}.t1`, patientId: 'a', attributes: { triage: 2 } },
      moves: [{ tokenId: `${SESSION}.t1`, status: 'rescheduled', to: null }],
    })
    expect(await opd.token(`${SESSION}.t1`)).toMatchObject({
      status: 'rescheduled',
      replacedBy: `dr-rao.${NEXT_DAY}.t1`,
    })
    expect(events.toSorted()).toEqual(['30 token.rescheduled', '31 token.confirmed'])
    const commands = (await store.read(0, 100)).filter((entry) => entry.event.commandId === 'move-1')
    expect(commands).toHaveLength(2)
    expect(
      await opd.reschedule({ tokenId: `${SESSION}.t1`, date: NEXT_DAY, actor: 'desk', commandId: 'move-1' }),
    ).toEqual(moved)
    const sentences = (await opd.history(`${SESSION}.t1`)).map((entry) => entry.sentence)
    expect(sentences.at(-1)).toBe(`Gave up its seat at 09:00; token dr-rao.${NEXT_DAY}.t1 replaces it.`)
  })

  it('that is refused changes neither day', async () => {
    const { opd, store, book } = await twoDays()
    await book('a', 'online', '09:00')
    await opd.book({ slotId: `dr-rao.${NEXT_DAY}.0900`, source: 'online', patientId: 'b' })
    const events = (await store.read(0, 100)).length
    const tokenId = `${SESSION}.t1`
    const move = (target: object) => opd.reschedule({ tokenId, ...target } as never)
    await opd.registerDoctor({ id: 'dr-shah', name: 'Dr. Shah' })
    await opd.openSession({ doctorId: 'dr-shah', date: DAY, slots: hourly([1]) })
    expect(await move({ date: NEXT_DAY, start: '09:00' })).toMatchObject({ code: 'slot-full' })
    expect(await move({ date: '2026-02-02' })).toMatchObject({ code: 'session-not-found' })
    expect(await move({ slotId: `dr-rao.${NEXT_DAY}.2300` })).toMatchObject({ code: 'slot-not-found' })
    await opd.book({ slotId: `dr-shah.${DAY}.0900`, source: 'online', patientId: 'b' })
    expect(await move({ slotId: `dr-shah.${DAY}.0900` })).toMatchObject({ code: 'slot-full' })
    expect(await move({ doctorId: 'dr-shah', date: NEXT_DAY })).toMatchObject({ code: 'session-not-found' })
    expect(await opd.reschedule({ tokenId: `${SESSION}.t9`, date: NEXT_DAY })).toMatchObject({
      code: 'token-not-found',
    })
    await expect(move({})).rejects.toMatchObject({ code: 'invalid-input', details: { field: 'date' } })
    expect((await opd.token(tokenId))!.status).toBe('confirmed')
    expect((await store.read(0, 100)).length).toBe(events + 3)
  })

  it('in both directions at once ends, and no token is lost', async () => {
    const { opd, store, clock, book } = await clinic([30, 30])
    const other = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => clock.now })
    await opd.openSession({ doctorId: 'dr-rao', date: NEXT_DAY, slots: hourly([30, 30]) })
    for (let n = 0; n < 20; n++) {
      await book(`a${n}`, 'online', '09:00')
      await opd.book({ slotId: `dr-rao.${NEXT_DAY}.0900`, source: 'online', patientId: `b${n}` })
    }
    const moves = await Promise.all(
      Array.from({ length: 40 }, (_, n) => {
        const [from, to] = n % 2 === 0 ? [DAY, NEXT_DAY] : [NEXT_DAY, DAY]
        const tokenId = `dr-rao.${from}.t${Math.floor(n / 2) + 1}`
        return (n % 3 === 0 ? other : opd).reschedule({ tokenId, date: to, start: '10:00' })
      }),
    )
    expect(moves.map((move) => move.status)).toEqual(Array.from({ length: 40 }, () => 'confirmed'))
    for (const date of [DAY, NEXT_DAY])
      expect((await opd.session(`dr-rao.${date}`))!.slots.map((slot) => slot.used)).toEqual([0, 20])
  })
})

describe('permission', () => {
  it('is asked of the host, which sees the command', async () => {
    const acts: unknown[] = []
    // Asked again if a refusal is decided again on the state in the store.
    const permit = (act: Act) => {
      if (!acts.some((other) => JSON.stringify(other) === JSON.stringify(act))) acts.push(act)
      return act.actor !== 'desk' || !act.override
    }
    const { opd, book } = await clinic([1, 1], { rules: { ...standard(), admission: { permit } } })
    await book('a', 'online', '09:00', { actor: 'desk' })
    expect(
      await book('b', 'paid', '09:00', { override: true, actor: 'desk', attributes: { vip: true } }),
    ).toMatchObject({
      status: 'rejected',
      code: 'policy-denied',
    })
    await opd.reschedule({ tokenId: `${SESSION}.t1`, date: DAY, start: '10:00' })
    await opd.noShow({ tokenId: `${SESSION}.t2` })
    await opd.reinstate({ tokenId: `${SESSION}.t2`, override: true, actor: 'matron' })
    expect(acts).toMatchObject([
      { op: 'book', actor: 'desk', override: false, bump: false, request: { source: 'online' } },
      { op: 'book', actor: 'desk', override: true, request: { source: 'paid', attributes: { vip: true } } },
      { op: 'reschedule', actor: undefined, override: false },
      { op: 'reinstate', actor: 'matron', override: true },
    ])
  })

  it('an override needs an actor and a slot', async () => {
    const { opd } = await clinic([1])
    const slot = { slotId: `${SESSION}.0900`, source: 'online', patientId: 'a' }
    const refused = async (input: object, field: string): Promise<void> => {
      await expect(opd.book({ ...slot, ...input } as never)).rejects.toMatchObject({ details: { field } })
    }
    await refused({ override: true }, 'actor')
    await refused({ bump: `${SESSION}.t1` }, 'bump')
    await refused({ override: true, actor: 'x', holdMinutes: 5 }, 'holdMinutes')
    for (const holdMinutes of [0, 1.5, 1441, '5']) await refused({ holdMinutes }, 'holdMinutes')
    const unnamed = { doctorId: 'dr-rao', date: DAY, source: 'online', patientId: 'a', override: true, actor: 'x' }
    await expect(opd.book(unnamed)).rejects.toMatchObject({ details: { field: 'override' } })
    await expect(opd.reinstate({ tokenId: `${SESSION}.t1`, override: true })).rejects.toMatchObject({
      details: { field: 'actor' },
    })
    const absent = await opd.book({ ...slot, override: true, actor: 'x', bump: `${SESSION}.t7` })
    expect(absent).toMatchObject({ status: 'rejected', code: 'token-not-found' })
  })

  it('and the history gives the actor and the note', async () => {
    const { opd, book } = await clinic([1])
    await book('a', 'paid', '09:00')
    const above = { override: true, actor: 'matron', note: 'she faints', bump: `${SESSION}.t1` }
    const seat = (await opd.book({
      slotId: `${SESSION}.0900`,
      source: 'online',
      patientId: 'b',
      ...above,
    })) as TokenDone
    expect(seat.token).toMatchObject({ override: true, status: 'confirmed' })
    const [, bumped] = await opd.history(`${SESSION}.t1`)
    expect(bumped).toMatchObject({ cause: 'by-hand', actor: 'matron', note: 'she faints' })
    expect(bumped!.sentence).toBe(
      "Lost its seat at 09:00 to token 002 (rank 4), above the rules, by matron (she faints); waits for a seat at 09:00 or later, by the rule 'waitlist'.",
    )
  })
})

describe('an offer', () => {
  it('that a waiter declines is passed on exactly once, whatever happens at the same time', async () => {
    const rules = { ...standard(), overflow: standard().overflow.slice(1), promotion: offerFirst({ minutes: 10 }) }
    const { opd, store, clock, book } = await clinic([1], { rules })
    const other = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, store, clock: () => clock.now })
    for (const patient of ['a', 'b', 'c', 'd']) await book(patient, 'online', '09:00')
    await opd.cancel({ tokenId: `${SESSION}.t1` })
    clock.now += 10 * MINUTE
    const tokenId = `${SESSION}.t2`
    const results = await Promise.all([opd.cancel({ tokenId }), other.sweep(), opd.sweep(), other.cancel({ tokenId })])
    expect(
      results.map((result) => ('code' in result ? result.code : 'done')).filter((code) => code === 'done').length,
    ).toBeGreaterThan(1)
    const offers = (await store.read(0, 100)).filter((entry) => entry.event.type === 'token.offered')
    expect(offers.map(({ event }) => 'patientId' in event && event.patientId)).toEqual(['b', 'c'])
    expect((await opd.session(SESSION))!.tokens.map((token) => token.status)).toEqual([
      'cancelled',
      'expired',
      'offered',
      'waitlisted',
    ])
  })
})
