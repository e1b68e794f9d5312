import {
  type OpdEvent,
  OpdScheduler,
  type REFUSALS,
  type SchedulerOptions,
  standard,
  waitlistWithEmergencyBump,
} from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { at, clinic, DAY, hourly, SESSION } from './clinic'

const MINUTE = 60_000
const SHAH = `dr-shah.${DAY}`
const IYER = `dr-iyer.${DAY}`
const here = { sessionId: SESSION }
const slotId = (time: string, sessionId = SESSION) => `${sessionId}.${time.replace(':', '')}`

/** The clinic of Dr. Rao, with a substitute. */
async function withSubstitute(
  capacities: readonly number[],
  substitute: readonly number[],
  options: Partial<SchedulerOptions> = {},
) {
  const day = await clinic(capacities, options)
  await day.opd.registerDoctor({ id: 'dr-shah', name: 'Dr. Shah' })
  await day.opd.openSession({ doctorId: 'dr-shah', date: DAY, slots: hourly(substitute) })
  const size = async () => (await day.store.read(0, 10_000)).length
  return { ...day, size }
}

describe('wrong input is refused with the value and what to give', () => {
  const bad: readonly [string, object, string][] = [
    ['a time that is none', { op: 'blockTime', ...here, from: '9:00' }, "from is '9:00'. Give a time such as '09:30'."],
    ['an end that is none', { op: 'unblockTime', ...here, to: 720 }, "to is 720. Give a time such as '09:30'."],
    [
      'one session elsewhere, not in a list',
      { op: 'blockTime', ...here, elsewhere: SHAH },
      `elsewhere is '${SHAH}'. Give a list of up to 16 session ids.`,
    ],
    [
      'seventeen sessions elsewhere',
      { op: 'blockTime', ...here, elsewhere: Array.from({ length: 17 }, (_, n) => `dr-${n}.${DAY}`) },
      'elsewhere is an array of 17. Give a list of up to 16 session ids.',
    ],
    [
      'the same session elsewhere twice',
      { op: 'blockTime', ...here, elsewhere: [SHAH, IYER, SHAH] },
      `elsewhere[2] is '${SHAH}'. Name other sessions than the one concerned, each once.`,
    ],
    [
      'the session itself elsewhere',
      { op: 'closeSession', ...here, expected: 'move', elsewhere: [SESSION] },
      `elsewhere[0] is '${SESSION}'. Name other sessions than the one concerned, each once.`,
    ],
    [
      'a doctor elsewhere',
      { op: 'blockTime', ...here, elsewhere: ['dr-shah'] },
      "elsewhere[0] is 'dr-shah'. Give an id such as 'dr-rao.2026-01-30'.",
    ],
    [
      'a hole in the list',
      { op: 'blockTime', ...here, elsewhere: [SHAH, undefined] },
      "elsewhere[1] is undefined. Give an id such as 'dr-rao.2026-01-30'.",
    ],
    [
      'sessions elsewhere of a clinic that only closes',
      { op: 'closeSession', ...here, elsewhere: [SHAH] },
      "elsewhere is an array of 1. Give expected: 'move' as well.",
    ],
    [
      'neither keeping nor moving',
      { op: 'closeSession', ...here, expected: 'drop' },
      "expected is 'drop'. Give one of keep, move.",
    ],
    ['a delay backwards', { op: 'delay', ...here, minutes: -1 }, 'minutes is -1. Give a whole number from 0 to 720.'],
    ['a delay of a day', { op: 'delay', ...here, minutes: 721 }, 'minutes is 721. Give a whole number from 0 to 720.'],
    ['half a minute', { op: 'delay', ...here, minutes: 1.5 }, 'minutes is 1.5. Give a whole number from 0 to 720.'],
    ['no minutes', { op: 'delay', ...here }, 'minutes is undefined. Give a whole number from 0 to 720.'],
    [
      'a delay with an end',
      { op: 'delay', ...here, minutes: 5, to: '10:00' },
      "There is no field 'to' here. The fields are op, commandId, actor, note, minutes, sessionId, from.",
    ],
    [
      'coming back into other sessions',
      { op: 'unblockTime', ...here, elsewhere: [SHAH] },
      "There is no field 'elsewhere' here. The fields are op, commandId, actor, note, sessionId, from, to.",
    ],
  ]

  it.each(bad)('%s', async (_, command, message) => {
    const { opd, size } = await withSubstitute([2], [2])
    const before = await size()
    await expect(opd.execute(command as never)).rejects.toMatchObject({ code: 'invalid-input', message })
    await expect(opd.plan(command as never)).rejects.toMatchObject({ code: 'invalid-input', message })
    expect(await size()).toBe(before)
  })

  it('queries for tokens', async () => {
    const { opd } = await clinic([1])
    const wrong = (query: object) => opd.tokens(query as never)
    await expect(wrong({ status: 'lost' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/^the query\.status is 'lost'\. Give one or a list of .*dropped/),
    })
    await expect(wrong({ status: [] })).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(wrong({ from: DAY })).rejects.toMatchObject({ details: { field: 'the query.patientId' } })
    await expect(wrong({ status: 'dropped', patientId: '' })).rejects.toMatchObject({
      details: { field: 'the query.patientId' },
    })
  })
})

