import fc from 'fast-check'
import { type Basis, type Command, isOpdError, OpdScheduler } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { property } from '../support/seed'
import { clinic, DAY, SESSION } from './clinic'

const MEGABYTE = 'x'.repeat(1_000_000)

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    0.5,
    1e308,
    '',
    ' ',
    '\u0000',
    '\u0085',
    MEGABYTE,
    '__proto__',
    'constructor',
    'hasOwnProperty',
    '../../etc/passwd',
    "'; DROP TABLE tokens; --",
    '2026-02-30',
    '2026-13-01',
    '30/01/2026',
    '0000-00-00',
    '2026-01-30T09:00:00Z',
    '24:00',
    '9:00',
    '09:60',
    'dr-rao.2026-01-30.t99',
    'dr-rao.2026-02-31.0900',
    'dr-no.2026-01-30',
    10n,
    Symbol('s'),
    () => 1,
    new Date(Number.NaN),
    [],
    [[]],
    {
      get patientId() {
        throw new Error('getter')
      },
    },
    JSON.parse('{"__proto__":{"polluted":true}}'),
    JSON.parse('{"constructor":{"prototype":{"polluted":true}}}'),
    Object.create({ inherited: 'value' }),
    new Proxy(
      {},
      {
        get() {
          throw new Error('trap')
        },
        ownKeys() {
          throw new Error('trap')
        },
      },
    ),
  ),
  fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true }),
  fc.string({ maxLength: 80 }),
)

const slot = { start: '12:00', end: '13:00', capacity: 1 }
const COMMANDS: readonly Record<string, unknown>[] = [
  { op: 'registerDoctor', id: 'dr-new', name: 'Dr. New', specialization: 'ENT', minutesPerVisit: 5 },
  { op: 'openSession', doctorId: 'dr-rao', date: '2026-02-01', slots: [slot] },
  { op: 'addSlots', sessionId: SESSION, slots: [slot] },
  { op: 'addSlots', doctorId: 'dr-rao', date: DAY, slots: [slot] },
  { op: 'resizeSlot', slotId: `${SESSION}.0900`, capacity: 1, displace: true },
  { op: 'closeSession', sessionId: SESSION },
  {
    op: 'book',
    doctorId: 'dr-rao',
    date: DAY,
    start: '09:00',
    source: 'online',
    patientId: 'p',
    attributes: { triage: 3 },
    tokenId: 'mine',
  },
  { op: 'book', slotId: `${SESSION}.0900`, source: 'online', patientId: 'p', commandId: 'c', actor: 'desk', note: 'n' },
  ...['cancel', 'checkIn', 'start', 'complete', 'noShow', 'reinstate'].map((op) => ({ op, tokenId: `${SESSION}.t1` })),
  { op: 'reclassify', tokenId: `${SESSION}.t1`, source: 'paid', attributes: { triage: 1 } },
]

/** A command with one field, one slot field, one attribute or the whole replaced by a hostile value. */
const spoiled = fc
  .record({ which: fc.nat(COMMANDS.length - 1), how: fc.nat(9), field: fc.nat(20), value: hostile })
  .map(({ which, how, field, value }) => {
    const command = COMMANDS[which]!
    if (how === 0) return value
    if (how === 1) return { ...command, [typeof value === 'string' && value.length < 100 ? value : 'extra']: value }
    if (how === 2 && Array.isArray(command.slots))
      return { ...command, slots: [{ ...slot, [Object.keys(slot)[field % 3]!]: value }] }
    if (how === 3 && command.op === 'book')
      return { ...command, attributes: { [field % 2 === 0 ? 'triage' : 'constructor']: value } }
    const names = Object.keys(command)
    return { ...command, [names[field % names.length]!]: value }
  })

/** A second sentence that says what to do. */
const ADVICE =
  /[.;] (Maybe|Give|Leave|Start|Name|Say|Choose|Check|Open|Register|Add|Try|Cancel|Its|Book|The \w+s are|the rules rank) /

describe('bad input', () => {
  it('is refused with its value and a hint, or rejected, and changes nothing: 10,000 cases', async () => {
    const { opd, store, book } = await clinic([2, 2])
    await book('p-0', 'online', '09:00')
    const seen = { invalid: 0, rejected: 0, accepted: 0 }
    let size = (await store.read(0, 100_000)).length
    await property(
      spoiled,
      async (command) => {
        try {
          const result = await opd.execute(command as Command)
          if (result.status === 'rejected') {
            seen.rejected++
            expect(result.message).toMatch(ADVICE)
            expect(result.message.length).toBeLessThan(400)
          } else {
            // The value may be valid after all: then the command must follow the rules.
            seen.accepted++
            size = (await store.read(0, 100_000)).length
          }
        } catch (thrown) {
          if (!isOpdError(thrown)) throw thrown
          expect(['invalid-input', 'command-id-reused']).toContain(thrown.code)
          expect(thrown.message).toMatch(ADVICE)
          expect(thrown.message.length).toBeLessThan(400)
          if (thrown.code === 'invalid-input') expect(thrown.details).toHaveProperty('value')
          seen.invalid++
        }
        expect((await store.read(0, 100_000)).length).toBe(size)
        expect(({} as Record<string, unknown>).polluted).toBeUndefined()
      },
      10_000,
    )
    expect(seen.invalid).toBeGreaterThan(5000)
    expect(seen.rejected).toBeGreaterThan(100)
    expect(seen.accepted).toBeGreaterThan(10)
  })

  it('of queries and plans is refused in the same way', async () => {
    const { opd } = await clinic([1])
    await property(
      hostile,
      async (value) => {
        const asks: (() => Promise<unknown>)[] = [
          () => opd.session(value as string),
          () => opd.token(value as string),
          () => opd.history(value as string),
          () => opd.tokens(value as { patientId: string }),
          () => opd.doctors(value as object),
          () => opd.sessions(value as object),
          () => opd.stats(value as object),
          () => opd.plan(value as Command),
          () => opd.execute({ op: 'cancel', tokenId: 'a' }, { basis: value as Basis }),
          () => opd.execute({ op: 'cancel', tokenId: 'a' }, value as object),
        ]
        for (const ask of asks) {
          await ask().catch((thrown: unknown) => {
            if (!isOpdError(thrown)) throw thrown
            expect(thrown.code).toBe('invalid-input')
          })
        }
      },
      1000,
    )
    expect(await opd.stats()).toMatchObject({ tokens: 0, sessions: 1 })
  })

  it('names the field, shows the value and says what is allowed', async () => {
    const { opd, book } = await clinic([1])
    await expect(book('p', 'online', '9am')).rejects.toThrow("start is '9am'. Give a time such as '09:30'.")
    await expect(book('p', 'online', '09:00', { docterId: 1 })).rejects.toThrow(
      /^There is no field 'docterId' here\. The fields are op, /,
    )
    await expect(opd.openSession({ doctorId: 'dr-rao', date: '2026-02-30', slots: [slot] })).rejects.toThrow(
      "date is '2026-02-30'. Give a day that exists.",
    )
    await expect(opd.resizeSlot({ slotId: `${SESSION}.0900`, capacity: Number.NaN })).rejects.toThrow(
      'capacity is NaN. Give a whole number from 0 to 10000.',
    )
    await expect(book('p', MEGABYTE, '09:00')).rejects.toThrow(/^source is 'x+…' \(1000000 characters\)\./)
  })

  it('of a clock is refused', async () => {
    const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', clock: () => Number.NaN })
    await expect(opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })).rejects.toMatchObject({
      code: 'invalid-rules',
      message: 'clock returned NaN. Return epoch milliseconds.',
    })
  })
})
