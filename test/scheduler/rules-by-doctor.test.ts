import {
  bumpByClass,
  bySource,
  fixed,
  memoryStore,
  OpdScheduler,
  presets,
  type Rules,
  type SchedulerOptions,
  standard,
  waitlist,
} from 'opd-scheduler'
import type { RulesByDoctor, RulesOption, ServiceDay } from 'opd-scheduler/rules'
import { checkBumps, checkInvariants, checkLeave } from 'opd-scheduler/testing'
import { describe, expect, it, vi } from 'vitest'
import { at, DAY, hourly, ZONE } from './clinic'

/** Children first, two groups, and no bumps. */
const paediatrics: Rules = {
  ...standard(),
  name: 'paediatrics',
  priority: {
    sources: ['emergency', 'child', 'online'],
    base: ({ source }) => ({ emergency: 1, child: 7, online: 8 })[source],
  },
  capacity: {
    groups: 2,
    groupOf: ({ source }) => (source === 'child' ? 1 : 0),
    seats: (group, base) => base + group,
  },
  overflow: [waitlist()],
}
const byDoctor: RulesByDoctor = { default: bumpByClass(), doctors: { 'dr-shah': paediatrics } }

/** Two doctors with a session each on one day, and `dr-shah` with another one on the next. */
async function hospital(rules: RulesOption, { store = memoryStore(), seats = [1, 1] } = {}) {
  const clock = { now: at('06:00') }
  const options: SchedulerOptions = { timeZone: ZONE, rules, store, clock: () => clock.now }
  const opd = new OpdScheduler(options)
  for (const id of ['dr-rao', 'dr-shah']) await opd.registerDoctor({ id, name: id })
  const days = [
    ['dr-rao', DAY],
    ['dr-shah', DAY],
    ['dr-shah', NEXT],
  ] as const
  for (const [doctorId, date] of days) await opd.openSession({ doctorId, date, slots: hourly(seats) })
  const book = (doctorId: string, patientId: string, source: string, start = '09:00') =>
    opd.book({ doctorId, date: DAY, start, source, patientId })
  return { opd, store, book, clock, options }
}

const NEXT = '2026-01-31'
const RAO = `dr-rao.${DAY}`
const SHAH = `dr-shah.${DAY}`

/** What two doctors' sessions hold, to compare processes. */
async function ranksAndSeats(opd: OpdScheduler) {
  const sessions = await Promise.all([RAO, SHAH].map((id) => opd.session(id)))
  return sessions.map((session) => session!.tokens.map(({ rank, status }) => [rank, status]))
}