describe('a refusal says the values and what to do, and writes nothing', () => {
  it('a session, a substitute or a time that does not exist', async () => {
    const { opd, size } = await withSubstitute([1, 1], [1])
    const before = await size()
    const message = async (asked: Promise<{ readonly status: string }>) => {
      const answer = (await asked) as unknown as { code: keyof typeof REFUSALS; message: string }
      return [answer.code, answer.message]
    }
    const no = { doctorId: 'dr-rao', date: '2026-02-01' }
    const noSession = ['session-not-found', "There is no session 'dr-rao.2026-02-01'. Open the session first."]
    expect(await message(opd.blockTime(no))).toEqual(noSession)
    expect(await message(opd.unblockTime(no))).toEqual(noSession)
    expect(await message(opd.delay({ ...no, minutes: 5 }))).toEqual(noSession)
    expect(await message(opd.closeSession({ ...no, expected: 'move' }))).toEqual(noSession)
    const noSubstitute = ['session-not-found', `There is no session '${IYER}'. Open the session first.`]
    expect(await message(opd.blockTime({ ...here, elsewhere: [SHAH, IYER] }))).toEqual(noSubstitute)
    expect(await message(opd.closeSession({ ...here, expected: 'move', elsewhere: [IYER] }))).toEqual(noSubstitute)
    const noSlot = (time: string) => [
      'slot-not-found',
      `There is no slot '${slotId(time)}'. Check the id, or add the slot first.`,
    ]
    expect(await message(opd.blockTime({ ...here, from: '11:00' }))).toEqual(noSlot('11:00'))
    expect(await message(opd.blockTime({ ...here, to: '09:00' }))).toEqual(noSlot('09:00'))
    expect(await message(opd.unblockTime({ ...here, from: '06:00', to: '07:00' }))).toEqual(noSlot('06:00'))
    expect(await message(opd.delay({ ...here, minutes: 5, from: '09:30' }))).toEqual(noSlot('09:30'))
    expect(await size()).toBe(before)
  })

  it('a slot in which the doctor is away, and a doctor who is away for the rest of the day', async () => {
    const { opd, book } = await clinic([1, 1])
    await opd.blockTime({ ...here, to: '10:00' })
    expect(await book('a', 'emergency', '09:00')).toEqual({
      status: 'rejected',
      code: 'slot-blocked',
      message: `The doctor is away in the slot ${slotId('09:00')} (0 of 1 seats used). Choose another slot.`,
      details: { sessionId: SESSION, slotId: slotId('09:00'), capacity: 1, used: 0, waiting: 0 },
      moves: [],
    })
    await opd.blockTime(here)
    expect(await book('a', 'emergency')).toMatchObject({
      code: 'slot-blocked',
      message: `The doctor is away for the rest of the session ${SESSION}. Choose another day.`,
    })
  })

  it('a session that is over or closed', async () => {
    const { opd, clock } = await clinic([1, 1])
    clock.now = at('10:00')
    expect(await opd.blockTime({ ...here, to: '10:00' })).toMatchObject({
      code: 'slot-past',
      message: `The slot ${slotId('09:00')} (0 of 1 seats used) is over. Choose a later slot.`,
    })
    clock.now = at('11:00')
    expect(await opd.delay({ ...here, minutes: 5 })).toMatchObject({
      code: 'slot-past',
      message: `The slot ${slotId('10:00')} (0 of 1 seats used) is over. Choose a later slot.`,
    })
    await opd.closeSession(here)
    const closed = {
      code: 'session-closed',
      message: `The session ${SESSION} is closed, and cannot be opened again. Choose another day.`,
    }
    for (const op of ['blockTime', 'unblockTime'] as const) expect(await opd[op](here)).toMatchObject(closed)
  })

  it('catching up so much that slots would overlap', async () => {
    const { opd, clock } = await clinic([1, 1])
    await opd.delay({ ...here, minutes: 30 })
    clock.now = at('10:40')
    expect(await opd.delay({ ...here, minutes: 0, from: '10:00' })).toMatchObject({
      code: 'slot-overlap',
      message: `At the new times a slot overlaps the slot ${slotId('09:00')}. Choose other times.`,
      details: { sessionId: SESSION, slotId: slotId('09:00') },
    })
  })

  it('501 tokens to move: nothing is written, and in two parts it works', async () => {
    const { opd, book, size } = await withSubstitute([251, 250], [1], { rules: waitlistWithEmergencyBump() })
    for (let n = 0; n < 501; n++) await book(`p-${n}`, 'online', n < 251 ? '09:00' : '10:00')
    const before = await size()
    const version = (await opd.session(SESSION))!.version
    for (const command of [
      { op: 'blockTime', ...here, elsewhere: [SHAH] },
      { op: 'closeSession', ...here, expected: 'move', elsewhere: [SHAH] },
    ] as const) {
      expect(await opd.execute(command)).toMatchObject({
        code: 'too-many-moves',
        message: `More than 500 tokens of the session ${SESSION} would be moved. Move them in parts, with from and to.`,
        details: { limit: 500 },
      })
      expect(await opd.plan(command)).toMatchObject({ code: 'too-many-moves' })
    }
    expect(await size()).toBe(before)
    expect((await opd.session(SESSION))!.version).toBe(version)
    const first = await opd.blockTime({ ...here, to: '10:00', elsewhere: [SHAH] })
    const second = await opd.blockTime({ ...here, from: '10:00', elsewhere: [SHAH] })
    expect([first.status, second.status]).toEqual(['open', 'open'])
    expect(first.moves.length + second.moves.length).toBe(502)
    expect(await opd.tokens({ status: 'dropped' })).toHaveLength(500)
  })
})

