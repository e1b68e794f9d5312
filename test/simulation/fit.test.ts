import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { presets } from 'opd-scheduler'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, TIME_ZONE } from '../../examples/day-simulation/src/day/clinic'
import { clinicDay } from '../../examples/day-simulation/src/day/clinic-day'
import { absencesOf, demandOf, requestsFor } from '../../examples/day-simulation/src/day/demand'
import { Random } from '../../examples/day-simulation/src/day/random'
import { run } from '../../examples/day-simulation/src/run/run'
import { WallClock } from '../../examples/day-simulation/src/run/wall-clock'
import type { Scenario } from '../../examples/day-simulation/src/scenario/scenario'
import { doctorsIn, settingOf } from '../../examples/day-simulation/src/scenario/setting-of'
import { runSimulation } from './run-simulation'

const KNOWN: Scenario = {
  name: 'Known',
  load: 1,
  slots: { hours: [9, 10, 11, 14], seatsPerRoom: 5, wanted: [20, 30, 30, 20] },
  doctors: [
    { name: 'Rao', minutesPerVisit: 10, rooms: 2, weight: 65 },
    { name: 'Sen', minutesPerVisit: 10, weight: 35, late: { meanMinutes: 18, sdMinutes: 6 } },
  ],
  visits: { distribution: 'lognormal', meanMinutes: 9, cv: 0.7 },
  punctuality: { meanMinutesEarly: 14, sdMinutes: 11 },
  noShows: [
    { fromDays: 0, percent: 5 },
    { fromDays: 3, percent: 30 },
  ],
  classes: [
    { source: 'online', percent: 75, leadDays: [0.5, 3.5, 6.5, 9.5, 12.5] },
    { source: 'walk-in', percent: 20, byHour: [9, 10, 14].map((hour) => ({ hour, weight: hour === 10 ? 2 : 1 })) },
    { source: 'emergency', percent: 5, byHour: [{ hour: 11, weight: 1 }] },
  ],
  conduct: { comesLate: 0, phones: 0, reschedules: 0 },
}

const HEADING = 'Doctor,Booked at,Appointment at,Class,Arrived at,Called at,Ended at,Status'

/** What the clinic would have in its records after so many days. */
async function recordsOf(scenario: Scenario, days: number): Promise<string> {
  const setting = settingOf(scenario)
  const doctors = doctorsIn(scenario)
  const clock = new WallClock(TIME_ZONE)
  const lines: string[] = [HEADING]
  for (let day = 0; day < days; day++) {
    const random = new Random(100 + day)
    const patients = demandOf(requestsFor(scenario.load, 3, setting), doctors, random, setting)
    const script = clinicDay(doctors, patients, true, undefined, setting, absencesOf(doctors, random, setting))
    const { desk, sessions } = await run({ timeZone: TIME_ZONE, rules: presets.standard(), script })
    const at = new Map<string, number>()
    // A patient who does not come leaves the seat, so the last seat is that of the events.
    const seats = new Map<string, string>()
    for (const { event } of await desk.store.read(0, 100_000))
      if ('tokenId' in event) {
        at.set(`${event.tokenId} ${event.type}`, event.at + day * DAY)
        if (event.to !== null) seats.set(event.tokenId, event.to)
      }
    for (const session of sessions)
      for (const { id, status, source, createdAt } of session.tokens) {
        const slot = session.slots.find((each) => each.id === seats.get(id))
        if (slot === undefined || !['completed', 'no-show', 'left', 'cancelled'].includes(status)) continue
        const text = (type: string): string => {
          const time = at.get(`${id} ${type}`)
          return time === undefined ? '' : clock.textAt(time)
        }
        const times = [clock.textAt(createdAt + day * DAY), clock.textAt(slot.startsAt + day * DAY).slice(0, 16)]
        const visit = ['token.checked-in', 'token.started', 'token.completed'].map(text)
        lines.push([`Dr. ${session.doctorId.slice(3)}`, ...times, source, ...visit, status].join(','))
      }
  }
  return `${lines.join('\r\n')}\r\n`
}

