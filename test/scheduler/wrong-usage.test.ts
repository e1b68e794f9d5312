import { fixed, memoryStore, OpdScheduler, standard, swapToOverflow, waitlist } from 'opd-scheduler'
import { sqliteStore } from 'opd-scheduler/sqlite'
import { describe, expect, it } from 'vitest'
import { SESSION_FACTS, TOKEN_FACTS } from '../../src/core/fact'
import { at, clinic, DAY, SESSION } from './clinic'

/** The whole message of what is thrown, for input that the types refuse as well. */
async function messageOf(wrong: () => unknown): Promise<string> {
  const thrown = await Promise.resolve()
    .then(wrong)
    .then(
      (returned) => new Error(`nothing was thrown, but returned ${JSON.stringify(returned)}`),
      (error: unknown) => error,
    )
  return (thrown as Error).message
}

const made = (options: object) => () => new OpdScheduler({ timeZone: 'Asia/Kolkata', ...options } as never)

describe('a host that makes a scheduler wrongly is told the value and what to give', () => {
  it.each([
    [
      'no options',
      () => new OpdScheduler(undefined as never),
      'options is undefined. Give an object with at least a timeZone.',
    ],
    [
      'an unknown option',
      made({ deadline: 5 }),
      "There is no option 'deadline' here. The options are timeZone, rules, store, clock, formatNumber, habits, deadlineMs, sessionsInMemory, onListenerError, onDamagedStream.",
    ],
    [
      'the name of a store',
      made({ store: 'memory' }),
      "store is 'memory'. Give memoryStore(), sqliteStore(path), postgresStore(pool) or a store of your own.",
    ],
    [
      'a store that was not made',
      made({ store: memoryStore }),
      'store is a function. Give memoryStore(), sqliteStore(path), postgresStore(pool) or a store of your own.',
    ],
    [
      'an abbreviation of a zone',
      made({ timeZone: 'IST' }),
      "timeZone is 'IST'. Give an IANA name with its region, such as 'Asia/Kolkata', or 'UTC'.",
    ],
    [
      'no zone',
      made({ timeZone: undefined }),
      "timeZone is undefined. Give an IANA name with its region, such as 'Asia/Kolkata', or 'UTC'.",
    ],
    [
      'a time for a clock',
      made({ clock: Date.now() }),
      /^clock is \d+\. Give a function that returns epoch milliseconds\.$/,
    ],
    ['a deadline of no time', made({ deadlineMs: 0 }), 'deadlineMs is 0. Give a whole number from 1 to 3600000.'],
    [
      'a preset that was not called',
      made({ rules: { default: standard, doctors: {} } }),
      'rules.default.priority.base is missing or has the wrong type. Start from a preset, such as { ...standard() }.',
    ],
    [
      'a listener hook that is none',
      made({ onListenerError: 'log' }),
      "onListenerError is 'log'. Give a function that takes an error.",
    ],
  ] as const)('%s', async (_, wrong, message) => {
    expect(await messageOf(wrong)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
  })

  it('options that a class computes are used, not ignored', async () => {
    class Options {
      get timeZone() {
        return 'Asia/Kolkata'
      }
      get rules() {
        return { ...standard(), overflow: [], capacity: fixed() }
      }
      get clock() {
        return () => at('06:00')
      }
    }
    const opd = new OpdScheduler(new Options())
    await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
    await opd.openSession({ doctorId: 'dr-rao', date: DAY, slots: [{ start: '09:00', end: '10:00', capacity: 0 }] })
    const target = { doctorId: 'dr-rao', date: DAY, start: '09:00', source: 'emergency', patientId: 'p' }
    expect(await opd.book(target)).toMatchObject({ code: 'slot-full' })
  })

  it('zones with a region or a full name are accepted', () => {
    for (const timeZone of [
      'UTC',
      'GMT',
      'Etc/UTC',
      'Etc/GMT+5',
      'America/Argentina/Buenos_Aires',
      'Singapore',
      'Japan',
    ])
      expect(() => new OpdScheduler({ timeZone })).not.toThrow()
    for (const timeZone of ['IST', 'EST', 'ist', 'CST6CDT', '+05:30', 'GB', '', 'India'])
      expect(() => new OpdScheduler({ timeZone }), timeZone).toThrow('Give an IANA name')
  })

  it('a store without checkpoints', async () => {
    const { checkpoint, ...store } = memoryStore()
    expect(await messageOf(made({ store }))).toMatch(/^store is an object\. Give memoryStore\(\), /)
  })

  it('a strategy without a name', async () => {
    const nameless = { name: '', attempt: () => undefined }
    expect(await messageOf(made({ rules: { ...standard(), overflow: [nameless] } }))).toMatch(
      /^rules\.overflow is missing/,
    )
  })

  it('no file for a SQLite store', async () => {
    expect(await messageOf(() => sqliteStore(undefined as never))).toBe(
      'The file of sqliteStore is undefined. Give a path, or an open database of node:sqlite, libsql or better-sqlite3.',
    )
  })

  it('a kind of waiting list that does not exist', async () => {
    expect(await messageOf(() => waitlist({ per: 'doctor' as never }))).toBe(
      "waitlist: per is 'doctor'. Give 'slot' or 'session'.",
    )
  })
})

describe('a desk that gives a wrong command is told the value and what to give', () => {
  it('a source that is misspelt', async () => {
    const { book } = await clinic([1])
    expect(await book('p-1', 'onlne', '09:00')).toMatchObject({
      code: 'unknown-source',
      message: "source is 'onlne'; the rules rank emergency, paid, follow-up, online, walk-in.",
      details: { source: 'onlne', ranked: ['emergency', 'paid', 'follow-up', 'online', 'walk-in'] },
    })
  })

  it.each(['Emergency', 'EMERGENCY'])(
    'a source in another spelling, %s, also if unknown ones are walk-ins',
    async (source) => {
      const { book } = await clinic([1], { rules: swapToOverflow() })
      expect(await book('p-1', source, '09:00')).toMatchObject({
        code: 'unknown-source',
        message: `source is '${source}'; the rules rank emergency, paid, follow-up, online, walk-in. Give 'emergency'.`,
      })
      expect(await book('p-2', 'camp', '09:00')).toMatchObject({ status: 'confirmed', token: { rank: 5 } })
    },
  )

  it('a closed session is final, whichever way one asks', async () => {
    const { opd, book } = await clinic([1])
    await opd.closeSession({ sessionId: SESSION })
    const said = [
      await book('p-1', 'online', '09:00'),
      await opd.addSlots({ sessionId: SESSION, slots: [{ start: '12:00', end: '13:00', capacity: 1 }] }),
      await opd.resizeSlot({ slotId: `${SESSION}.0900`, capacity: 2 }),
    ]
    const message = `The session ${SESSION} is closed, and cannot be opened again. Choose another day.`
    expect(said).toMatchObject(said.map(() => ({ code: 'session-closed', message })))
    const slots = [{ start: '15:00', end: '16:00', capacity: 1 }]
    expect(await opd.openSession({ doctorId: 'dr-rao', date: '2026-01-30', slots })).toMatchObject({
      code: 'session-exists',
      message: `The session ${SESSION} was opened with other slots. Add or resize slots, or if it is closed, choose another day.`,
    })
  })

  it('a patient who has a token there', async () => {
    const { book } = await clinic([2])
    await book('p-1', 'online', '09:00')
    expect(await book('p-1', 'online', '09:00')).toMatchObject({
      code: 'duplicate-token',
      message: `The patient already has the token '${SESSION}.t1' for the slot ${SESSION}.0900 (1 of 2 seats used). Maybe the request was sent twice; if not, move or cancel that token first.`,
      details: { tokenId: `${SESSION}.t1`, slotId: `${SESSION}.0900` },
    })
  })

  it('a start without its date', async () => {
    const { opd } = await clinic([1])
    const wrong = { doctorId: 'dr-rao', start: '09:00', source: 'online', patientId: 'p' } as never
    expect(await messageOf(() => opd.book(wrong))).toBe('date is undefined. Give the date of the start time.')
  })

  it('a field that is misspelt', async () => {
    const { opd } = await clinic([1])
    const wrong = { doctorId: 'dr-rao', date: DAY, tokenid: 'x' } as never
    expect(await messageOf(() => opd.closeSession(wrong))).toBe(
      "There is no field 'tokenid' here. The fields are op, commandId, actor, note, sessionId, doctorId, date, expected, elsewhere.",
    )
  })

  it('an op that does not exist', async () => {
    const { opd } = await clinic([1])
    expect(await messageOf(() => opd.execute({ op: 'bok' } as never))).toMatch(
      /^op is 'bok'\. Give one of registerDoctor, /,
    )
  })

  it('a doctor, a session, a slot and a token that do not exist', async () => {
    const { opd } = await clinic([1])
    const of = async (asked: Promise<{ readonly status: string }>) => (await asked) as unknown as { message: string }
    const person = { source: 'online', patientId: 'p' }
    expect((await of(opd.book({ doctorId: 'dr-no', ...person }))).message).toBe(
      "There is no doctor 'dr-no'. Register the doctor first.",
    )
    expect((await of(opd.book({ doctorId: 'dr-rao', date: '2026-02-01', ...person }))).message).toBe(
      "There is no session 'dr-rao.2026-02-01'. Open the session first.",
    )
    expect((await of(opd.book({ slotId: `${SESSION}.0800`, ...person }))).message).toBe(
      `There is no slot '${SESSION}.0800'. Check the id, or add the slot first.`,
    )
    expect((await of(opd.cancel({ tokenId: `${SESSION}.t9` }))).message).toBe(
      `There is no token '${SESSION}.t9'. Check the id.`,
    )
  })

  it('a new slot that overlaps another, or is over', async () => {
    const { opd, clock } = await clinic([1, 1])
    const add = (...times: readonly (readonly [string, string])[]) =>
      opd.addSlots({ sessionId: SESSION, slots: times.map(([start, end]) => ({ start, end, capacity: 1 })) })
    expect(await add(['07:00', '08:00'], ['09:30', '10:30'])).toMatchObject({
      code: 'slot-overlap',
      details: { slotId: `${SESSION}.0900` },
    })
    const twice = await add(['07:00', '08:00'], ['07:30', '08:30'])
    expect(twice).toMatchObject({ code: 'slot-overlap' })
    expect(twice.status === 'rejected' && twice.details).not.toHaveProperty('slotId')
    clock.now = at('08:00')
    expect(await add(['07:00', '08:00'])).toMatchObject({
      code: 'slot-past',
      message: 'The new slot 07:00 to 08:00 is over. Choose later times.',
    })
  })

  it('a slot that cannot be emptied', async () => {
    const { opd, book } = await clinic([1])
    await book('a', 'online', '09:00')
    await opd.checkIn({ tokenId: `${SESSION}.t1` })
    const slotId = `${SESSION}.0900`
    expect(await opd.resizeSlot({ slotId, capacity: 0 })).toMatchObject({
      message: expect.stringContaining('Give displace: true'),
    })
    expect(await opd.resizeSlot({ slotId, capacity: 0, displace: true })).toMatchObject({
      message: expect.stringContaining('a patient cannot be moved'),
    })
  })

  it('a step after a hold has expired', async () => {
    const { opd, book, clock } = await clinic([1])
    await book('a', 'online', '09:00', { holdMinutes: 1 })
    clock.now += 120_000
    expect(await opd.checkIn({ tokenId: `${SESSION}.t1` })).toMatchObject({
      code: 'invalid-transition',
      details: { tokenStatus: 'expired' },
    })
  })

  it('a move to a doctor without a session', async () => {
    const { opd, book } = await clinic([1])
    await book('a', 'online', '09:00')
    expect(await opd.reschedule({ tokenId: `${SESSION}.t1`, slotId: 'dr-iyer.2026-01-30.0900' })).toMatchObject({
      code: 'session-not-found',
      message: "There is no session 'dr-iyer.2026-01-30'. Open the session first.",
      details: { doctorId: 'dr-iyer', sessionId: 'dr-iyer.2026-01-30' },
    })
  })
})

describe('a host that calls a method wrongly is told the value and what to give', () => {
  it('options of `execute`', async () => {
    const { opd, book } = await clinic([1])
    await book('a', 'online', '09:00')
    const command = { op: 'cancel', tokenId: `${SESSION}.t1` } as const
    const wrong: [unknown, string][] = [
      [null, 'options is null. Give an object, such as { basis: plan.basis }.'],
      ['basis', "options is 'basis'. Give an object, such as { basis: plan.basis }."],
      [[], 'options is an array of 0. Give an object, such as { basis: plan.basis }.'],
      [{ base: {} }, "There is no option 'base' here. The options are basis."],
      [{ basis: 5 }, 'basis is a number. Give an object.'],
    ]
    for (const [options, message] of wrong)
      await expect(opd.execute(command, options as never)).rejects.toMatchObject({ code: 'invalid-input', message })
    expect(await opd.token(`${SESSION}.t1`)).toMatchObject({ status: 'confirmed' })
    expect(await opd.execute(command, {})).toMatchObject({ status: 'cancelled' })
    expect(await opd.execute(command, { basis: undefined })).toMatchObject({ code: 'invalid-transition' })
  })

  it('a listener that is no function, or an event that does not exist', async () => {
    const { opd, book } = await clinic([1])
    for (const method of ['on', 'once', 'off'] as const) {
      const call = (type: unknown, listener: unknown) => () =>
        (opd[method] as (...given: unknown[]) => unknown)(type, listener)
      const invalid = (message: string | RegExp) =>
        expect.objectContaining({
          code: 'invalid-input',
          message: typeof message === 'string' ? message : expect.stringMatching(message),
        })
      for (const [listener, shown] of [
        [undefined, 'undefined'],
        [null, 'null'],
        [{}, 'an object'],
        [{ handleEvent: () => {} }, 'an object'],
        ['log', "'log'"],
      ])
        expect(call('token.bumped', listener)).toThrow(
          invalid(`the listener of 'token.bumped' is ${shown}. Give a function that takes an event.`),
        )
      for (const type of ['token.bumpt', 'bumped', '', undefined, null, {}, 5, 'toString', '__proto__', Symbol('x')])
        expect(call(type, () => {})).toThrow(invalid(/^There is no event .*\. The events are \*, .*token\.bumped.*\.$/))
      expect(call('token.bumpt', 'log')).toThrow(invalid(/^There is no event 'token.bumpt'\. The events are/))
    }
    expect(await book('a', 'online', '09:00')).toMatchObject({ status: 'confirmed' })
  })

  it('every event that exists has listeners', async () => {
    const { opd } = await clinic([1])
    const heard: string[] = []
    const listener = () => heard.push('confirmed')
    opd.on('token.confirmed', listener).off('token.confirmed', listener).off('token.cascaded', listener)
    for (const type of [...SESSION_FACTS, ...TOKEN_FACTS, '*', 'token.cascaded', 'doctor.registered'] as const)
      expect(opd.on(type, () => {}).once(type, () => {})).toBe(opd)
    expect(heard).toEqual([])
  })
})
