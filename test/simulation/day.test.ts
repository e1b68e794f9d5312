import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PRESET_NAMES } from '../../examples/day-simulation/src/options/preset-name'
import type { Summary } from '../../examples/day-simulation/src/report/summary'
import { runSimulation, summaryOf, total } from './run-simulation'

describe('the simulated day', () => {
  it.each([21, 22, 23, 24])('has bumps, cascades and promotions under the default rules, seed %i', async (seed) => {
    const day = await summaryOf('--seed', String(seed))
    expect(day).toMatchObject({ rules: 'standard', requests: 231 + 18, violations: 0 })
    expect(day.bumps).toBeGreaterThanOrEqual(5)
    expect(day.cascades).toBeGreaterThanOrEqual(3)
    expect(day.promotions).toBeGreaterThanOrEqual(5)
    expect(day.overflowSeats).toBeGreaterThan(0)
    expect(day.firstOutcomes.waitlisted).toBeGreaterThan(0)
    expect(Object.keys(day.byDoctor)).toEqual(['dr-iyer', 'dr-khan', 'dr-rao'])
  })

  it('moves nobody for another without the accident, unless each class may bump', async () => {
    const day = await summaryOf('--surge', '0')
    expect(day).toMatchObject({ rules: 'standard', requests: 231, violations: 0, bumps: 0, cascades: 0 })
    expect((await summaryOf('--surge', '0', '--rules', 'bumpByClass')).bumps).toBeGreaterThan(5)
    expect(day.promotions).toBeGreaterThanOrEqual(5)
    expect(day.overflowSeats).toBeGreaterThan(0)
    expect(day.firstOutcomes.waitlisted).toBeGreaterThan(0)
  })

  it('is checked at least once an hour for each doctor', async () => {
    expect((await summaryOf()).checks).toBeGreaterThan(9 * 3)
  })

  it('has totals that add up, and ends with every token in a final status', async () => {
    const day = await summaryOf()
    const { confirmed, held, waitlisted, rejected } = day.firstOutcomes
    expect(confirmed + held + waitlisted + rejected).toBe(day.requests)
    expect(confirmed + held + waitlisted + day.reschedules).toBe(day.tokens)
    expect(total(day.finalStatuses)).toBe(day.tokens)
    const { completed = 0, 'no-show': absent = 0, left = 0, cancelled = 0, rescheduled = 0 } = day.finalStatuses
    const { expired = 0, dropped = 0 } = day.finalStatuses
    expect(completed + absent + left + cancelled + rescheduled + expired + dropped).toBe(day.tokens)
    expect(day.holds.confirmed + day.holds.lapsed).toBe(day.holds.held)
    expect(day.room.called).toBe(day.room.consultations + day.room.skipped)
    expect(total(Object.fromEntries(Object.entries(day.waits).map(([name, { patients }]) => [name, patients])))).toBe(
      day.room.consultations - day.standby.seen,
    )
    expect(Object.values(day.byDoctor).reduce((sum, { tokens }) => sum + tokens, 0)).toBe(day.tokens)
  })

  it('is the same for the same seed, and differs for another', async () => {
    const [first, again, other] = [
      await summaryOf('--seed', '7'),
      await summaryOf('--seed=7'),
      await summaryOf('--seed', '8'),
    ]
    expect(first.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(again).toEqual({ ...first, elapsedMs: again.elapsedMs })
    expect(other.digest).not.toBe(first.digest)
  })

  it('has as many doctors and patients as asked for', async () => {
    const day = await summaryOf('--doctors', '5', '--patients', '100')
    expect(day.requests).toBe(100)
    expect(Object.keys(day.byDoctor)).toHaveLength(5)
    expect((await summaryOf('--load', '0.5')).requests).toBe(105)
    expect((await summaryOf('--patients', '0')).tokens).toBe(0)
  })

  it.each(PRESET_NAMES)('holds its invariants under %s when crowded', async (rules) => {
    const day = await summaryOf('--rules', rules, '--load', '1.6', '--seed', '5')
    expect(day.violations).toBe(0)
    expect(total(day.finalStatuses)).toBe(day.tokens)
  })
})

describe('what is printed', () => {
  it('is an account of the day that fits a terminal', async () => {
    const { code, out, err } = await runSimulation([])
    expect(code).toBe(0)
    expect(err).toBe('')
    expect(out).toMatch(
      /^Friday 30 January 2026, 3 doctors, rules standard\n231 requests for 210 seats \(110 %\) \+ 18 emergencies from an accident, seed 21\n/,
    )
    for (const name of ['Dr. Rao', 'Dr. Iyer', 'Dr. Khan']) expect(out).toContain(`\n${name}, `)
    expect(out).toMatch(/\n {2}09:00 {2}\d+\/10/)
    expect(out).toMatch(/\n {2}emergency +\d+/)
    expect(out).toMatch(/Why was token \d{3} of Dr\. \w+ moved\?\n {2}\w{3} \d+ \w{3} \d\d:\d\d +Booked as/)
    expect(out).toMatch(/\n {2}digest +[0-9a-f]{64}\n/)
    expect(out).toMatch(/\ninvariants hold\n$/)
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it('is one object with --json', async () => {
    const { out } = await runSimulation(['--json', '--seed', '7'])
    expect(out.trimEnd()).not.toContain('\n')
    expect(Object.keys(JSON.parse(out))).toEqual(
      expect.arrayContaining([
        'tokens',
        'firstOutcomes',
        'finalStatuses',
        'refusedByCode',
        'bumps',
        'cascades',
        'promotions',
        'violations',
        'byDoctor',
        'digest',
        'elapsedMs',
      ]),
    )
  })

  it('shows a table instead of boards for many doctors', async () => {
    const { out } = await runSimulation(['--doctors', '12'])
    expect(out).toMatch(/\n {2}Dr\. 12 +\d+\/70 +\d+\.\d %\n/)
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  })
})

describe('a recorded day', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opd-simulation-'))
  const path = join(folder, 'day.jsonl')
  let day: Summary
  beforeAll(async () => {
    day = await summaryOf('--record', path)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('has the same log when it is replayed under the same rules', async () => {
    const [facility, ...commands] = readFileSync(path, 'utf8').trimEnd().split('\n')
    expect(JSON.parse(facility!)).toEqual({ op: 'facility', timeZone: 'Asia/Kolkata', rules: 'standard' })
    expect(commands.length).toBeGreaterThan(2 * day.tokens)
    const replayed = await summaryOf('--input', path)
    expect(replayed).toEqual({ ...day, elapsedMs: replayed.elapsedMs })
  })

  it.each(PRESET_NAMES)('can be replayed under %s', async (rules) => {
    const replayed = await summaryOf('--input', path, '--rules', rules)
    expect(replayed.violations).toBe(0)
    expect(total({ ...replayed.firstOutcomes })).toBe(day.requests)
    expect(total(replayed.finalStatuses)).toBe(replayed.tokens)
  })
})
