import { bumpByClass, memoryStore, OpdScheduler, type Rules, type SessionView, type TokenEvent } from 'opd-scheduler'
import { checkLeave, type SessionChange, type Violation } from 'opd-scheduler/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Spoilable, spoil } from './day'

const rules: Rules = bumpByClass()
const DATE = '2026-01-30'
const ID = `rao.${DATE}`
const THERE = `shah.${DATE}`
type Two = readonly [SessionChange, SessionChange]
let leave: Two
let patients = 0

/**
 * Rao has two seats at 09:00 and one at 10:00: t1 O (present) and t2 O at 09:00, t4 P at 10:00, and t3 W waits. Shah has one seat at 09:00.
 * Rao is away all morning: t4 goes to Shah, t2 and t3 are dropped.
 */
beforeAll(async () => {
  const now = Date.parse(`${DATE}T08:30:00+05:30`)
  const store = memoryStore()
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, store, clock: () => now })
  for (const [doctorId, capacity] of [
    ['rao', 2],
    ['shah', 1],
  ] as const) {
    await opd.registerDoctor({ id: doctorId, name: doctorId })
    const slots = [
      { start: '09:00', end: '10:00', capacity },
      { start: '10:00', end: '11:00', capacity: capacity - 1 },
    ]
    await opd.openSession({ doctorId, date: DATE, slots })
  }
  for (const source of ['online', 'online', 'walk-in', 'paid'])
    await opd.book({ doctorId: 'rao', date: DATE, start: '09:00', source, patientId: `p-${++patients}` })
  await opd.checkIn({ tokenId: `${ID}.t1` })
  const views = () => Promise.all([ID, THERE].map(async (id) => (await opd.session(id))!))
  const before = await views()
  await opd.blockTime({ sessionId: ID, elsewhere: [THERE] })
  const after = await views()
  const events = await Promise.all(before.map(({ id, version }) => store.load(id, version)))
  leave = [0, 1].map((n) => ({ before: before[n]!, events: events[n]!, after: after[n]! })) as unknown as Two
  await opd.close()
})

type Events = Spoilable<TokenEvent>[]
type Spoil = (
  home: Events,
  there: Events,
  changes: readonly [Spoilable<SessionChange>, Spoilable<SessionChange>],
) => unknown

function violations(change: Spoil, under: Rules = rules): Violation[] {
  const spoilt = spoil(leave, (copy) => change(copy[0]!.events as never, copy[1]!.events as never, copy as never))
  return checkLeave(spoilt as unknown as Two, under)
}

/** The token of this number. */
const at = ({ tokens }: Spoilable<SessionView>, number: number) => tokens[number - 1]!

describe('checkLeave', () => {
  it('finds nothing in a leave that follows the rules', () => {
    const told = leave.map(({ events }) =>
      events.map((event) => ('tokenId' in event ? [event.type, event.tokenId.slice(-2), event.to] : [event.type])),
    )
    expect(told).toEqual([
      [
        ['slot.blocked'],
        ['slot.blocked'],
        ['token.rescheduled', 't4', null],
        ['token.moved', 't2', null],
        ['token.dropped', 't3', null],
      ],
      [['token.confirmed', 't1', `${THERE}.0900`]],
    ])
    expect(checkLeave(leave, rules)).toEqual([])
    expect(checkLeave([{ ...leave[0], events: [], after: leave[0].before }], rules)).toEqual([])
  })

  // Events: 0 and 1 block the slots, 2 replaces t4, 3 drops t2, 4 drops t3, which waits.
  it.each<[string, Spoil]>([
    ['t4 is relocated after rao.2026-01-30.t2, but comes before it', (home) => home.splice(2, 2, home[3]!, home[2]!)],
    [
      't2 is relocated, but is checked-in',
      (_, __, [{ before }]) => Object.assign(at(before, 2), { status: 'checked-in' }),
    ],
    ['t3 is relocated, but is on standby', (_, __, [{ before }]) => Object.assign(at(before, 3), { standby: true })],
    ['t4 is relocated, but the doctor is not away in rao.2026-01-30.1000', (home) => home.splice(1, 1)],
    [
      't3 is relocated, but the doctor is not away in all slots that it accepts',
      (home, _, [{ before }]) => {
        home.splice(1, 1)
        Object.assign(before.slots[1]!, { capacity: 0, seats: [0, 0] })
      },
    ],
    ['t2 leaves its session, but the rules give it a seat in slot rao.2026-01-30.1000', (home) => home.splice(1, 1)],
    [
      't2 is dropped beside a free seat of slot shah.2026-01-30.0900',
      (_, __, [, { before }]) => Object.assign(before.slots[0]!, { capacity: 2, seats: [2, 2] }),
    ],
    [
      't2 waits beside a free seat of slot shah.2026-01-30.0900',
      (home, _, [, { before }]) => {
        Object.assign(before.slots[0]!, { capacity: 2, seats: [2, 2] })
        Object.assign(home[3]!, { waitsFor: { slotId: null, slot: null, accepts: 'any' } })
      },
    ],
    ['t4 is replaced by shah.2026-01-30.t1, which gets no seat for that patient elsewhere', (_, there) => there.pop()],
    ['t4 is replaced by', (_, [arrival]) => Object.assign(arrival!, { patientId: 'p-0' })],
    ['t4 is replaced by', (_, [arrival]) => Object.assign(arrival!, { replaces: `${ID}.t2` })],
    ['t4 is replaced by', (_, [arrival]) => Object.assign(arrival!, { type: 'token.waitlisted', to: null })],
    ['t4 is replaced by', (home, _, [, { before }]) => Object.assign(before.slots[0]!, { startsAt: home[0]!.at })],
    ['t2 is confirmed in rao.2026-01-30.0900, in which the doctor is away', (home) => home.splice(3, 1)],
    ['t3 waits only for slots in which the doctor is away', (home) => home.splice(4, 1)],
    ['t2 counts 1 bumps, but had 0 and got 0', (_, __, [{ after }]) => Object.assign(at(after, 2), { bumps: 1 })],
    [
      't9 is bumped for shah.2026-01-30.t1, which is relocated to its session',
      (_, there) =>
        there.push({
          ...there[0]!,
          type: 'token.bumped',
          tokenId: 't9',
          by: { tokenId: `${THERE}.t1`, rank: 2 },
        } as never),
    ],
  ])('finds that %s', (message, change) => {
    const found = violations(change)
    expect(found.map((each) => each.message).join('; ')).toContain(message)
    expect(new Set(found.map((each) => each.invariant))).toEqual(new Set([8]))
  })

  it('accepts a drop beside a seat that is no help', () => {
    const dropped = (change: Spoil) =>
      violations((home, there, changes) => {
        Object.assign(changes[1].before.slots[0]!, { capacity: 2, seats: [2, 2] })
        change(home, there, changes)
      }).filter(({ message }) => message.includes('dropped beside'))
    expect(dropped(() => {})).toHaveLength(2)
    expect(dropped((_, __, [, { before }]) => Object.assign(before, { status: 'closed' }))).toEqual([])
    expect(dropped((home, _, [, { before }]) => Object.assign(before.slots[0]!, { startsAt: home[0]!.at }))).toEqual([])
    expect(
      dropped((home, there, [, { before }]) => {
        there.shift()
        Object.assign(before.slots[0]!, { opensAt: home[0]!.at })
      }),
    ).toEqual([])
    const patient = (number: number): Spoil => {
      return (home, _, [, { after }]) => Object.assign(at(after, 1), { patientId: home[number]!.patientId })
    }
    expect(dropped(patient(3))).toHaveLength(1)
  })
})