describe('a plan', () => {
  const commands = [
    { op: 'blockTime', ...here, from: '09:00', to: '10:00', elsewhere: [SHAH] },
    { op: 'closeSession', ...here, expected: 'move', elsewhere: [SHAH] },
    { op: 'delay', ...here, minutes: 70 },
  ] as const

  it.each(commands)('of $op is what happens, in one commit, and writes nothing itself', async (command) => {
    const { opd, store, book, size } = await withSubstitute([2, 1], [1, 1])
    for (const [n, time] of ['09:00', '09:00', '10:00'].entries())
      await book(`p-${n}`, n === 1 ? 'paid' : 'online', time)
    const before = await size()
    const { basis, ...plan } = await opd.plan(command)
    expect(await size()).toBe(before)
    const done = await opd.execute({ ...command, commandId: 'the-day' }, { basis })
    expect(done).toEqual({ ...plan, commandId: 'the-day' })
    const written = (await store.read(before, 1_000)).map(({ event }) => event.commandId)
    expect(written.length).toBeGreaterThan(0)
    expect(new Set(written)).toEqual(new Set(['the-day']))
    expect(await opd.execute(command, { basis })).toMatchObject({ code: 'plan-stale' })
  })

  it.each(commands)('of $op is stale after another booking', async (command) => {
    const { opd, book, size } = await withSubstitute([2, 1], [1, 1])
    await book('p-1', 'online', '09:00')
    const { basis } = await opd.plan(command)
    await book('p-2', 'online', '09:00')
    const before = await size()
    expect(await opd.execute(command, { basis })).toMatchObject({ code: 'plan-stale' })
    expect(await size()).toBe(before)
  })

  it('is stale after a booking with the substitute, even if that seat was not wanted', async () => {
    const { opd, book } = await withSubstitute([2, 1], [3])
    await book('p-1', 'online', '09:00')
    const { basis } = await opd.plan(commands[1])
    await opd.book({ slotId: slotId('09:00', SHAH), source: 'online', patientId: 'q' })
    expect(await opd.execute(commands[1], { basis })).toMatchObject({ code: 'plan-stale' })
  })
})

describe('a repeated command', () => {
  it('returns the first answer, with every successor, and does nothing', async () => {
    const { opd, store, book, clock, size } = await withSubstitute([2, 0], [1, 1])
    for (const n of [1, 2]) await book(`p-${n}`, 'online', '09:00')
    const command = { ...here, elsewhere: [SHAH], commandId: 'leave-1' }
    const first = await opd.blockTime(command)
    expect(first.moves.map(({ tokenId, status }) => [tokenId, status])).toEqual([
      [`${SESSION}.t1`, 'rescheduled'],
      [`${SESSION}.t2`, 'rescheduled'],
      [`${SHAH}.t1`, 'confirmed'],
      [`${SHAH}.t2`, 'confirmed'],
    ])
    const before = await size()
    await opd.unblockTime(here)
    expect(await opd.blockTime({ ...command, note: 'again' })).toEqual(first)
    const other = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => clock.now })
    expect(await other.blockTime(command)).toEqual(first)
    expect(await size()).toBe(before + 2)
    await expect(opd.blockTime({ ...command, elsewhere: [] })).rejects.toMatchObject({ code: 'command-id-reused' })
    await expect(opd.blockTime({ ...command, from: '09:00' })).rejects.toMatchObject({ code: 'command-id-reused' })
  })

  it('of closing has the same fingerprint with and without the defaults', async () => {
    const { opd } = await clinic([1])
    const first = await opd.closeSession({ ...here, commandId: 'c' })
    expect(await opd.closeSession({ ...here, commandId: 'c', expected: 'keep' })).toEqual(first)
    await expect(opd.closeSession({ ...here, commandId: 'c', expected: 'move' })).rejects.toMatchObject({
      code: 'command-id-reused',
    })
  })

  it('without an id changes nothing if the doctor is away or late already', async () => {
    const { opd, size } = await withSubstitute([2], [1])
    await opd.blockTime(here)
    await opd.delay({ ...here, minutes: 20 })
    const before = await size()
    expect(await opd.blockTime(here)).toMatchObject({ status: 'open', moves: [] })
    expect(await opd.delay({ ...here, minutes: 20 })).toMatchObject({ status: 'open', moves: [] })
    await opd.unblockTime(here)
    expect(await opd.unblockTime(here)).toMatchObject({ status: 'open', moves: [] })
    expect(await size()).toBe(before + 1)
  })
})