describe('rules by doctor', () => {
  const forms: readonly (readonly [string, RulesOption])[] = [
    ['a record', byDoctor],
    ['a function', ({ doctorId }) => (doctorId === 'dr-shah' ? paediatrics : byDoctor.default)],
  ]
  it.each(forms)('as %s decide each session on its own', async (_, rules) => {
    const { opd, book } = await hospital(rules)
    expect(await book('dr-rao', 'a', 'child')).toMatchObject({
      code: 'unknown-source',
      details: { ranked: ['emergency', 'paid', 'follow-up', 'online', 'walk-in'] },
    })
    expect(await book('dr-shah', 'a', 'paid')).toMatchObject({
      code: 'unknown-source',
      details: { ranked: ['emergency', 'child', 'online'] },
    })
    for (const doctorId of ['dr-rao', 'dr-shah'])
      for (const patientId of ['a', 'b']) await book(doctorId, patientId, 'online')
    // Only the rules of dr-rao bump, only those of dr-shah have a seat more for children.
    expect(await book('dr-rao', 'c', 'paid')).toMatchObject({ status: 'confirmed', moves: [{ patientId: 'a' }] })
    expect(await book('dr-shah', 'c', 'child')).toMatchObject({ status: 'confirmed', moves: [], token: { rank: 7 } })
    const [rao, shah] = [(await opd.session(RAO))!, (await opd.session(SHAH))!]
    expect([rao.slots[0]!.seats, shah.slots[0]!.seats]).toEqual([
      [1, 3],
      [1, 2],
    ])
    expect([...checkInvariants(rao, rules), ...checkInvariants(shah, rules)]).toEqual([])
    expect(checkInvariants(shah, standard())).not.toEqual([])
  })

  it('give a token that moves the rank of the session that it enters', async () => {
    const { opd, book } = await hospital(byDoctor)
    const old = await book('dr-rao', 'a', 'online')
    const goal = { tokenId: 'token' in old ? old.token.id : '', doctorId: 'dr-shah', date: DAY }
    expect(await opd.reschedule(goal)).toMatchObject({ status: 'confirmed', token: { rank: 8, bumpBudget: 2 } })
    await book('dr-rao', 'b', 'paid')
    expect(await opd.reschedule({ ...goal, tokenId: `${RAO}.t2` })).toMatchObject({ code: 'unknown-source' })
    expect(checkInvariants((await opd.session(SHAH))!, byDoctor)).toEqual([])
  })

  it('both have to permit a move, each asked once', async () => {
    const asked: string[] = []
    const permitting = (name: string, answer: boolean): Rules => ({
      ...standard(),
      name,
      admission: { permit: ({ op }) => (op === 'book' ? true : asked.push(name) > 0 && answer) },
    })
    const move = async (rao: boolean, shah: boolean) => {
      const { opd, book } = await hospital({
        default: permitting('rao', rao),
        doctors: { 'dr-shah': permitting('shah', shah) },
      })
      await book('dr-rao', 'a', 'online')
      const result = await opd.reschedule({ tokenId: `${RAO}.t1`, doctorId: 'dr-shah', date: DAY })
      return result.status === 'rejected' ? result.code : result.status
    }
    expect(await move(true, true)).toBe('confirmed')
    expect(asked.sort()).toEqual(['rao', 'shah'])
    expect([await move(true, false), await move(false, true)]).toEqual(['policy-denied', 'policy-denied'])
  })

  it('decide the tokens of a leave: at home by their own, at the substitute by the substitute’s', async () => {
    const { opd, book, store } = await hospital(byDoctor, { seats: [2] })
    await book('dr-rao', 'a', 'online')
    await book('dr-rao', 'b', 'paid')
    const sessions = await Promise.all([RAO, SHAH].map((id) => opd.session(id)))
    const leave = await opd.blockTime({ sessionId: RAO, elsewhere: [SHAH] })
    expect(leave).toMatchObject({ moves: expect.arrayContaining([expect.objectContaining({ patientId: 'a' })]) })
    const [home, there] = (await Promise.all([RAO, SHAH].map((id) => opd.session(id)))) as [SessionOf, SessionOf]
    // The substitute's rules rank no paid source, so that token is dropped: there is no slot for which it could wait.
    expect(home.tokens.map(({ patientId, status }) => [patientId, status])).toEqual([
      ['a', 'rescheduled'],
      ['b', 'dropped'],
    ])
    expect(there.tokens.map(({ patientId, rank, baseRank }) => [patientId, rank, baseRank])).toEqual([['a', 8, 8]])
    const changes = await Promise.all(
      sessions.map(async (before, n) => ({
        before: before!,
        events: await store.load(before!.id, before!.version),
        after: [home, there][n]!,
      })),
    )
    expect(checkLeave([changes[0]!, changes[1]!], byDoctor)).toEqual([])
    expect(checkLeave([changes[0]!, changes[1]!], standard())).not.toEqual([])
    expect(checkBumps(changes[1]!.before, changes[1]!.events, byDoctor)).toEqual([])
  })

  it('let a booking for any day go on to a day whose rules rank the source or permit the booking', async () => {
    const weekdays: Rules = { ...standard(), priority: bySource({ online: 1 }) }
    const camp: Rules = { ...standard(), priority: bySource({ camp: 1 }) }
    const nobody: Rules = { ...standard(), admission: { permit: () => false } }
    const ask = async (first: Rules, source: string) => {
      const { opd } = await hospital(({ date }) => (date === DAY ? first : weekdays))
      const result = await opd.book({ doctorId: 'dr-shah', source, patientId: 'a' })
      return result.status === 'rejected' ? [result.code, result.details] : result.token.sessionId
    }
    expect(await ask(camp, 'online')).toBe(`dr-shah.${NEXT}`)
    expect(await ask(nobody, 'online')).toBe(`dr-shah.${NEXT}`)
    expect(await ask(camp, 'camp')).toBe(SHAH)
    expect(await ask(camp, 'paid')).toMatchObject(['unknown-source', { sessionId: SHAH, ranked: ['camp'] }])
    expect(await ask(nobody, 'paid')).toMatchObject(['policy-denied', { sessionId: SHAH }])
  })

  it('give every session its own number of groups and count each doctor by its own capacity', async () => {
    const { opd, book } = await hospital({
      default: { ...standard(), capacity: fixed() },
      doctors: { 'dr-shah': paediatrics },
    })
    for (const doctorId of ['dr-rao', 'dr-shah']) await book(doctorId, 'a', 'emergency')
    const sessions = await opd.sessions({ from: DAY, to: DAY })
    expect(sessions.map(({ slots }) => slots[0]!.seats)).toEqual([[1], [1, 2]])
  })
})

