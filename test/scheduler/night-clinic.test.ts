import { OpdScheduler, type SessionView, type TokenDone } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'

type Slot = { start: string; end: string; capacity: number; disambiguation?: 'earlier' | 'later'; nextDay?: boolean }

/** Slots of an hour that start at these hours, in this order. */
const hours = (...starts: readonly number[]): Slot[] =>
  starts.map((hour) => ({ start: wall(hour), end: wall((hour + 1) % 24), capacity: 1 }))

const wall = (hour: number) => `${String(hour).padStart(2, '0')}:00`

async function clinicIn(timeZone: string, now: string) {
  const clock = { now: Date.parse(now) }
  const opd = new OpdScheduler({ timeZone, clock: () => clock.now })
  await opd.registerDoctor({ id: 'dr-may', name: 'Dr. May' })
  const open = async (date: string, slots: readonly Slot[]): Promise<SessionView> => {
    const answer = await opd.openSession({ doctorId: 'dr-may', date, slots })
    if (answer.status === 'rejected') throw new Error(answer.message)
    return (await opd.session(`dr-may.${date}`))!
  }
  const book = (date: string, start: string, patientId: string) =>
    opd.book({ doctorId: 'dr-may', date, start, source: 'online', patientId })
  return { opd, clock, open, book }
}

/** Ids of the slots without the session, and their instants. */
function timesOf({ id, slots }: SessionView) {
  return slots.map((slot) => [slot.id.slice(id.length + 1), iso(slot.startsAt), iso(slot.endsAt)])
}

const iso = (at: number) => new Date(at).toISOString().slice(0, 16)

describe('a night clinic', () => {
  const NIGHT = '2026-01-30'

  it('has its slots after midnight in the night that follows its date, in order of time', async () => {
    const { open } = await clinicIn('UTC', '2026-01-30T12:00Z')
    expect(timesOf(await open(NIGHT, hours(22, 23, 0, 1)))).toEqual([
      ['2200', '2026-01-30T22:00', '2026-01-30T23:00'],
      ['2300', '2026-01-30T23:00', '2026-01-31T00:00'],
      ['0000', '2026-01-31T00:00', '2026-01-31T01:00'],
      ['0100', '2026-01-31T01:00', '2026-01-31T02:00'],
    ])
  })

  it('finds a slot after midnight by its start and the date of the session, and moves patients into it', async () => {
    const { opd, clock, open, book } = await clinicIn('Asia/Kolkata', '2026-01-30T12:00+05:30')
    const slots = [...hours(22, 23), { start: '00:30', end: '01:30', capacity: 1 }]
    await open(NIGHT, slots)
    const id = `dr-may.${NIGHT}.0030`
    expect(await book(NIGHT, '00:30', 'p-1')).toMatchObject({
      status: 'confirmed',
      token: { slotId: id, start: '00:30' },
    })
    expect(await opd.reschedule({ tokenId: `dr-may.${NIGHT}.t1`, date: NIGHT, start: '22:00' })).toMatchObject({
      token: { slotId: `dr-may.${NIGHT}.2200` },
    })
    clock.now = Date.parse('2026-01-31T00:10+05:30')
    expect(await opd.book({ slotId: id, source: 'emergency', patientId: 'p-2' })).toMatchObject({ status: 'confirmed' })
    const waiting = await opd.book({ doctorId: 'dr-may', source: 'online', patientId: 'p-3' })
    expect((waiting as TokenDone).token).toMatchObject({ status: 'waitlisted', date: NIGHT })
    expect(await opd.openSession({ doctorId: 'dr-may', date: NIGHT, slots })).toMatchObject({ status: 'open' })
    clock.now = Date.parse('2026-01-31T01:30+05:30')
    expect(await book(NIGHT, '00:30', 'p-4')).toMatchObject({ code: 'slot-past' })
    expect((await opd.sweep()).closed).toBe(0)
  })

  it('goes on after midnight if a long day does, with slots of another day beside it', async () => {
    const { open } = await clinicIn('UTC', '2026-01-01T00:00Z')
    const day = await open(NIGHT, hours(9, 18, 23, 2, 3))
    expect(timesOf(day).map(([id, start]) => [id, start])).toEqual([
      ['0900', '2026-01-30T09:00'],
      ['1800', '2026-01-30T18:00'],
      ['2300', '2026-01-30T23:00'],
      ['0200', '2026-01-31T02:00'],
      ['0300', '2026-01-31T03:00'],
    ])
    const next = await open('2026-01-31', hours(0, 1, 22))
    expect(timesOf(next)[0]).toEqual(['0000', '2026-01-31T00:00', '2026-01-31T01:00'])
  })

  it('refuses a list that is out of order, instead of moving its morning to the next day', async () => {
    const { opd } = await clinicIn('UTC', '2026-01-01T00:00Z')
    for (const list of [hours(10, 9), hours(17, 18, 9), hours(22, 6), hours(22, 0, 23), hours(22, 1, 0)])
      await expect(opd.openSession({ doctorId: 'dr-may', date: NIGHT, slots: list })).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringMatching(
          /^slots\[\d\]\.start is '\d\d:00'\. It is listed after a later slot\. Give the slots in order/,
        ),
      })
    const twice = await opd.openSession({
      doctorId: 'dr-may',
      date: NIGHT,
      slots: [...hours(0, 22), { ...hours(0)[0]!, nextDay: true }],
    })
    expect(twice).toMatchObject({ code: 'slot-overlap' })
  })

  it('may say for each slot whether it is on the next day, in any order', async () => {
    const { open } = await clinicIn('UTC', '2026-01-01T00:00Z')
    const on = (nextDay: boolean, ...starts: readonly number[]) =>
      hours(...starts).map((slot) => ({ ...slot, nextDay }))
    const list = [...on(true, 1, 7), ...on(false, 23, 22), ...on(true, 0)]
    expect(timesOf(await open(NIGHT, list)).map(([, start]) => start)).toEqual([
      '2026-01-30T22:00',
      '2026-01-30T23:00',
      '2026-01-31T00:00',
      '2026-01-31T01:00',
      '2026-01-31T07:00',
    ])
  })

  it('gets more slots on its date, unless they say that they are on the next day', async () => {
    const { opd, open, book } = await clinicIn('UTC', '2026-01-30T12:00Z')
    const { id } = await open(NIGHT, hours(22, 23))
    expect(await opd.addSlots({ sessionId: id, slots: hours(1) })).toMatchObject({ code: 'slot-past' })
    await opd.addSlots({ sessionId: id, slots: [{ ...hours(1)[0]!, nextDay: true }] })
    await opd.addSlots({ sessionId: id, slots: hours(21, 0) })
    const { slots } = (await opd.session(id))!
    expect(slots.map(({ start }) => start)).toEqual(['21:00', '22:00', '23:00', '00:00', '01:00'])
    expect(await book(NIGHT, '01:00', 'p-1')).toMatchObject({ status: 'confirmed', token: { slotId: `${id}.0100` } })
    const again = await opd.addSlots({ sessionId: id, slots: [{ ...hours(1)[0]!, end: '01:30', nextDay: true }] })
    expect(again).toMatchObject({ code: 'slot-overlap' })
  })
})