describe('a patient who is moved', () => {
  it('keeps attributes, source, rank and patient id; the leave’s actor and note are in the events', async () => {
    const { opd, store, book } = await withSubstitute([1], [2])
    await book('p-1', 'follow-up', '09:00', { attributes: { triage: 2, wheelchair: true }, note: 'needs a ramp' })
    await opd.blockTime({ ...here, elsewhere: [SHAH], actor: 'desk', note: 'called to theatre' })
    const old = (await opd.token(`${SESSION}.t1`))!
    const successor = (await opd.token(`${SHAH}.t1`))!
    expect(old).toMatchObject({ status: 'rescheduled', replacedBy: successor.id, cause: 'blocked', bumps: 0 })
    expect(successor).toMatchObject({
      status: 'confirmed',
      patientId: 'p-1',
      source: 'follow-up',
      attributes: { triage: 2, wheelchair: true },
      rank: old.rank,
      baseRank: old.baseRank,
      bumps: 0,
      replaces: old.id,
      cause: 'rescheduled',
    })
    const written = (await store.read(0, 100)).filter(({ event }) => event.note === 'called to theatre')
    expect(written.map(({ event }) => [event.type, event.actor])).toEqual(
      expect.arrayContaining([
        ['slot.blocked', 'desk'],
        ['token.rescheduled', 'desk'],
        ['token.confirmed', 'desk'],
      ]),
    )
  })

  it('can read why, in a sentence of the history', async () => {
    const { opd, book } = await withSubstitute([1, 1], [1], { rules: waitlistWithEmergencyBump() })
    await book('a', 'online', '10:00')
    await book('b', 'walk-in', '10:00')
    await opd.reschedule({ tokenId: `${SESSION}.t1`, date: DAY, start: '09:00' })
    const last = async (tokenId: string) => (await opd.history(tokenId)).at(-1)!.sentence
    await opd.blockTime({ ...here, from: '10:00', elsewhere: [SHAH], note: 'theatre', actor: 'desk' })
    expect(await last(`${SESSION}.t2`)).toBe(
      `Gave up its seat at 10:00, because the doctor is away; token ${SHAH}.t1 replaces it.`,
    )
    expect(await last(`${SHAH}.t1`)).toBe('Rebooked as walk-in (rank 5) for the 09:00 slot; got a free seat at 09:00.')
    await opd.blockTime({ ...here, elsewhere: [SHAH] })
    expect(await last(`${SESSION}.t3`)).toBe(
      'Lost its seat at 09:00, because the doctor is away; was dropped, because no other place was found.',
    )
  })

  it('inside the session keeps number and order of arrival, and the move is no bump', async () => {
    const { opd, book } = await clinic([2, 2])
    await book('a', 'online', '09:00')
    await book('b', 'online', '09:00')
    const { moves } = await opd.blockTime({ ...here, to: '10:00' })
    expect(moves.map(({ patientId, from, to, cause, by }) => ({ patientId, from, to, cause, by }))).toEqual(
      ['a', 'b'].map((patientId) => ({
        patientId,
        from: slotId('09:00'),
        to: slotId('10:00'),
        cause: 'blocked',
        by: null,
      })),
    )
    const { tokens } = (await opd.session(SESSION))!
    expect(tokens.map(({ number, position, bumps, cause }) => [number, position, bumps, cause])).toEqual([
      ['001', 1, 0, 'blocked'],
      ['002', 2, 0, 'blocked'],
    ])
    expect((await opd.stats({})).bumps).toBe(0)
    expect((await opd.history(`${SESSION}.t1`)).at(-1)!.sentence).toBe(
      "Lost its seat at 09:00, because the doctor is away; got a seat at 10:00, by the rule 'cascade'.",
    )
  })

  it('who waited for nothing else is told so, and a promotion after a leave says why', async () => {
    const { opd, book } = await clinic([1, 1], { rules: waitlistWithEmergencyBump() })
    await book('a', 'online', '09:00')
    await book('b', 'online', '09:00')
    await opd.blockTime({ ...here, to: '10:00' })
    const last = async (tokenId: string) => (await opd.history(tokenId)).at(-1)!.sentence
    expect(await last(`${SESSION}.t2`)).toBe('Was dropped, because the doctor is away and no other place was found.')
    expect(await opd.token(`${SESSION}.t2`)).toMatchObject({ status: 'dropped', cause: 'blocked' })
  })

  it('can be helped in one step, with any doctor, and the link remains', async () => {
    const { opd, book } = await withSubstitute([1], [1, 1], { rules: waitlistWithEmergencyBump() })
    await book('a', 'online', '09:00', { attributes: { triage: 3 }, note: 'hard of hearing' })
    await opd.blockTime(here)
    const tokenId = `${SESSION}.t1`
    expect(await opd.tokens({ status: 'dropped', from: DAY })).toMatchObject([{ id: tokenId, cause: 'blocked' }])
    const moved = await opd.reschedule({ tokenId, doctorId: 'dr-shah', date: DAY, start: '10:00' })
    expect(moved).toMatchObject({ status: 'confirmed', token: { replaces: tokenId, attributes: { triage: 3 } } })
    expect(await opd.token(tokenId)).toMatchObject({ status: 'rescheduled', replacedBy: `${SHAH}.t1` })
    expect(await opd.tokens({ status: 'dropped', from: DAY })).toEqual([])
    expect(await opd.reschedule({ tokenId, doctorId: 'dr-shah', date: DAY })).toMatchObject({
      code: 'invalid-transition',
    })
  })
})

