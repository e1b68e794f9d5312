import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Random } from '../../examples/day-simulation/src/day/random'
import { compare } from '../../examples/day-simulation/src/lab/compare'
import { dayFor, type Lab } from '../../examples/day-simulation/src/lab/lab'
import { METRICS } from '../../examples/day-simulation/src/lab/metrics'
import { tryDay } from '../../examples/day-simulation/src/lab/trial'
import { variantsOf } from '../../examples/day-simulation/src/lab/variants'
import { PRESET_NAMES } from '../../examples/day-simulation/src/options/preset-name'
import { DATA, runSimulation, withFile } from './run-simulation'

afterEach(() => void vi.restoreAllMocks())

const lab: Lab = {
  days: 3,
  seed: 21,
  doctors: 1,
  loads: [1.2, 1.4],
  variants: variantsOf(['standard', 'publicHospital'], undefined),
  baseline: 'standard',
}

describe('the laboratory', () => {
  it('gives the same tables with one worker and with two', async () => {
    const [alone, shared] = [await compare(lab, 1), await compare(lab, 2)]
    expect(shared.tables).toEqual(alone.tables)
    expect(alone.tables.map(({ load, requests }) => [load, requests])).toEqual([
      [1.2, 84],
      [1.4, 98],
    ])
    const other = await compare({ ...lab, seed: 22 }, 1)
    expect(other.tables).not.toEqual(alone.tables)
    expect(alone.engineShare).toBeGreaterThan(0.2)
    expect(alone.engineShare).toBeLessThan(1)
  })

  it('draws no random number under the rules, so all rules get the same patients', async () => {
    const draw = vi.spyOn(Random.prototype, 'next')
    dayFor(lab, 1.2, 21)
    const demand = draw.mock.calls.length
    expect(demand).toBeGreaterThan(1000)
    await tryDay({ ...lab, variants: variantsOf(PRESET_NAMES, undefined) }, { load: 0, day: 0 })
    expect(draw.mock.calls.length).toBe(2 * demand)
  })

  it('measures what the report of the same day counts', async () => {
    const { out } = await runSimulation([
      '--seed',
      '21',
      '--doctors',
      '1',
      '--load',
      '1.2',
      '--rules',
      'bumpByClass',
      '--json',
    ])
    const summary = JSON.parse(out)
    const bumping = { ...lab, variants: variantsOf(['bumpByClass'], undefined), baseline: 'bumpByClass' }
    const { values } = await tryDay(bumping, { load: 0, day: 0 })
    const of = (name: string): number => values[0]![METRICS.findIndex((metric) => metric.name === name)]!
    expect(of('seen')).toBe(summary.finalStatuses.completed)
    expect(of('overtime')).toBeCloseTo(summary.overtimeMinutes, -0.5)
    expect(of('moved for another')).toBeGreaterThan(0)
    expect(of('moved for another')).toBeLessThanOrEqual(summary.bumps)
    expect(of('moved for another') * of('most moves of one')).toBeGreaterThanOrEqual(summary.bumps)
    for (const [place, { source, name }] of METRICS.entries())
      if (source !== null && name.startsWith('wait that'))
        expect(Math.abs(values[0]![place]! - summary.waits[source].ninetieth), source).toBeLessThan(15)
  })
})