describe('a clinic fitted to the records of a known one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opd-fit-'))
  let fitted: Scenario
  let report: string
  beforeAll(async () => {
    writeFileSync(join(folder, 'bookings.csv'), await recordsOf(KNOWN, 30))
    const { code, out, err } = await runSimulation(['--fit', 'bookings.csv', '--to', 'clinic.json'], folder)
    expect([code, err]).toEqual([0, ''])
    report = out
    fitted = JSON.parse(readFileSync(join(folder, 'clinic.json'), 'utf8'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('has its hours, doctors, rooms and lateness', () => {
    expect(fitted.slots.hours).toEqual([9, 10, 11, 14])
    const [rao, sen] = ['rao', 'sen'].map((name) => fitted.doctors.find((doctor) => doctor.name === name)!)
    expect([rao!.rooms, sen!.rooms]).toEqual([2, undefined])
    expect(rao!.weight! / (rao!.weight! + sen!.weight!)).toBeCloseTo(0.65, 1)
    expect(sen!.late!.meanMinutes).toBeGreaterThan(14)
    expect(sen!.late!.meanMinutes).toBeLessThan(24)
    expect(fitted.slots.seatsPerRoom).toBeGreaterThanOrEqual(4)
    expect(fitted.slots.seatsPerRoom).toBeLessThanOrEqual(6)
  })

  it('has its visits, punctuality, no-shows and classes', () => {
    expect(fitted.visits.distribution).toBe('lognormal')
    expect(Math.abs(fitted.visits.meanMinutes - 9)).toBeLessThan(0.6)
    expect(Math.abs(fitted.visits.cv! - 0.7)).toBeLessThan(0.1)
    expect(Math.abs(fitted.punctuality.meanMinutesEarly - 14)).toBeLessThan(3)
    expect(Math.abs(fitted.punctuality.sdMinutes - 11)).toBeLessThan(3)
    const percent = (fromDays: number): number => fitted.noShows.find((each) => each.fromDays === fromDays)!.percent
    expect(percent(0)).toBeLessThan(9)
    expect(Math.abs(percent(3) - 30)).toBeLessThan(8)
    const online = fitted.classes.find(({ source }) => source === 'online')!
    expect(Math.abs(online.percent - 75)).toBeLessThan(6)
    expect(Math.abs(online.leadDays![5]! - 6.5)).toBeLessThanOrEqual(1.5)
    const walkIns = fitted.classes.find(({ source }) => source === 'walk-in')!
    expect(walkIns.byHour!.map(({ hour }) => hour)).toEqual([9, 10, 14])
    expect(Object.keys(fitted.sources!)).toContain('visits')
  })

  it('says how well it fits, and waits as the records do', () => {
    const row = (label: string): number[] =>
      report
        .split('\n')
        .find((line) => line.startsWith(`  ${label}  `))!
        .slice(label.length + 2)
        .trim()
        .split(/\s+/)
        .map(Number)
    const [recorded, simulated] = [row('waits'), row('waits, simulated')]
    expect(recorded[0]).toBeGreaterThan(800)
    expect(simulated[1]! / recorded[1]!, report).toBeGreaterThan(0.75)
    expect(simulated[1]! / recorded[1]!).toBeLessThan(1.33)
    expect(report).toMatch(/visits {7}lognormal, at most \d\.\d % from the records' shares; exponential \d+\.\d %/)
    expect(report).toMatch(/punctuality {2}normal, at most \d+\.\d %/)
  })

  it('can be simulated', async () => {
    const { code, out } = await runSimulation(['--clinic', './clinic.json'], folder)
    expect(code).toBe(0)
    expect(out).toContain('invariants hold')
  })
})

describe('a table that cannot be fitted', () => {
  const line = '2026-01-30 09:00,online,seen,2026-01-28 10:00,2026-01-30 08:50,2026-01-30 09:05,2026-01-30 09:15'
  const heading = 'appointment at,class,status,booked at,arrived at,started at,ended at'
  async function fitted(text: string, ...more: string[]) {
    const folder = mkdtempSync(join(tmpdir(), 'opd-fit-'))
    writeFileSync(join(folder, 'a.csv'), text)
    try {
      const { code, err, out } = await runSimulation(['--fit', 'a.csv', '--to', 'b.json', ...more], folder)
      return { code, err, out }
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  it.each([
    ['', 'a.csv has no line after its heading.'],
    [`${heading}\n${line},x`, 'a.csv, line 2 has 8 cells. The heading has 7.'],
    [`${heading}\n"${line}`, 'a.csv, line 2: a quote is not closed.'],
    [`${heading.replace('status', 'state')}\n${line}`, "a.csv has no column 'status'."],
    [`${heading}\n${line.replace('2026-01-30 09:00', '30/01/2026')}`, "line 2: appointment at is '30/01/2026'. Give a"],
    [`${heading}\n${line.replace('online', 'web')}`, "line 2: class is 'web'. Give one of emergency, paid, follow-up,"],
    [`${heading}\n${line.replace('seen', 'gone')}`, "line 2: status is 'gone'. Give one of seen, no-show, cancelled"],
    [`${heading}\n${line}`, "a.csv has 1 visits with 'started at' and 'ended at'. Give at least 20"],
  ])('is refused with a reason (%#)', async (text, message) => {
    const { code, err } = await fitted(text)
    expect(code).toBe(1)
    expect(err).toContain(message)
  })

  it('may have semicolons, quotes, other names, equal visits and no arrivals', async () => {
    const own = ['"30 web"', 'completed', '2026-01-30T09:05+05:30', '2026-01-30 09:15', '2026-01-30 09:00']
    const lines = Array.from({ length: 25 }, () => own.join(';'))
    const { code, out, err } = await fitted(
      `CLASS;Status;Called_At;Ended At;Appointment-at\n${lines.join('\n')}\n`,
      '--source-map',
      '30 web=online',
    )
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('visits       fixed, with a coefficient of variation of 0.00')
    expect(out).toContain('punctuality  not in the records')
  })

  it('needs a file to write to, and nothing else', async () => {
    expect((await runSimulation(['--fit', 'a.csv'])).err).toContain('--fit and --to go together.')
    expect((await fitted(`${heading}\n${line}`, '--load', '2')).err).toContain('--load does not go with --fit.')
  })
})