describe('events', () => {
  it('reach listeners with the slots’ new times, and with both tokens of a move', async () => {
    const { opd, book } = await withSubstitute([1, 1], [1])
    await book('a', 'online', '09:00')
    const heard: OpdEvent[] = []
    opd.on('*', (event) => heard.push(event))
    const told: string[] = []
    opd.on('slot.blocked', ({ slot }) => told.push(`away ${slot.start} ${slot.blocked}`))
    opd.on('slot.unblocked', ({ slot }) => told.push(`back ${slot.start} ${slot.blocked}`))
    opd.on('session.delayed', ({ slots }) => told.push(`late ${slots.map(({ start }) => start)}`))
    opd.on('token.rescheduled', ({ patientId, replacedBy, cause }) => told.push(`${patientId} ${replacedBy} ${cause}`))
    opd.on('token.confirmed', ({ toSlot, replaces }) => told.push(`${toSlot.start} for ${replaces}`))
    await opd.blockTime({ ...here, elsewhere: [SHAH] })
    await opd.delay({ ...here, minutes: 70, from: '10:00' })
    await opd.unblockTime({ ...here, to: '10:00' })
    expect(told.toSorted()).toEqual([
      `09:00 for ${SESSION}.t1`,
      `a ${SHAH}.t1 blocked`,
      'away 09:00 true',
      'away 10:00 true',
      'back 09:00 undefined',
      'late 10:00',
    ])
    const late = heard.find(({ type }) => type === 'session.delayed')
    expect(late).toMatchObject({
      cause: 'delayed',
      slots: [
        { slotId: slotId('10:00'), startsAt: at('11:10'), endsAt: at('12:10'), plannedAt: at('10:00'), blocked: true },
      ],
    })
    const ofOneCommand = heard.filter(({ type }) => type.startsWith('token.') || type === 'slot.blocked')
    expect(new Set(ofOneCommand.map(({ commandId }) => commandId)).size).toBe(1)
  })

  it('of a token that is dropped are announced as such', async () => {
    const { opd, book } = await clinic([1])
    await book('a', 'online', '09:00')
    const dropped: string[] = []
    opd.on('token.dropped', ({ patientId, cause }) => dropped.push(`${patientId} ${cause}`))
    await opd.closeSession({ ...here, expected: 'move' })
    expect(dropped).toEqual(['a blocked'])
  })
})

describe('the list of patients to be called', () => {
  it('selects by status, patient, doctor and date, in any of several statuses', async () => {
    const { opd, book } = await withSubstitute([2], [1], { rules: waitlistWithEmergencyBump() })
    for (const patient of ['a', 'b']) await book(patient, 'online', '09:00')
    await opd.book({ slotId: slotId('09:00', SHAH), source: 'online', patientId: 'a' })
    await opd.cancel({ tokenId: `${SESSION}.t2` })
    await opd.blockTime(here)
    const ids = async (query: Parameters<OpdScheduler['tokens']>[0]) => (await opd.tokens(query)).map(({ id }) => id)
    expect(await ids({ status: 'dropped' })).toEqual([`${SESSION}.t1`])
    expect(await ids({ status: ['dropped', 'cancelled'] })).toEqual([`${SESSION}.t1`, `${SESSION}.t2`])
    expect(await ids({ status: ['dropped', 'confirmed'], patientId: 'a' })).toEqual([`${SESSION}.t1`, `${SHAH}.t1`])
    expect(await ids({ status: 'confirmed', doctorId: 'dr-rao' })).toEqual([])
    expect(await ids({ status: 'dropped', from: '2026-01-31' })).toEqual([])
    expect(await ids({ patientId: 'b' })).toEqual([`${SESSION}.t2`])
  })
})