type SessionOf = NonNullable<Awaited<ReturnType<OpdScheduler['session']>>>

describe('a function that returns the rules of a session', () => {
  it('is asked once for each session, with a day that it cannot change', async () => {
    const asked: string[] = []
    const rules = vi.fn((day: ServiceDay) => {
      expect(Object.isFrozen(day)).toBe(true)
      asked.push(`${day.doctorId} ${day.date}`)
      return paediatrics
    })
    const { opd, book, store, options } = await hospital(rules)
    const own = [`dr-rao ${DAY}`, `dr-shah ${DAY}`, `dr-shah ${NEXT}`]
    for (const patientId of ['a', 'b', 'c']) await book('dr-rao', patientId, 'online')
    await opd.sweep()
    await opd.plan({ op: 'cancel', tokenId: `${RAO}.t1` })
    await opd.session(RAO)
    expect(asked.toSorted()).toEqual(own)
    // Another process asks when it first decides a session, and not for a session that does not exist.
    asked.length = 0
    const other = new OpdScheduler({ ...options, store })
    await other.session('dr-rao.2027-01-01')
    await other.book({ doctorId: 'nobody', date: DAY, source: 'online', patientId: 'a' })
    await other.cancel({ tokenId: `${RAO}.t1` })
    expect(asked).toEqual([`dr-rao ${DAY}`])
  })

  const broken: readonly (readonly [string, () => unknown, string])[] = [
    [
      'throws',
      () => {
        throw new Error('no rules today')
      },
      `The function rules threw for the doctor dr-shah on ${DAY}: no rules today.`,
    ],
    [
      'throws no error',
      () => {
        throw 'x'
      },
      `The function rules threw for the doctor dr-shah on ${DAY}: 'x'.`,
    ],
    [
      'returns nothing',
      () => undefined,
      `The function rules returned undefined for the doctor dr-shah on ${DAY}. Return rules, such as those of a preset.`,
    ],
    [
      'returns a promise',
      async () => Promise.reject(new Error('later')),
      `The function rules returned a promise for the doctor dr-shah on ${DAY}. Return rules, such as those of a preset.`,
    ],
    [
      'returns half of the rules',
      () => ({ ...standard(), overflow: undefined }),
      `rules({ doctorId: 'dr-shah', date: '${DAY}' }).overflow is missing or has the wrong type. Start from a preset, such as { ...standard() }.`,
    ],
    [
      'returns a long name',
      () => ({ ...standard(), name: 'x'.repeat(41) }),
      `rules({ doctorId: 'dr-shah', date: '${DAY}' }).name is missing or has the wrong type. Start from a preset, such as { ...standard() }.`,
    ],
  ] as const
  it.each(broken)('that %s is named with the doctor, and changes nothing', async (_, answer, message) => {
    const { store } = await hospital(standard())
    const size = (await store.read(0, 1_000)).length
    const rules = (({ doctorId }: ServiceDay) => (doctorId === 'dr-shah' ? answer() : paediatrics)) as () => Rules
    const opd = new OpdScheduler({ timeZone: ZONE, rules, store, clock: () => at('06:00') })
    const book = (doctorId: string) => opd.book({ doctorId, date: DAY, source: 'online', patientId: 'a' })
    const thrown = await book('dr-shah').catch((error: unknown) => error)
    expect(thrown).toMatchObject({ code: 'invalid-rules', message, details: { doctorId: 'dr-shah', date: DAY } })
    await expect(opd.openSession({ doctorId: 'dr-shah', date: '2026-02-02', slots: hourly([1]) })).rejects.toThrow(
      'dr-shah',
    )
    await expect(opd.session(SHAH)).rejects.toThrow('dr-shah')
    expect((await store.read(0, 1_000)).length).toBe(size)
    expect(await book('dr-rao')).toMatchObject({ status: 'confirmed' })
    expect((await opd.sessions({ doctorId: 'dr-shah' })).length).toBe(2)
  })

  it('decides the same in two processes', async () => {
    const rules = ({ doctorId }: ServiceDay): Rules => (doctorId === 'dr-shah' ? paediatrics : byDoctor.default)
    const { opd, options, store } = await hospital(rules)
    const other = new OpdScheduler({ ...options, store })
    for (const [n, source] of ['online', 'emergency', 'online', 'emergency'].entries())
      for (const doctorId of ['dr-rao', 'dr-shah'])
        await (n % 2 === 0 ? opd : other).book({ doctorId, date: DAY, start: '09:00', source, patientId: `p${n}` })
    expect(await ranksAndSeats(opd)).toEqual(await ranksAndSeats(other))
    const [, shah] = await ranksAndSeats(other)
    expect(shah!.map(([rank]) => rank)).toEqual([8, 1, 8, 1])
  })
})

