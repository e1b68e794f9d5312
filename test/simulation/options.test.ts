import { describe, expect, it } from 'vitest'
import { readOptions } from '../../examples/day-simulation/src/options/options'
import { UsageError } from '../../examples/day-simulation/src/usage-error'
import { runSimulation } from './run-simulation'

const surgeOf = (args: string[]): number | undefined => readOptions(args).surge

describe('the command line', () => {
  it('has defaults', () => {
    expect(readOptions([])).toMatchObject({
      doctors: 3,
      patients: undefined,
      load: 1.1,
      rules: undefined,
      json: false,
    })
  })

  it('has an accident on the usual day, and elsewhere only if it is asked for', () => {
    expect([[], ['--doctors', '2'], ['--seed=7', '--compare', 'standard,publicHospital']].map(surgeOf)).toEqual([
      18, 18, 18,
    ])
    for (const other of ['--load=1', '--patients=9', '--clinic=small-opd', '--scenario=late']) {
      expect(surgeOf([other])).toBeUndefined()
      expect(surgeOf([other, '--surge', '5'])).toBe(5)
    }
    expect(surgeOf(['--surge', '0'])).toBe(0)
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
    [['--seeed', '7'], "Unknown option '--seeed'. Maybe --seed."],
    [['--quick'], "Unknown option '--quick'. See --help."],
    [['day.jsonl'], "Unknown argument 'day.jsonl'. See --help."],
    [['--rules', 'standrd'], "There is no preset 'standrd'. Maybe standard."],
    [['--rules', 'bumpandcascade'], "There is no preset 'bumpandcascade'. Maybe bumpAndCascade."],
    [['--rules', 'toString'], /^There is no preset 'toString'\. Choose one of standard, publicHospital, /],
    [['--seed'], '--seed needs a value, as in --seed 7.'],
    [['--seed', '-1'], "--seed is '-1'. Give a whole number from 0 to 4294967295, as in --seed 7."],
    [['--seed', '1e3'], /^--seed is '1e3'/],
    [['--doctors', '0'], /^--doctors is '0'/],
    [['--doctors', '1.5'], /^--doctors is '1\.5'/],
    [['--load', 'much'], /^--load is 'much'/],
    [['--json=yes'], /^--json takes no value\. Leave '=yes' out\./],
    [['--source-map', 'a'], "--source-map is 'a'. Give two names, as in --source-map priority=paid."],
    [['--input', 'a', '--seed', '7'], '--seed does not go with --input. Leave --seed out: the file decides who comes.'],
    [['--surge', '2.5'], "--surge is '2.5'. Give a whole number from 0 to 1000, as in --surge 18."],
    [['--surge', '2', '--input', 'a'], /^--surge does not go with --input\. Leave/],
    [['--surge', '2', '--days', '2'], /^--surge does not go with --days\. Leave/],
    [['--load=2', '--input', 'a'], /^--load does not go with --input\. Leave/],
    [['--input', 'a', '--doctors', '4'], /^--doctors does not go with --input\. Leave/],
    [['--input', 'a', '--patients', '4'], /^--patients does not go with --input\. Leave/],
    [['--compare', 'standard,standrd'], "There is no preset 'standrd'. Maybe standard."],
    [['--compare', 'standard'], "--compare names only 'standard'. Name two or more, or give --rules standard."],
    [['--compare', 'standard,'], /^There is no preset ''\. Choose one of standard, /],
    [['--compare', 'standard,standard'], "--compare names 'standard' twice. Name each preset once."],
    [
      ['--compare', 'standard,publicHospital', '--rules', 'bumpAndCascade'],
      '--rules does not go with --compare. Give --compare bumpAndCascade,standard,publicHospital.',
    ],
    [['--compare', 'standard,publicHospital', '--record', 'a'], /^--record does not go with --compare\. Record/],
    [['--store', 'disk'], "--store is 'disk'. Give memory, sqlite:FILE or postgres://…, as in --store sqlite:day.db."],
    [['--store', 'sqlite:'], /^--store is 'sqlite:'/],
    [['--store', 'postgres://'], /^--store is 'postgres:\/\/'/],
    [
      ['--store', 'postgres://x:y@127.0.0.1:1/z'],
      /^.postgres:\/\/127\.0\.0\.1:1\/z\?schema=opd. cannot be reached: connect ECONNREFUSED.*Check the address/,
    ],
    [['--store=sqlite:nowhere/day.db'], /^The file '.*nowhere\/day\.db' cannot be opened: /],
    [['--against', 'http://127.0.0.1:3000'], '--against needs a file of commands. Give --input week.jsonl.'],
    [
      ['--input', 'a', '--against', 'localhost:3000'],
      "--against is 'localhost:3000'. Give an address, as in --against http://127.0.0.1:3000.",
    ],
    [
      ['--input', 'a', '--against', 'http://127.0.0.1:3000', '--date', '2026-02-30'],
      "--date is '2026-02-30'. Give a date, as in --date 2026-01-30.",
    ],
    [['--date', '2026-01-30'], '--date belongs to --against. Leave --date out.'],
    [['--input', 'a', '--key', 'b'], '--key belongs to --against. Leave --key out.'],
    [['--input', 'a', '--against', 'http://a', '--compare', 'standard,publicHospital'], /^--compare does not go with/],
    [['--input', 'a', '--against', 'http://a', '--json'], /^--json does not go with --against\. Leave --json out/],
    [['--input', 'a', '--against', 'http://a', '--store', 'memory'], /^--store does not go with --against\. Leave/],
    [['--resume'], '--resume needs a stored day, as in --store sqlite:day.db --resume.'],
    [['--store', 'memory', '--resume'], /^--resume needs a stored day/],
    [['--compare', 'standard,publicHospital', '--store', 'sqlite:a.db'], /^--store does not go with --compare\. Leave/],
    [['--report', 'nowhere/day.html'], /^--report 'nowhere\/day\.html' cannot be written: .* \(ENOENT\)\. Give/],
    [
      ['--report', '.'],
      "--report '.' cannot be written: it is a folder. Give another file, as in --report ./day.html.",
    ],
    [
      ['--record', '.'],
      "--record '.' cannot be written: it is a folder. Give another file, as in --record ./day.jsonl.",
    ],
    [['--record', 'nowhere/day.jsonl'], /^--record 'nowhere\/day\.jsonl' cannot be written: .* \(ENOENT\)\. Give/],
    [
      ['--input', 'nowhere.jsonl'],
      "--input 'nowhere.jsonl' cannot be read: there is no such file. Give a file of commands, as in --input week.jsonl.",
    ],
    [
      ['--input', '.'],
      "--input '.' cannot be read: it is a folder. Give a file of commands, as in --input week.jsonl.",
    ],
    [
      ['--input', 'accident-day.jsonl/x'],
      /^--input 'accident-day\.jsonl\/x' cannot be read: .*\(ENOTDIR\)\. Give a file/,
    ],
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
      '--surge',
      '--seed',
      '--rules',
      '--compare',
      '--scenario',
      '--report',
      '--input',
      '--source-map',
      '--against',
      '--date',
      '--key',
      '--store',
      '--resume',
      '--json',
    ]) {
      expect(out).toContain(option)
    }
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  })
})