describe('a session that was closed early', () => {
  it('is listed as closed, and is swept until no patient is expected', async () => {
    const { opd, store, book, clock } = await clinic([2])
    for (const patient of ['a', 'b']) await book(patient, 'online', '09:00')
    await opd.closeSession(here)
    const listed = async (of: OpdScheduler) => [
      (await of.sessions({ open: true })).length,
      (await of.sessions({ open: false })).length,
      (await of.sessions()).length,
    ]
    const other = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => clock.now })
    for (const each of [opd, other]) expect(await listed(each)).toEqual([0, 1, 1])
    expect((await store.sessions({ open: true })).length).toBe(1)
    clock.now = at('09:30')
    await opd.checkIn({ tokenId: `${SESSION}.t1` })
    expect(await other.sweep()).toMatchObject({ sessions: 1, changed: 0 })
    clock.now = at('10:15')
    expect(await other.sweep()).toMatchObject({
      sessions: 1,
      changed: 1,
      closed: 0,
      moves: [{ tokenId: `${SESSION}.t2`, status: 'no-show', cause: 'grace-over' }],
    })
    expect((await store.sessions({ open: true })).length).toBe(0)
    expect(await opd.sweep()).toMatchObject({ sessions: 0 })
    expect(await listed(other)).toEqual([0, 1, 1])
    expect(await opd.undo({ tokenId: `${SESSION}.t2` })).toMatchObject({ status: 'confirmed' })
    clock.now = at('10:30')
    expect(await opd.sweep()).toMatchObject({ sessions: 1, changed: 1, closed: 0 })
  })

  it('and whose patients were all moved is not swept', async () => {
    const { opd, book, clock } = await withSubstitute([1], [1])
    await book('a', 'online', '09:00')
    await opd.closeSession({ ...here, expected: 'move', elsewhere: [SHAH] })
    // The first sweep looks at every open session.
    expect(await opd.sweep()).toMatchObject({ sessions: 1, changed: 0 })
    expect(await opd.sweep()).toMatchObject({ sessions: 0, changed: 0 })
    clock.now = at('09:00')
    expect(await opd.sweep()).toMatchObject({ sessions: 1, changed: 0 })
    expect((await opd.sessions({ open: true })).map(({ id }) => id)).toEqual([SHAH])
  })
})

describe('grace without end', () => {
  it('makes no no-shows by the clock, and a clerk still may', async () => {
    const rules = { ...standard(), visit: { graceMinutes: Number.POSITIVE_INFINITY } }
    const { opd, book, clock } = await clinic([1], { rules })
    await book('a', 'online', '09:00')
    clock.now = at('23:00')
    expect(await opd.sweep()).toMatchObject({ sessions: 1, changed: 0 })
    expect(await opd.noShow({ tokenId: `${SESSION}.t1` })).toMatchObject({ status: 'no-show' })
    expect(await opd.sweep()).toMatchObject({ closed: 1 })
  })
})

describe('numbers of successors', () => {
  it('are written by the host’s function, in the order of arrival in the new session', async () => {
    const formatNumber = (sequence: number, source: string) => `${source[0]!.toUpperCase()}${sequence}`
    const { opd, book } = await withSubstitute([3], [4], { formatNumber })
    await opd.book({ slotId: slotId('09:00', SHAH), source: 'walk-in', patientId: 's' })
    for (const [n, source] of ['online', 'paid', 'emergency'].entries()) await book(`p-${n}`, source, '09:00')
    await opd.blockTime({ ...here, elsewhere: [SHAH] })
    const { tokens } = (await opd.session(SHAH))!
    expect(tokens.map(({ number, patientId }) => [number, patientId])).toEqual([
      ['W1', 's'],
      ['E2', 'p-2'],
      ['P3', 'p-1'],
      ['O4', 'p-0'],
    ])
  })

  it.each([
    [
      'one that the session has',
      (sequence: number) => `N${Math.min(sequence, 1)}`,
      /^formatNumber returned 'N1' for 2, but another token of dr-shah\.2026-01-30 has that number\./,
    ],
    [
      'the same for two of them',
      (sequence: number) => `N${Math.min(sequence, 2)}`,
      /^formatNumber returned 'N2' for 3, and for an earlier token\. Return a text of its own for each\.$/,
    ],
  ])('that are twice the same are refused, and nothing is written: %s', async (_, broken, message) => {
    const store = (await withSubstitute([2], [3])).store
    let format = (sequence: number) => `N${sequence}`
    const opd = new OpdScheduler({
      timeZone: 'Asia/Kolkata',
      store,
      clock: () => at('06:00'),
      formatNumber: (sequence) => format(sequence),
    })
    await opd.book({ slotId: slotId('09:00', SHAH), source: 'online', patientId: 's' })
    for (const n of [1, 2]) await opd.book({ slotId: slotId('09:00'), source: 'online', patientId: `p-${n}` })
    const before = (await store.read(0, 100)).length
    format = broken
    const leave = { ...here, elsewhere: [SHAH] }
    await expect(opd.blockTime(leave)).rejects.toMatchObject({
      code: 'invalid-rules',
      message: expect.stringMatching(message),
    })
    expect((await store.read(0, 100)).length).toBe(before)
    format = (sequence) => `N${sequence}`
    expect(await opd.blockTime(leave)).toMatchObject({ status: 'open' })
  })
})

