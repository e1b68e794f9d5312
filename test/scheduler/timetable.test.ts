import { memoryStore, OpdScheduler } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { at, hourly, ZONE } from './clinic'

type Timetable = Parameters<OpdScheduler['openSessions']>[0]

/** Monday 2 February 2026 to Sunday 15 February. */
const FORTNIGHT = { doctorId: 'dr-rao', from: '2026-02-02', to: '2026-02-15' }
const MORNING = hourly([6, 6])
const WORKDAYS = { monday: MORNING, tuesday: MORNING, wednesday: MORNING, thursday: MORNING, friday: MORNING }
const TEN = ['02', '03', '04', '05', '06', '09', '10', '11', '12', '13'].map((day) => `2026-02-${day}`)

async function hospital() {
  const store = memoryStore()
  const opd = new OpdScheduler({ timeZone: ZONE, store, clock: () => at('06:00', '2026-02-01') })
  await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
  const open = (more: Partial<Timetable> = {}) => opd.openSessions({ ...FORTNIGHT, week: WORKDAYS, ...more })
  const dates = async () => (await opd.sessions()).map(({ date }) => date)
  return { opd, store, open, dates }
}

const NOTHING = { opened: [], asBefore: [], other: [], failed: [] }

describe('a weekly timetable', () => {
  it.each([undefined, 'february'])(
    'opens what is missing, and nothing twice, with the command id %s',
    async (commandId) => {
      const { open, store, dates } = await hospital()
      expect(await open({ commandId })).toEqual({ ...NOTHING, opened: TEN })
      const head = await store.head()
      expect(await open({ commandId })).toEqual({ ...NOTHING, asBefore: TEN })
      expect(await store.head()).toBe(head)
      expect(await open({ commandId, to: '2026-02-17' })).toEqual({
        ...NOTHING,
        opened: ['2026-02-16', '2026-02-17'],
        asBefore: TEN,
      })
      expect(await dates()).toEqual([...TEN, '2026-02-16', '2026-02-17'])
    },
  )

  it('leaves out a holiday, and has a Saturday once', async () => {
    const { opd, open } = await hospital()
    const saturday = hourly([3], 10)
    const except = [
      { date: '2026-02-04' },
      { date: '2026-02-14', slots: saturday },
      { date: '2026-02-15', slots: [] },
      { date: '2026-12-25' },
    ]
    const opened = [...TEN.filter((date) => date !== '2026-02-04'), '2026-02-14']
    expect(await open({ except })).toEqual({ ...NOTHING, opened })
    expect(opened).toHaveLength(10)
    expect(await opd.session('dr-rao.2026-02-04')).toBeUndefined()
    expect((await opd.session('dr-rao.2026-02-14'))?.slots).toMatchObject([{ start: '10:00', capacity: 3 }])
  })

  it('that has changed moves nobody: sessions with other slots, or that are closed, are only named', async () => {
    const { opd, store, open } = await hospital()
    await open({ commandId: 'week' })
    const visit = { doctorId: 'dr-rao', date: '2026-02-03', start: '09:00', source: 'online' }
    for (let n = 0; n < 5; n++) await opd.book({ ...visit, patientId: `p-${n}` })
    await opd.closeSession({ sessionId: 'dr-rao.2026-02-05' })
    const before = await opd.session('dr-rao.2026-02-03')
    const head = await store.head()
    const report = await open({ commandId: 'week', week: { ...WORKDAYS, tuesday: hourly([2, 2]) } })
    const other = ['2026-02-03', '2026-02-05', '2026-02-10']
    expect(report).toEqual({ ...NOTHING, asBefore: TEN.filter((date) => !other.includes(date)), other })
    expect(await store.head()).toBe(head)
    expect(await opd.session('dr-rao.2026-02-03')).toEqual(before)
  })

  it('knows a session again after slots were added, resized or delayed: it was opened with the same slots', async () => {
    const { opd, open } = await hospital()
    await open()
    await opd.addSlots({ sessionId: 'dr-rao.2026-02-02', slots: hourly([4], 14) })
    await opd.resizeSlot({ slotId: 'dr-rao.2026-02-03.0900', capacity: 9 })
    await opd.delay({ sessionId: 'dr-rao.2026-02-04', minutes: 20 })
    expect(await open()).toEqual({ ...NOTHING, asBefore: TEN })
  })

  it('may hold every second week, counted in weeks from Monday on', async () => {
    const { open } = await hospital()
    const every = { weeks: 2, since: '2026-02-04' }
    const except = [{ date: '2026-02-10', slots: MORNING }]
    const { opened } = await open({ every, except, to: '2026-03-08', week: { monday: MORNING, thursday: MORNING } })
    // The Monday before that Wednesday is in the same week, but before the timetable holds.
    expect(opened).toEqual(['2026-02-05', '2026-02-10', '2026-02-16', '2026-02-19', '2026-03-02', '2026-03-05'])
  })

  it('has a leap day, a turn of the year, and a whole leap year in one range', async () => {
    const { open } = await hospital()
    const daily = { ...WORKDAYS, saturday: MORNING, sunday: MORNING }
    const { opened } = await open({ from: '2028-01-01', to: '2028-12-31', week: daily })
    expect(opened).toHaveLength(366)
    expect(opened[59]).toBe('2028-02-29')
    expect((await open({ from: '2027-12-30', to: '2028-01-02', week: { friday: MORNING } })).opened).toEqual([
      '2027-12-31',
    ])
  })

  it('with nights opens the slots after midnight with the evening before', async () => {
    const { opd, open } = await hospital()
    const night = [...hourly([1, 1], 22), ...hourly([1], 0)].map((slot) => ({
      ...slot,
      end: slot.end.replace('24', '00'),
    }))
    expect((await open({ week: { saturday: night } })).opened).toEqual(['2026-02-07', '2026-02-14'])
    expect((await opd.session('dr-rao.2026-02-07'))?.slots.map(({ start }) => start)).toEqual([
      '22:00',
      '23:00',
      '00:00',
    ])
  })

  it('is opened by the actor, with the note, under one command id for each date', async () => {
    const { store, open } = await hospital()
    await open({ commandId: 'x'.repeat(53), actor: 'rota', note: 'first fortnight', to: '2026-02-03' })
    const opened = (await store.read(0, 100)).map(({ event }) => event).filter(({ type }) => type === 'session.opened')
    expect(opened).toMatchObject(
      ['2026-02-02', '2026-02-03'].map((date) => ({
        commandId: `${'x'.repeat(53)}/${date}`,
        actor: 'rota',
        note: 'first fortnight',
      })),
    )
  })
})

