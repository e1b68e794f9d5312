import fc from 'fast-check'
import { OpdScheduler } from 'opd-scheduler'
import { type Schedule, type Slot, sessionsOf, slotOf } from 'opd-scheduler/fhir'
import { describe, expect, it } from 'vitest'
import { property } from '../support/seed'
import { R4 } from './week'

const SCHEDULE: Schedule = { resourceType: 'Schedule', id: 'dr-rao', actor: [{ reference: 'Practitioner/dr-rao' }] }

const CAPACITY = 'http://fhir-registry.smarthealthit.org/StructureDefinition/slot-capacity'

function slot(start: string, end: string, seats?: number): Slot {
  return {
    resourceType: 'Slot',
    schedule: { reference: 'Schedule/dr-rao' },
    status: 'free',
    start,
    end,
    ...(seats !== undefined && { extension: [{ url: CAPACITY, valueInteger: seats }] }),
  }
}

const INDIA = { timeZone: 'Asia/Kolkata' }
const nine = slot('2026-01-30T09:00:00+05:30', '2026-01-30T10:00:00+05:30', 3)

/** What is said of one slot beside a good one: the problem and its element. */
function problemWith(each: object): unknown {
  const { sessions, problems } = sessionsOf(SCHEDULE, [nine, each as Slot], INDIA)
  expect(sessions).toHaveLength(1)
  return problems.map(({ problem, path }) => [problem, path])
}

