import { OpdScheduler } from 'opd-scheduler'
import { afterEach, describe, expect, it } from 'vitest'

type Timetable = Parameters<OpdScheduler['openSessions']>[0]
type Slot = { start: string; end: string; capacity: number; disambiguation?: 'earlier' | 'later' }

const hostZone = process.env.TZ
afterEach(() => {
  if (hostZone === undefined) delete process.env.TZ
  else process.env.TZ = hostZone
})

/** Opens a timetable, and returns the report with the instants of every slot in UTC. */
async function opened(timeZone: string, timetable: Omit<Timetable, 'doctorId'>) {
  const opd = new OpdScheduler({ timeZone, clock: () => Date.parse('2011-12-01T00:00Z') })
  await opd.registerDoctor({ id: 'dr-may', name: 'Dr. May' })
  const report = await opd.openSessions({ doctorId: 'dr-may', ...timetable })
  const times: Record<string, string[]> = {}
  for (const { id, date } of await opd.sessions())
    times[date] = (await opd.session(id))!.slots.map(({ startsAt, endsAt }) => `${utc(startsAt)} ${utc(endsAt)}`)
  return { report, times }
}

const utc = (at: number) => new Date(at).toISOString().slice(5, 16)

const everyDay = (slots: readonly Slot[]) => ({
  ...{ monday: slots, tuesday: slots, wednesday: slots, thursday: slots },
  ...{ friday: slots, saturday: slots, sunday: slots },
})

/** A zone, the day on which its clocks change, a slot that the change concerns, and its instants with `disambiguation`. */
const CHANGES = [
  ['America/New_York', '2026-03-08', '02:00', '03:00', 'earlier', '03-08T06:00 03-08T07:00'],
  ['America/New_York', '2026-11-01', '01:00', '02:00', 'later', '11-01T06:00 11-01T07:00'],
  ['Australia/Lord_Howe', '2026-10-04', '02:00', '02:30', 'earlier', '10-03T15:00 10-03T15:30'],
  ['Europe/Berlin', '2026-10-25', '02:00', '03:00', 'later', '10-25T01:00 10-25T02:00'],
  ['Pacific/Apia', '2011-12-30', '09:00', '10:00', 'later', '12-30T19:00 12-30T20:00'],
] as const

const dayAfter = (date: string, days: number) =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)

describe('a timetable over a clock change', () => {
  it.each(CHANGES)('in %s on %s', async (zone, date, start, end, disambiguation, expected) => {
    const slot: Slot = { start, end, capacity: 4 }
    const range = { from: dayAfter(date, -2), to: dayAfter(date, 2) }
    const others = [-2, -1, 1, 2].map((days) => dayAfter(date, days))

    const without = await opened(zone, { ...range, week: everyDay([slot]) })
    expect(without.report).toEqual({
      opened: others,
      asBefore: [],
      other: [],
      failed: [
        {
          date,
          code: 'invalid-input',
          message: expect.stringMatching(
            new RegExp(
              `^slots\\[0\\]\\.(start|end) is '.*'\\. The clocks change in ${zone} on ${date}: give disambiguation`,
            ),
          ),
        },
      ],
    })

    const told = await opened(zone, { ...range, week: everyDay([{ ...slot, disambiguation }]) })
    expect(told.report).toMatchObject({ opened: [...others, date].sort(), failed: [] })
    expect(told.times[date]).toEqual([expected])
  })

  it('may have other slots on that day, as an exception', async () => {
    const slot: Slot = { start: '02:00', end: '03:00', capacity: 4 }
    const except = [{ date: '2026-03-08', slots: [{ ...slot, start: '03:00', end: '04:00' }] }]
    const range = { from: '2026-03-07', to: '2026-03-09' }
    const { report, times } = await opened('America/New_York', { ...range, week: everyDay([slot]), except })
    expect(report).toMatchObject({ opened: ['2026-03-07', '2026-03-08', '2026-03-09'], failed: [] })
    expect(times).toEqual({
      '2026-03-07': ['03-07T07:00 03-07T08:00'],
      '2026-03-08': ['03-08T07:00 03-08T08:00'],
      '2026-03-09': ['03-09T06:00 03-09T07:00'],
    })
  })

  it('fails on a day on which the change makes slots overlap', async () => {
    const slots: Slot[] = [
      { start: '01:00', end: '01:50', capacity: 1 },
      { start: '02:00', end: '03:00', capacity: 1, disambiguation: 'earlier' },
    ]
    const range = { from: '2026-03-07', to: '2026-03-08' }
    expect((await opened('America/New_York', { ...range, week: everyDay(slots) })).report).toMatchObject({
      opened: ['2026-03-07'],
      failed: [{ date: '2026-03-08', code: 'slot-overlap' }],
    })
  })
})

describe('the zone of the host machine', () => {
  const HOSTS = [
    ['UTC', 0],
    ['Asia/Kolkata', -330],
    ['Pacific/Apia', -780],
  ] as const

  it('changes neither a session nor an instant, in any zone of a hospital', async () => {
    const week = {
      monday: [{ start: '09:00', end: '12:30', capacity: 4 }],
      sunday: [{ start: '00:00', end: '01:00', capacity: 4 }],
    }
    const found = []
    for (const [host, offset] of HOSTS) {
      process.env.TZ = host
      expect(new Date('2026-01-05T00:00Z').getTimezoneOffset()).toBe(offset)
      const inAll = []
      for (const zone of ['Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Europe/Berlin'])
        inAll.push(
          await opened(zone, { from: '2026-03-01', to: '2026-04-30', week, every: { weeks: 3, since: '2026-03-02' } }),
        )
      found.push(inAll)
    }
    expect(found[1]).toEqual(found[0])
    expect(found[2]).toEqual(found[0])
    const [kolkata] = found[0]!
    expect(kolkata!.times['2026-03-02']).toEqual(['03-02T03:30 03-02T07:00'])
    expect(kolkata!.times['2026-03-08']).toEqual(['03-07T18:30 03-07T19:30'])
    // Every third week has a Monday and a Sunday.
    expect(kolkata!.report.opened).toHaveLength(2 * 3)
  })
})