describe('rules that are refused when the scheduler is made', () => {
  it.each([
    [
      'a part that is missing',
      { ...byDoctor, doctors: { 'dr-shah': { ...paediatrics, capacity: {} } } },
      "rules.doctors['dr-shah'].capacity.groups is missing or has the wrong type. Start from a preset, such as { ...standard() }.",
    ],
    [
      'no default',
      { doctors: {} },
      'rules.default.priority.base is missing or has the wrong type. Start from a preset, such as { ...standard() }.',
    ],
    ['no doctors', { default: standard() }, 'rules.doctors is undefined. Give rules by doctor id.'],
    [
      'a field that is unknown',
      { ...byDoctor, docters: {} },
      'rules.docters is unknown. Give { default, doctors }, or rules for all doctors.',
    ],
    [
      'an id that no doctor has',
      { ...byDoctor, doctors: { 'Dr. Shah': paediatrics } },
      "rules.doctors names 'Dr. Shah'. Give the id of a doctor.",
    ],
    [
      'a name of two lines',
      { ...standard(), name: 'a\nb' },
      'rules.name is missing or has the wrong type. Start from a preset, such as { ...standard() }.',
    ],
  ])('%s', (_, rules, message) => {
    const made = () => new OpdScheduler({ timeZone: 'UTC', rules: rules as Rules })
    expect(made).toThrow(expect.objectContaining({ code: 'invalid-rules', message }))
  })
})

describe('the name of the rules', () => {
  it('is that of the preset, and a spread has none', () => {
    for (const [name, preset] of Object.entries(presets))
      expect([preset().name, { ...preset() }.name]).toEqual([name, undefined])
  })

  it('is recorded when the session is opened, and again when other rules decide', async () => {
    const { opd, book, store } = await hospital(byDoctor)
    const named = async (opd: OpdScheduler, tokenId: string) => (await opd.history(tokenId)).map(({ rules }) => rules)
    await book('dr-rao', 'a', 'online')
    await book('dr-shah', 'a', 'online')
    expect([await named(opd, `${RAO}.t1`), await named(opd, `${SHAH}.t1`)]).toEqual([['bumpByClass'], ['paediatrics']])
    expect((await opd.session(SHAH))!.rules).toBe('paediatrics')

    const later = new OpdScheduler({
      timeZone: ZONE,
      rules: { ...standard() },
      store,
      clock: () => at('06:00'),
    })
    await later.cancel({ tokenId: `${SHAH}.t1` })
    await later.book({ doctorId: 'dr-shah', date: DAY, source: 'online', patientId: 'b' })
    expect([await named(later, `${SHAH}.t1`), await named(later, `${SHAH}.t2`)]).toEqual([
      ['paediatrics', null],
      [null],
    ])
    expect((await later.session(SHAH))!.rules).toBeNull()
    const events = await store.load(SHAH, 0)
    expect(events.map((event) => [event.type, 'rules' in event ? event.rules : '-'])).toEqual([
      ['session.opened', 'paediatrics'],
      ['token.confirmed', '-'],
      ['token.cancelled', null],
      ['token.confirmed', '-'],
    ])
    expect((await opd.session(SHAH))!.rules).toBeNull()
    await opd.cancel({ tokenId: `${SHAH}.t2` })
    expect(await named(opd, `${SHAH}.t2`)).toEqual([null, 'paediatrics'])
  })
})

describe('a priority policy', () => {
  it('may ask for the doctor, the date and the time of the session that the token enters', async () => {
    const seen: unknown[] = []
    const base = (...given: Parameters<Rules['priority']['base']>) => seen.push(given)
    const { opd, book } = await hospital({ ...standard(), priority: { base } })
    await book('dr-rao', 'a', 'online')
    await opd.reschedule({ tokenId: `${RAO}.t1`, doctorId: 'dr-shah', date: NEXT })
    await opd.reclassify({ tokenId: `dr-shah.${NEXT}.t1`, source: 'paid' })
    await opd.blockTime({ sessionId: `dr-shah.${NEXT}`, elsewhere: [SHAH] })
    const now = at('06:00')
    expect(seen).toEqual([
      [{ source: 'online', attributes: undefined }, { doctorId: 'dr-rao', date: DAY }, now],
      [{ source: 'online', attributes: undefined }, { doctorId: 'dr-shah', date: NEXT }, now],
      [{ source: 'paid', attributes: undefined }, { doctorId: 'dr-shah', date: NEXT }, now],
      [{ source: 'paid', attributes: undefined }, { doctorId: 'dr-shah', date: DAY }, now],
    ])
  })
})