describe('times', () => {
  const night = `dr-may.${DAY}`
  async function clinicOf(timeZone: string, now: string, date: string, slots: readonly object[]) {
    const clock = { now: Date.parse(now) }
    const opd = new OpdScheduler({ timeZone, clock: () => clock.now })
    await opd.registerDoctor({ id: 'dr-may', name: 'Dr. May' })
    const opened = await opd.openSession({ doctorId: 'dr-may', date, slots } as never)
    if (opened.status === 'rejected') throw new Error(opened.message)
    const sessionId = `dr-may.${date}`
    const blocked = async (): Promise<string> => {
      const { slots: all } = (await opd.session(sessionId))!
      return all.flatMap(({ start, blocked: isBlocked }) => (isBlocked ? [start] : [])).join(' ')
    }
    return { opd, clock, sessionId, blocked }
  }
  const hours = (...list: readonly number[]) =>
    list.map((hour) => {
      const wall = (of: number) => `${String(of % 24).padStart(2, '0')}:00`
      return { start: wall(hour), end: wall(hour + 1), capacity: 1 }
    })

  it.each([
    [{ from: '23:00', to: '00:00' }, '23:00'],
    [{ from: '23:30', to: '00:30' }, '23:00 00:00'],
    [{ from: '00:00', to: '01:00' }, '00:00'],
    [{ from: '00:30' }, '00:00 01:00'],
    [{ to: '23:00' }, '22:00'],
    [{ to: '00:30' }, '22:00 23:00 00:00'],
    [{ from: '22:00', to: '02:00' }, '22:00 23:00 00:00 01:00'],
    [{ from: '21:00', to: '23:00' }, '22:00'],
    [{ from: '23:00', to: '03:00' }, '23:00 00:00 01:00'],
    [{}, '22:00 23:00 00:00 01:00'],
  ])('of a night clinic are before or after midnight: %o blocks %s', async (range, expected) => {
    const { opd, blocked } = await clinicOf('Asia/Kolkata', '2026-01-30T12:00+05:30', DAY, hours(22, 23, 0, 1))
    expect(await opd.blockTime({ sessionId: night, ...range })).toMatchObject({ status: 'open' })
    expect(await blocked()).toBe(expected)
    await opd.unblockTime({ sessionId: night, ...range })
    expect(await blocked()).toBe('')
  })

  it('end after they begin, at midnight at the latest if the session ends there', async () => {
    const { opd, blocked, sessionId } = await clinicOf('Asia/Kolkata', '2026-01-30T06:00+05:30', DAY, hours(9, 10))
    for (const to of ['09:00', '10:00'])
      await expect(opd.blockTime({ sessionId, from: '10:00', to })).rejects.toThrow(
        `to is '${to}'. Give a time after from.`,
      )
    expect(await blocked()).toBe('')
    const evening = await clinicOf('Asia/Kolkata', '2026-01-30T12:00+05:30', DAY, hours(22, 23))
    await evening.opd.blockTime({ sessionId, from: '23:00', to: '00:00' })
    expect(await evening.blocked()).toBe('23:00')
  })

  it('of a night clinic take patients across midnight, and may be delayed there', async () => {
    const { opd, sessionId } = await clinicOf('Asia/Kolkata', '2026-01-30T12:00+05:30', DAY, hours(22, 23, 0, 1))
    const book = (start: string, patientId: string) =>
      opd.book({ doctorId: 'dr-may', date: DAY, start, source: 'online', patientId })
    await book('23:00', 'a')
    expect((await opd.blockTime({ sessionId, from: '23:30', to: '00:30' })).moves).toMatchObject([
      { patientId: 'a', to: `${sessionId}.0100` },
    ])
    const late = await opd.delay({ sessionId, minutes: 30, from: '00:00' })
    const starts = late.status === 'rejected' ? [] : late.session.slots.map(({ startsAt }) => startsAt)
    expect(starts.map((each) => new Date(each + 5.5 * 60 * MINUTE).toISOString().slice(8, 16))).toEqual([
      '30T22:00',
      '30T23:00',
      '31T00:30',
      '31T01:30',
    ])
  })

  it('are as planned: a leave names the times that patients were told, also in a clinic that runs late', async () => {
    const { opd, book, clock } = await clinic([1, 1, 1])
    await book('a', 'online', '10:00')
    await opd.delay({ ...here, minutes: 60 })
    clock.now = at('09:30')
    const { moves } = await opd.blockTime({ ...here, from: '10:00', to: '11:00' })
    expect(moves).toMatchObject([{ patientId: 'a', from: slotId('10:00'), to: slotId('11:00') }])
    expect((await opd.token(`${SESSION}.t1`))!.start).toBe('11:00')
  })

  it('on the day on which the clocks are set forward: leave by the wall clock, delay in real minutes', async () => {
    const [first, , ...rest] = hours(0, 1, 3, 4)
    const slots = [first!, { start: '01:00', end: '03:00', capacity: 1 }, ...rest]
    const date = '2026-03-29'
    const { opd, sessionId, blocked } = await clinicOf('Europe/Berlin', '2026-03-28T20:00Z', date, slots)
    await opd.book({ doctorId: 'dr-may', date, start: '01:00', source: 'online', patientId: 'a' })
    expect((await opd.blockTime({ sessionId, from: '01:30', to: '03:00' })).moves).toMatchObject([
      { to: `${sessionId}.0300` },
    ])
    expect(await blocked()).toBe('01:00')
    await opd.delay({ sessionId, minutes: 70 })
    const view = (await opd.session(sessionId))!
    expect(view.slots.map(({ startsAt, plannedAt }) => startsAt - plannedAt)).toEqual(Array(4).fill(70 * MINUTE))
    expect(new Date(view.slots[2]!.startsAt).toISOString()).toBe('2026-03-29T02:10:00.000Z')
    expect(view.slots.map(({ start }) => start)).toEqual(['00:00', '01:00', '03:00', '04:00'])
  })

  it('on the day on which the clocks are set back: a whole day’s leave has the repeated hour too', async () => {
    const slots = [
      { start: '02:40', end: '02:50', capacity: 1, disambiguation: 'earlier' },
      { start: '02:10', end: '02:30', capacity: 1, disambiguation: 'later' },
    ]
    const date = '2026-10-25'
    const { opd, sessionId, blocked } = await clinicOf('Europe/Berlin', '2026-10-24T20:00Z', date, slots)
    await opd.book({ doctorId: 'dr-may', date, start: '02:40', source: 'online', patientId: 'a' })
    expect((await opd.blockTime({ sessionId })).moves).toMatchObject([{ patientId: 'a', status: 'dropped' }])
    expect(await blocked()).toBe('02:40 02:10')
    await opd.unblockTime({ sessionId, from: '02:35' })
    expect(await blocked()).toBe('02:10')
    await opd.delay({ sessionId, minutes: 15 })
    const view = (await opd.session(sessionId))!
    expect(view.slots.map(({ startsAt }) => new Date(startsAt).toISOString().slice(11, 16))).toEqual(['00:55', '01:25'])
  })
})

