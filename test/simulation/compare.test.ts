import { describe, expect, it } from 'vitest'
import { PRESET_NAMES } from '../../examples/day-simulation/src/options'
import type { Summary } from '../../examples/day-simulation/src/report/summary'
import { DATA, runSimulation, summaryOf } from './run-simulation'

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
