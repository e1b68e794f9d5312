import { describe, expect, it } from 'vitest'
import { PRESET_NAMES } from '../../examples/day-simulation/src/options/preset-name'
import type { Summary } from '../../examples/day-simulation/src/report/summary'
import { DATA, runSimulation, summaryOf } from './run-simulation'

describe('--standby compare', () => {
  it('runs the day without and with standby: more patients are seen, and those with a seat wait no longer', async () => {
    const { out } = await runSimulation(['--standby', 'compare', '--surge', '0', '--json'])
    const [without, standby] = JSON.parse(out) as [Summary, Summary]
    expect([without.rules, standby.rules]).toEqual(['standard, no standby', 'standard'])
    const ended = ({ finalStatuses: { completed, dropped } }: Summary) => [completed, dropped]
    expect([without, standby].map(ended)).toEqual([
      [145, 17],
      [155, 6],
    ])
    expect(standby.standby).toMatchObject({ checkedIn: 25, seated: 4, seen: 11 })
    expect(without.standby).toMatchObject({ checkedIn: 0, seen: 0 })
    expect([without, standby].map(({ overtimeMinutes }) => overtimeMinutes)).toEqual([0, 0])
    const off = await runSimulation(['--standby', 'off', '--surge', '0', '--json'])
    expect((JSON.parse(off.out) as Summary).digest).toBe(without.digest)
  })

  it('shows the waits by class, overtime, and who was seen without a seat', async () => {
    const { out } = await runSimulation(['--standby', 'compare'])
    expect(out).toContain('seen without a seat')
    expect(out).toMatch(/median wait \(min\) +emergency +paid +follow-up +online +walk-in/)
  })
})

describe('--compare', () => {
  it('prints the same day under each preset, in the order given', async () => {
    const { code, out, err } = await runSimulation(['--compare', 'waitlistWithEmergencyBump,standard'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^Friday 30 January 2026, 3 doctors, 2 presets compared\n231 requests/)
    const { bumps, cascades, promotions, firstOutcomes } = await summaryOf('--rules', 'standard')
    const { confirmed, held, waitlisted, rejected } = firstOutcomes
    for (const figures of [
      [confirmed + held, waitlisted, rejected],
      [bumps, cascades, promotions],
    ])
      expect(out).toMatch(new RegExp(`\\n {2}waitlistWithEmergencyBump .*\\n {2}standard +${figures.join(' +')}\\n`))
    expect(out).toMatch(/\n {2}final status +seen +no-show .*\n/)
    expect(out).toMatch(/\ninvariants hold\n$/)
  })

  it('fits a terminal with all presets', async () => {
    const { out } = await runSimulation(['--compare', PRESET_NAMES.join(','), '--doctors', '6'])
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it('prints a list of what each preset alone prints with --json', async () => {
    const { out } = await runSimulation(['--compare', ' bumpAndCascade , standard', '--seed', '5', '--json'])
    const runs = JSON.parse(out) as Summary[]
    expect(runs.map(({ rules }) => rules)).toEqual(['bumpAndCascade', 'standard'])
    for (const each of runs)
      expect(await summaryOf('--rules', each.rules, '--seed', '5')).toEqual({ ...each, elapsedMs: expect.any(Number) })
  })

  it('replays a file under each', async () => {
    const { code, out } = await runSimulation(
      ['--input', 'accident-day.jsonl', '--compare', 'standard,swapToOverflow', '--json'],
      DATA,
    )
    expect(code).toBe(0)
    expect((JSON.parse(out) as Summary[]).map(({ requests }) => requests)).toEqual([22, 22])
  })
})