it('a patient who is present while the doctor is away is called afterwards, and the estimates say so', async () => {
  const { opd, book, clock } = await clinic([2, 2])
  for (const [n, patient] of ['a', 'b'].entries()) {
    await book(patient, 'online', '09:00')
    await opd.checkIn({ tokenId: `${SESSION}.t${n + 1}` })
  }
  await opd.blockTime({ ...here, to: '10:00' })
  clock.now = at('09:05')
  const { present, late } = (await opd.queue(here))!
  expect(late).toBe(0)
  expect(present.map(({ patientId }) => patientId)).toEqual(['a', 'b'])
  expect(present[0]!.estimated).toEqual({ from: `${DAY}T10:00:00+05:30`, to: `${DAY}T10:00:00+05:30` })
  expect(Date.parse(present[1]!.estimated!.from)).toBeGreaterThan(at('10:00'))
  expect(await opd.callNext(here)).toMatchObject({ status: 'called', token: { patientId: 'a' } })
})

describe('the queue of a clinic that runs late', () => {
  it('says by how many minutes, and the estimates follow', async () => {
    const { opd, book, clock } = await clinic([2, 2])
    for (const patient of ['a', 'b']) await book(patient, 'online', '09:00')
    const queue = async () => (await opd.queue(here))!
    expect((await queue()).late).toBe(0)
    const before = await queue()
    await opd.delay({ ...here, minutes: 70 })
    const after = await queue()
    expect(after.late).toBe(70)
    const moved = (n: number) =>
      (Date.parse(after.expected[n]!.estimated!.from) - Date.parse(before.expected[n]!.estimated!.from)) / MINUTE
    expect(moved(0)).toBeGreaterThanOrEqual(65)
    expect(moved(1)).toBeGreaterThanOrEqual(65)
    expect((await opd.token(`${SESSION}.t1`))!.plannedTime).toBe(`${DAY}T10:10:00+05:30`)
    await opd.delay({ ...here, minutes: 90, from: '10:00' })
    expect((await queue()).late, 'of the next slot, which is the first').toBe(70)
    clock.now = at('11:15')
    expect((await queue()).late).toBe(90)
    clock.now = at('12:30')
    expect((await queue()).late, 'all slots are over').toBe(0)
  })
})
