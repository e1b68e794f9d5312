import { beforeAll, describe, expect, it } from 'vitest'
import { type Finished, runSimulation } from './run-simulation'

const WEEK = ['--days', '4', '--doctors', '3', '--load', '0.4']

let printed: Finished
let summary: {
  readonly requests: number
  readonly opened: number
  readonly checks: number
  readonly violations: readonly string[]
  readonly days: readonly Readonly<Record<string, number>>[]
  readonly doctors: readonly {
    readonly id: string
    readonly seen: readonly (number | null)[]
    readonly week: { readonly seen: number }
  }[]
  readonly troubles: readonly { readonly date: string; readonly doctor: string; readonly noShow: number }[]
}

beforeAll(async () => {
  printed = await runSimulation(WEEK)
  summary = JSON.parse((await runSimulation([...WEEK, '--json'])).out)
})

describe("a hospital's week", () => {
  it('is opened from timetables, with a day off, and holds the invariants', () => {
    expect(summary).toMatchObject({ opened: 4 * 3 - 1, violations: [], requests: Math.round(0.4 * 70 * 11) })
    expect(summary.checks).toBeGreaterThan(300)
    expect(summary.doctors.map(({ id, seen }) => [id, seen.map((each) => each === null)])).toEqual([
      ['dr-rao', [false, false, false, false]],
      ['dr-iyer', [false, false, false, false]],
      ['dr-khan', [false, false, true, false]],
      ['dr-das', [true, true, true, false]],
    ])
  })

  it('counts the same patients by day and by doctor, and most of them booked on an earlier day', () => {
    const sum = (values: readonly (number | null | undefined)[]): number =>
      values.reduce((all: number, each) => all + (each ?? 0), 0)
    const seen = sum(summary.days.map((day) => day.seen))
    expect(seen).toBeGreaterThan(150)
    expect(sum(summary.doctors.map(({ week }) => week.seen))).toBe(seen)
    expect(sum(summary.doctors.flatMap((doctor) => doctor.seen))).toBe(seen)
    for (const { ahead, patients } of summary.days) expect(ahead! / patients!).toBeGreaterThan(0.5)
  })

  it('has a late doctor on Tuesday, and one who goes home on Thursday', () => {
    expect(summary.troubles).toMatchObject([
      { date: '2026-01-27', doctor: 'Dr. Rao' },
      { date: '2026-01-29', doctor: 'Dr. Iyer' },
    ])
  })

  it('is printed on one screen, with a line for each day that went otherwise', () => {
    const { code, out, err } = printed
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const lines = out.split('\n')
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    expect(lines.length).toBeLessThan(45)
    expect(out).toMatch(
      /Tue 27 Jan: Dr\. Rao telephones: 70 minutes late\.[\s\S]*Wed 28 Jan: Dr\. Khan is off[\s\S]*Thu 29 Jan: Dr\. Iyer/,
    )
    expect(out).toMatch(/\ninvariants hold \(\d+ checks\)\n$/)
    expect(out).not.toMatch(/dr-|t-\d{4}|p-\d{4}|NaN|undefined/)
  })
})

it.each([
  [['--days', '6'], "--days is '6'. Give a whole number from 1 to 5, as in --days 5."],
  [
    ['--days', '5', '--scenario', 'late'],
    '--scenario does not go with --days. Leave --scenario out: it belongs to one day of a clinic.',
  ],
  [['--days', '5', '--standby', 'compare'], '--days does not go with --standby compare. Give --standby on or off.'],
])('%j is refused', async (args, message) => {
  expect(await runSimulation(args)).toEqual({ code: 1, out: '', err: `${message}\n` })
})