describe('a night clinic on the night of a clock change', () => {
  it('is an hour longer if the clocks are set back, and needs to know which of the repeated times is meant', async () => {
    const { opd, open } = await clinicIn('Europe/Berlin', '2026-10-01T00:00Z')
    const repeated = hours(22, 23, 0, 1, 2, 3)
    await expect(opd.openSession({ doctorId: 'dr-may', date: '2026-10-24', slots: repeated })).rejects.toMatchObject({
      message: expect.stringMatching(
        /^slots\[3\]\.end is '02:00'\. The clocks change in Europe\/Berlin on 2026-10-25: give /,
      ),
    })
    const slots = repeated.map((slot, index) => (index < 3 ? slot : { ...slot, disambiguation: 'later' as const }))
    expect(timesOf(await open('2026-10-24', slots))).toEqual([
      ['2200', '2026-10-24T20:00', '2026-10-24T21:00'],
      ['2300', '2026-10-24T21:00', '2026-10-24T22:00'],
      ['0000', '2026-10-24T22:00', '2026-10-24T23:00'],
      ['0100', '2026-10-24T23:00', '2026-10-25T01:00'],
      ['0200', '2026-10-25T01:00', '2026-10-25T02:00'],
      ['0300', '2026-10-25T02:00', '2026-10-25T03:00'],
    ])
  })

  it('is not moved to the next night by a repeated time: order is by instant', async () => {
    const { open } = await clinicIn('Europe/Berlin', '2026-10-01T00:00Z')
    const slots: Slot[] = [
      { start: '02:40', end: '02:50', capacity: 1, disambiguation: 'earlier' },
      { start: '02:10', end: '02:30', capacity: 1, disambiguation: 'later' },
    ]
    expect(timesOf(await open('2026-10-25', slots))).toEqual([
      ['0240', '2026-10-25T00:40', '2026-10-25T00:50'],
      ['0210', '2026-10-25T01:10', '2026-10-25T01:30'],
    ])
  })

  it('is an hour shorter if the clocks are set forward', async () => {
    const { open } = await clinicIn('Europe/Berlin', '2026-03-01T00:00Z')
    const slots = hours(22, 23, 0, 1, 3).map((slot) => (slot.start === '01:00' ? { ...slot, end: '03:00' } : slot))
    expect(timesOf(await open('2026-03-28', slots)).slice(2)).toEqual([
      ['0000', '2026-03-28T23:00', '2026-03-29T00:00'],
      ['0100', '2026-03-29T00:00', '2026-03-29T01:00'],
      ['0300', '2026-03-29T01:00', '2026-03-29T02:00'],
    ])
    // On the date of the change itself, 02:30 is of the night after it and exists.
    const after = await open('2026-03-29', [...hours(22, 23), { start: '02:30', end: '03:00', capacity: 1 }])
    expect(timesOf(after)[2]).toEqual(['0230', '2026-03-30T00:30', '2026-03-30T01:00'])
  })
})