describe('sessionsOf', () => {
  it('makes a session of the slots of each local day, in order of time', () => {
    const late = slot('2026-01-30T04:30:00Z', '2026-01-30T05:30:00Z')
    const nextDay = slot('2026-01-30T18:30:00Z', '2026-01-30T19:30:00Z', 2)
    expect(sessionsOf(SCHEDULE, [nextDay, late, nine], INDIA)).toEqual({
      sessions: [
        {
          doctorId: 'dr-rao',
          date: '2026-01-30',
          slots: [
            { start: '09:00', end: '10:00', capacity: 3 },
            { start: '10:00', end: '11:00', capacity: 1 },
          ],
        },
        { doctorId: 'dr-rao', date: '2026-01-31', slots: [{ start: '00:00', end: '01:00', capacity: 2 }] },
      ],
      problems: [],
    })
  })

  it('keeps the slots of a night in one session, if the ids are ours', async () => {
    const opd = new OpdScheduler({ ...INDIA, clock: () => Date.parse('2026-01-01T00:00:00Z') })
    await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
    const times = ['22:00', '23:00', '00:00', '01:00', '02:00']
    const slots = times.slice(0, 4).map((start, index) => ({ start, end: times[index + 1]!, capacity: 2 }))
    const opened = await opd.openSession({ doctorId: 'dr-rao', date: '2026-01-30', slots })
    if (opened.status === 'rejected') throw new Error(opened.code)
    const written = opened.session.slots.map((each) => slotOf(each, opened.session, R4))
    const { sessions, problems } = sessionsOf(SCHEDULE, written, INDIA)
    expect([problems, sessions.length]).toEqual([[], 1])
    // A session with other slots would be refused.
    expect((await opd.openSession(sessions[0]!)).status).toBe('open')
    const { id: _, ...unknown } = written[3]!
    expect(sessionsOf(SCHEDULE, [unknown], INDIA).sessions[0]).toMatchObject({ date: '2026-01-31' })
    expect(problemWith({ ...nine, id: 'dr-rao.2026-02-05.0900' })).toEqual([['contradiction', 'Slot[1].id']])
  })

  it('adds up slots of the same time', () => {
    const { sessions } = sessionsOf(SCHEDULE, [nine, slot(nine.start, nine.end), nine], INDIA)
    expect(sessions[0]!.slots).toEqual([{ start: '09:00', end: '10:00', capacity: 7 }])
  })

  it.each([
    ['is busy', { ...nine, status: 'busy' }, 'not-a-request', 'Slot[1].status'],
    [
      'is of another schedule',
      { ...nine, schedule: { reference: 'Schedule/dr-x' } },
      'contradiction',
      'Slot[1].schedule',
    ],
    ['ends before it starts', { ...nine, end: nine.start }, 'bad-time', 'Slot[1].end'],
    ['lasts a day', { ...nine, end: '2026-01-31T09:00:00+05:30' }, 'bad-time', 'Slot[1].end'],
    ['has seconds', { ...nine, start: '2026-01-30T09:00:30+05:30' }, 'bad-time', 'Slot[1].start'],
    ['has half a seat', slot(nine.start, nine.end, 0.5), 'bad-value', 'Slot[1].extension'],
  ])('has a problem with a slot that %s, and reads the others', (_name, each, problem, path) => {
    expect(problemWith(each)).toEqual([[problem, path]])
  })

  it('has a problem with a day whose slots overlap, and with a schedule of nobody or of two', () => {
    const half = slot('2026-01-30T09:30:00+05:30', '2026-01-30T10:30:00+05:30')
    const { sessions, problems } = sessionsOf(SCHEDULE, [nine, half], INDIA)
    expect([sessions, problems[0]!.problem]).toEqual([[], 'contradiction'])
    const actorOf = (...actor: string[]) => ({ ...SCHEDULE, actor: actor.map((reference) => ({ reference })) })
    expect(sessionsOf(actorOf('Location/1'), [nine], INDIA).problems[0]).toMatchObject({ problem: 'missing' })
    expect(sessionsOf(actorOf('Practitioner/a', 'Practitioner/b'), [nine], INDIA).problems[0]!.problem).toBe('several')
  })

  it('gives the same Slots again after openSession, in zones with and without clock changes', async () => {
    const days = ['2026-01-30', '2026-03-29', '2026-10-25', '2026-11-01']
    let repeated = 0
    let unsaid = 0
    await property(
      fc.record({
        timeZone: fc.constantFrom('Asia/Kolkata', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland'),
        day: fc.constantFrom(...days),
        firstHour: fc.integer({ min: 0, max: 4 }),
        lengths: fc.array(fc.constantFrom(15, 20, 30, 60), { minLength: 1, maxLength: 12 }),
        seats: fc.integer({ min: 0, max: 20 }),
      }),
      async ({ timeZone, day, firstHour, lengths, seats }) => {
        let at = Date.parse(`${day}T00:00:00Z`) + firstHour * 3_600_000
        const written = lengths.map((minutes): Slot => {
          const start = new Date(at).toISOString().replace('.000', '')
          at += minutes * 60_000
          return slot(start, new Date(at).toISOString().replace('.000', ''), seats)
        })
        const { sessions, problems } = sessionsOf(SCHEDULE, written, { timeZone })
        // In a repeated hour a slot may begin and end at the same local time.
        expect(problems.every(({ problem }) => problem === 'bad-time')).toBe(true)
        if (problems.length > 0) expect(day).toMatch(/-03-29|-10-25|-11-01/)
        unsaid += problems.length
        const opd = new OpdScheduler({ timeZone, clock: () => Date.parse('2026-01-01T00:00:00Z') })
        await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
        const again: Slot[] = []
        for (const session of sessions) {
          repeated += session.slots.filter(({ disambiguation }) => disambiguation !== undefined).length
          const opened = await opd.openSession(session)
          if (opened.status === 'rejected') throw new Error(opened.code)
          again.push(...opened.session.slots.map((each) => slotOf(each, opened.session, { ...R4, timeZone })))
        }
        const facts = ({ start, end, status, extension }: Slot) => [
          Date.parse(start),
          Date.parse(end),
          status,
          extension,
        ]
        const expected = written.map((each) => (seats === 0 ? { ...each, status: 'busy' as const } : each))
        const told = expected.map((each) => JSON.stringify(facts(each)))
        const got = again.map((each) => JSON.stringify(facts(each)))
        expect(got).toEqual(told.filter((each) => got.includes(each)))
        expect(got.length + problems.length).toBe(told.length)
      },
      300,
    )
    expect(repeated).toBeGreaterThan(5)
    expect(unsaid).toBeGreaterThan(0)
    expect(unsaid).toBeLessThan(repeated)
  })
})