describe('a date fails alone', () => {
  it('if the command id was used for something else, and says so', async () => {
    const { opd, open } = await hospital()
    await opd.registerDoctor({ id: 'dr-shah', name: 'Dr. Shah', commandId: 'week/2026-02-03' })
    const report = await open({ commandId: 'week', to: '2026-02-04' })
    expect(report).toMatchObject({
      opened: ['2026-02-02', '2026-02-04'],
      failed: [{ date: '2026-02-03', code: 'command-id-reused', message: expect.stringContaining('week/2026-02-03') }],
    })
  })

  it('so an unknown doctor fails on each date, and nothing is written', async () => {
    const { store, open } = await hospital()
    const head = await store.head()
    const { failed, ...rest } = await open({ doctorId: 'dr-nobody', to: '2026-02-03' })
    expect(rest).toEqual({ opened: [], asBefore: [], other: [] })
    const message = "There is no doctor 'dr-nobody'. Register the doctor first."
    expect(failed).toEqual([
      { date: '2026-02-02', code: 'doctor-not-found', message },
      { date: '2026-02-03', code: 'doctor-not-found', message },
    ])
    expect(await store.head()).toBe(head)
  })
})

describe('a wrong timetable is refused before anything is written', () => {
  const slot = { start: '09:00', end: '10:00', capacity: 6 }
  const WRONG: readonly (readonly [string, object, string, RegExp])[] = [
    [
      'an unknown weekday',
      { week: { funday: MORNING } },
      'week.funday',
      /There is no field .* The fields are monday, /,
    ],
    ['no week', { week: undefined }, 'week', /Give an object/],
    ['a week that is a list', { week: [MORNING] }, 'week', /Give an object/],
    ['a range that ends before it begins', { to: '2026-02-01' }, 'to', /not before from, '2026-02-02'/],
    ['a range of 367 days', { to: '2027-02-03' }, 'to', /at most 366 days/],
    ['a day that does not exist', { to: '2026-02-29' }, 'to', /a day that exists/],
    ['a first week that is no date', { every: { weeks: 2, since: 'monday' } }, 'every.since', /Give a date/],
    ['every 0 weeks', { every: { weeks: 0, since: '2026-02-02' } }, 'every.weeks', /from 1 to 52/],
    ['a count of days', { every: { weeks: 1, since: '2026-02-02', days: 3 } }, 'every.days', /There is no field/],
    [
      'overlapping slots',
      { week: { monday: [slot, { ...slot, start: '09:30' }] } },
      'week.monday',
      /09:00 to 10:00 overlaps|09:30 to 10:00 overlaps/,
    ],
    [
      'a slot twice',
      { except: [{ date: '2026-02-04', slots: [slot, slot] }] },
      'except[0].slots',
      /09:00 to 10:00 overlaps/,
    ],
    [
      'a slot without a capacity',
      { week: { friday: [{ start: '09:00', end: '10:00' }] } },
      'week.friday[0].capacity',
      /whole number/,
    ],
    ['a time that is none', { week: { friday: [{ ...slot, start: '9:00' }] } }, 'week.friday[0].start', /09:30/],
    [
      'slots out of order',
      { week: { friday: hourly([1, 1], 9).reverse() } },
      'week.friday[1].start',
      /in order of time/,
    ],
    [
      'an exception twice',
      { except: [{ date: '2026-02-04' }, { date: '2026-02-04' }] },
      'except[1].date',
      /each date once/,
    ],
    ['an exception without a date', { except: [{ slots: MORNING }] }, 'except[0].date', /Give a date/],
    ['an unknown option', { weekly: true }, 'weekly', /There is no field 'weekly' here/],
    ['a command id that is too long', { commandId: 'x'.repeat(54) }, 'commandId', /at most 53 characters, because/],
    ['a doctor without an id', { doctorId: '' }, 'doctorId', /Give 1 to 40/],
  ]

  it.each(WRONG)('%s', async (_, wrong, field, message) => {
    const { store, open } = await hospital()
    const head = await store.head()
    await expect(open(wrong as never)).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field },
      message: expect.stringMatching(message),
    })
    expect(await store.head()).toBe(head)
  })

  it.each([undefined, null, 'week', []])('%s', async (wrong) => {
    const { opd } = await hospital()
    await expect(opd.openSessions(wrong as never)).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('and is read once, so that the host cannot change it during the run', async () => {
    const { opd, open } = await hospital()
    const monday = [{ ...slot }]
    const running = open({ week: { monday } })
    monday[0]!.start = 'no time'
    monday.push({ ...slot })
    expect((await running).opened).toEqual(['2026-02-02', '2026-02-09'])
    expect((await opd.session('dr-rao.2026-02-09'))?.slots).toHaveLength(1)
  })
})
