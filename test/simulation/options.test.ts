import { describe, expect, it } from 'vitest'
import { readOptions } from '../../examples/day-simulation/src/options'
import { UsageError } from '../../examples/day-simulation/src/usage-error'
import { runSimulation } from './run-simulation'

describe('the command line', () => {
  it('has defaults', () => {
    expect(readOptions([])).toMatchObject({
      doctors: 3,
      patients: undefined,
      load: 1.1,
      rules: ['standard'],
      json: false,
    })
  })

  it('takes values after a space or an equals sign', () => {
    const options = readOptions(['--doctors', '4', '--seed=7', '--source-map', 'a=b', '--source-map=c=d', '--json'])
    expect(options).toMatchObject({ doctors: 4, seed: 7, json: true })
    expect([...options.sourceMap]).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })

  it.each([
    [['--seeed', '7'], "unknown option '--seeed'. Maybe --seed."],
    [['--quick'], "unknown option '--quick'. Maybe see --help."],
    [['day.jsonl'], "unknown argument 'day.jsonl'. Maybe see --help."],
    [['--rules', 'standrd'], "unknown rules 'standrd'. Maybe standard."],
    [['--rules', 'bumpandcascade'], "unknown rules 'bumpandcascade'. Maybe bumpAndCascade."],
    [['--rules', 'toString'], /^unknown rules 'toString'\. Maybe one of standard, /],
    [['--seed'], '--seed has no value. Maybe --seed 7.'],
    [['--seed', '-1'], /^--seed is '-1', not a whole number from 0 to 4294967295\. Maybe/],
    [['--seed', '1e3'], /^--seed is '1e3'/],
    [['--doctors', '0'], /^--doctors is '0'/],
    [['--doctors', '1.5'], /^--doctors is '1\.5'/],
    [['--load', 'much'], /^--load is 'much'/],
    [['--json=yes'], /^--json takes no value\. Maybe/],
    [['--source-map', 'a'], "--source-map is 'a'. Maybe --source-map priority=paid."],
    [
      ['--input', 'a', '--seed', '7'],
      '--seed does not go with --input. Maybe leave --seed out: the file says who comes.',
    ],
    [['--load=2', '--input', 'a'], /^--load does not go with --input\. Maybe/],
    [['--input', 'a', '--doctors', '4'], /^--doctors does not go with --input\. Maybe/],
    [['--input', 'a', '--patients', '4'], /^--patients does not go with --input\. Maybe/],
    [['--compare', 'standard,standrd'], "unknown rules 'standrd'. Maybe standard."],
    [['--compare', 'standard'], '--compare names one preset. Maybe --rules standard.'],
    [['--compare', 'standard,'], /^unknown rules ''\. Maybe one of standard, /],
    [['--compare', 'standard,standard'], "--compare names 'standard' twice. Maybe name each once."],
    [
      ['--compare', 'standard,publicHospital', '--rules', 'bumpAndCascade'],
      '--rules does not go with --compare. Maybe --compare bumpAndCascade,standard,publicHospital.',
    ],
    [['--compare', 'standard,publicHospital', '--record', 'a'], /^--record does not go with --compare\. Maybe/],
    [
      ['--store', 'disk'],
      "--store is 'disk', none of memory, sqlite:FILE and postgres://…. Maybe --store sqlite:day.db.",
    ],
    [['--store', 'sqlite:'], /^--store is 'sqlite:'/],
    [['--store', 'postgres://'], /^--store is 'postgres:\/\/'/],
    [
      ['--store', 'postgres://x:y@127.0.0.1:1/z'],
      /^.postgres:\/\/127\.0\.0\.1:1\/z\?schema=opd. cannot be reached: connect ECONNREFUSED.*Maybe/,
    ],
    [['--store=sqlite:nowhere/day.db'], /^The file '.*nowhere\/day\.db' cannot be opened: .* Maybe /],
    [['--resume'], '--resume has no day to go on with. Maybe --store sqlite:day.db --resume.'],
    [['--store', 'memory', '--resume'], /^--resume has no day/],
    [['--compare', 'standard,publicHospital', '--store', 'sqlite:a.db'], /^--store does not go with --compare\. Maybe/],
    [['--report', 'nowhere/day.html'], /^--report 'nowhere\/day\.html' cannot be written: .* \(ENOENT\)\. Maybe/],
    [['--report', '.'], "--report '.' cannot be written: it is a folder. Maybe --report ./day.html."],
    [['--input', 'nowhere.jsonl'], /^ENOENT.*\. Maybe/],
  ])('is refused in one line for %j', async (args, reason) => {
    const { code, out, err } = await runSimulation(args)
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(err.endsWith('\n')).toBe(true)
    expect(err.trimEnd()).not.toContain('\n')
    if (typeof reason === 'string') expect(err.trimEnd()).toBe(reason)
    else expect(err).toMatch(reason)
  })

  it('throws errors of its own', () => {
    expect(() => readOptions(['--load'])).toThrow(UsageError)
  })

  it('explains itself', async () => {
    const { code, out } = await runSimulation(['--help'])
    expect(code).toBe(0)
    for (const option of [
      '--doctors',
      '--patients',
      '--load',
      '--seed',
      '--rules',
      '--compare',
      '--report',
      '--input',
      '--source-map',
      '--store',
      '--resume',
      '--json',
    ]) {
      expect(out).toContain(option)
    }
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  })
})