describe('npm run simulate -- lab', () => {
  const small = ['lab', '--days', '3', '--doctors', '1', '--load', '1.4', '--workers', '1']

  it('prints the figures that --json and --csv write', async () => {
    const sweep = ['--rules', 'standard', '--set', 'clinic.seats=10,11']
    const rules = ['standard', 'standard, 10 seats', 'standard, 11 seats']
    await withFile('here.txt', '', async (path) => {
      const folder = join(path, '..')
      const { code, out, err } = await runSimulation([...small, ...sweep, '--json', 'a.json', '--csv', 'a.csv'], folder)
      expect(code, err).toBe(0)
      expect(err).toMatch(/^9 clinic days in \d+ s \(\d+ ms each\), \d+ % of it in the library\n$/)
      const json = JSON.parse(readFileSync(join(folder, 'a.json'), 'utf8'))
      expect(json).toMatchObject({ days: 3, seed: 21, doctors: 1, baseline: 'standard', rules })
      expect(json.tables).toHaveLength(1)

      const [head = [], ...rows] = readCsv(readFileSync(join(folder, 'a.csv'), 'utf8'))
      const records = rows.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index]!])))
      expect(records).toHaveLength(METRICS.length * rules.length)
      const printed = out.split('\n').filter((line) => / {2}(less|more) {2}/.test(line))
      expect(printed).toHaveLength(METRICS.length)
      for (const [index, figure] of json.tables[0].figures.entries()) {
        for (const label of rules) {
          const written = figure.byRules[label]
          const record = records.find(
            (each) => each.rules === label && each.metric === figure.metric && each.class === (figure.class ?? 'all'),
          )!
          const { difference } = written
          expect([record.mean, record.plusMinus, record.days]).toEqual(
            [written.mean, written.plusMinus, written.days].map(text),
          )
          expect([record.difference, record.differencePlusMinus, record.verdict]).toEqual(
            [difference?.mean, difference?.plusMinus, difference?.verdict].map(text),
          )
          const shown = label === 'standard' ? written : difference
          if (shown.mean !== null)
            expect(printed[index]).toContain(`${Math.abs(shown.mean).toFixed(1)} ± ${shown.plusMinus.toFixed(1)}`)
          if (label === 'standard, 10 seats') expect(difference).toMatchObject({ isReal: false, verdict: '' })
          if (label === 'standard, 10 seats' && difference.days > 0) expect(difference.mean).toBe(0)
        }
        for (const word of ['better', 'worse'])
          expect(printed[index]!.includes(word)).toBe(figure.byRules['standard, 11 seats'].difference.verdict === word)
      }
    })
  })

  it('prints JSON alone with --json -', async () => {
    const { code, out } = await runSimulation([...small, '--rules', 'standard', '--json', '-'])
    expect(code).toBe(0)
    expect(JSON.parse(out).rules).toEqual(['standard'])
  })

  it('prints a table for each load, and its help', async () => {
    const { out } = await runSimulation([
      'lab',
      '--days',
      '2',
      '--doctors',
      '1',
      '--rules',
      'standard',
      '--load',
      '0.6..1/0.2',
      '--workers',
      '1',
    ])
    expect(out.match(/^load [\d.]+: \d+ booking requests/gm)).toEqual([
      'load 0.6: 42 booking requests',
      'load 0.8: 56 booking requests',
      'load 1: 70 booking requests',
    ])
    expect((await runSimulation(['lab', '--help'])).out).toContain('standard.elastic.extra (2)')
  })

  it('simulates another clinic, with its doctors, its load, and its rules first', async () => {
    const { out, err } = await runSimulation(['lab', '--clinic', 'small-opd', '--days', '2', '--workers', '1'])
    expect(out, err).toMatch(/^Small OPD, load 1\.3: 21 booking requests for 16 seats a day, 1 doctor, 2 days/)
    expect(out).toContain('publicHospital')
    const both = await runSimulation(['lab', '--clinic', 'small-opd', '--doctors', '2'])
    expect(both.err).toContain('--doctors does not go with --clinic. Leave --doctors out: the clinic has its own.')
    const busy = await runSimulation([
      'lab',
      '--clinic',
      'busy-public-hospital',
      '--days',
      '2',
      '--workers',
      '1',
      '--json',
      '-',
    ])
    const { clinic, rules, tables } = JSON.parse(busy.out)
    expect([clinic, rules[0], tables[0].load]).toEqual(['Busy public hospital', 'publicHospital', 1.4])
    const [idle] = tables[0].figures.filter(({ metric }: { metric: string }) => metric === 'idle in working hours')
    expect(idle.byRules.publicHospital.mean).toBeGreaterThan(0)
  })

  it('prints the table of the README', async () => {
    const readme = readFileSync(join(DATA, '../README.md'), 'utf8')
    const [, args = '', table = ''] =
      /This is\n`npm run simulate -- (lab [^`]*)`:\n\n```text\n([\s\S]*?)```/.exec(readme) ?? []
    expect(table).not.toBe('')
    const { out } = await runSimulation([...args.split(' '), '--workers', '1'])
    expect(out.startsWith(table), out).toBe(true)
  })

  it('keeps lines short enough for a terminal, also with all presets', async () => {
    const { out } = await runSimulation([
      'lab',
      '--days',
      '2',
      '--doctors',
      '1',
      '--rules',
      PRESET_NAMES.join(),
      '--workers',
      '1',
    ])
    const lines = out.split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120)
    for (const name of PRESET_NAMES)
      expect(lines.some((line) => line.includes('good  days') && line.includes(name))).toBe(true)
  })

  it.each([
    [['--day', '3'], "Unknown option '--day'. Maybe --days."],
    [['--days', '1'], "--days is '1'. Give a whole number from 2 to 10000, as in --days 200."],
    [['--days'], '--days needs a value, as in --days 200.'],
    [['--days', '3', '--days', '4'], '--days is given twice. Give it once.'],
    [['--rules', 'standart'], "There is no preset 'standart'. Maybe standard."],
    [['--rules', 'standard,standard'], "--rules names 'standard' twice. Name each preset once."],
    [['--load', 'high'], "--load is 'high'. Give a number from 0.1 to 20, as in --load 0.6..1.6."],
    [['--load', '0.6..'], "--load is ''. Give a number from 0.1 to 20, as in --load 0.6..1.6."],
    [['--load', '1.6..0.6'], "--load is '1.6..0.6'. Give the smaller number first, as in --load 0.6..1.6."],
    [['--load', '0.6..1.6/0'], "the step of --load is '0'. Give a number from 0.01 to 20, as in --load 0.6..1.6/0.1."],
    [['--load', '1..9/0.1'], "--load is '1..9/0.1', which is 81 loads. Give at most 20."],
    [
      ['--set', 'elastic'],
      "--set is 'elastic'. Give a name and its values, as in --set standard.elastic.extra=0,1,2,3.",
    ],
    [['--set', 'standard.elastic.extra=1,1'], "--set names the value '1' twice. Name each value once."],
    [['--set', 'standart.elastic.extra=1'], "--set knows no 'standart.elastic.extra'. Maybe standard.elastic.extra."],
    [
      ['--set', 'emergencyOverflow.limit=1'],
      "--set knows no 'emergencyOverflow.limit'. emergencyOverflow has emergencyOverflow.extra.",
    ],
    [['--set', 'emergencyBypass.extra=1'], "--set knows no 'emergencyBypass.extra'. See lab --help for all names."],
    [['--set', 'clinic.seats=0'], "--set clinic.seats is '0'. Give whole numbers from 1 to 100; 10 is usual."],
    [
      ['--set', 'standard.elastic.extra=two'],
      "--set standard.elastic.extra=two is not possible: elastic: extra is 'two'. Give a whole number of seats, or a share such as '20%'.",
    ],
    [
      ['--baseline', 'best'],
      "--baseline is 'best'. Give one of the rules to compare: standard; publicHospital; emergencyOverflow.",
    ],
    [['--json', 'nowhere/lab.json'], /^--json 'nowhere\/lab.json' cannot be written: its folder does not exist/],
  ])('refuses %j with one clear sentence', async (args, sentence) => {
    const { code, out, err } = await runSimulation(['lab', ...args])
    expect([code, out]).toEqual([1, ''])
    if (typeof sentence === 'string') expect(err).toBe(`${sentence}\n`)
    else expect(err).toMatch(sentence)
  })
})

function text(value: number | string | null | undefined): string {
  return String(value ?? '')
}

/** Reads comma-separated values as RFC 4180 defines them. */
function readCsv(file: string): string[][] {
  return file
    .trimEnd()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    )
}
