import { availableParallelism } from 'node:os'
import { type Range, readArguments, readNumber } from '../options/arguments'
import { isPresetName, noPreset, type PresetName } from '../options/preset-name'
import { readScenario } from '../scenario/read-scenario'
import type { Scenario } from '../scenario/scenario'
import { UsageError } from '../usage-error'
import type { Lab } from './lab'
import { presetIn, variantsOf } from './variants'

/** Options with a value, each with an example. */
const EXAMPLES = {
  '--days': '--days 200',
  '--rules': '--rules standard,publicHospital',
  '--clinic': '--clinic small-opd',
  '--load': '--load 0.6..1.6',
  '--set': '--set standard.elastic.extra=0,1,2,3',
  '--doctors': '--doctors 3',
  '--surge': '--surge 18',
  '--seed': '--seed 7',
  '--baseline': '--baseline standard',
  '--workers': '--workers 1',
  '--json': '--json lab.json',
  '--csv': '--csv lab.csv',
  '--report': '--report lab.html',
} as const

/** Options that change no figure. */
const INDECISIVE: ReadonlySet<string> = new Set(['--workers', '--json', '--csv', '--report'])

const FLAGS = ['--help'] as const

export const DEFAULT_RULES = ['standard', 'publicHospital', 'emergencyOverflow'] as const

const LOADS: Range = { least: 0.1, most: 20, isWhole: false }

const MOST_LOADS = 20

/** The command line of the laboratory, read and checked. */
export interface LabOptions {
  readonly lab: Lab
  readonly workers: number
  /** File to write, or `-` for standard output. */
  readonly json: string | undefined
  readonly csv: string | undefined
  /** HTML file to write. */
  readonly report: string | undefined
  /** The arguments that give the same figures again. */
  readonly again: readonly string[]
}

/**
 * Returns the options, or undefined if help is asked for.
 *
 * @throws UsageError
 */
export async function readLabOptions(args: readonly string[], folder: string): Promise<LabOptions | undefined> {
  const pairs = readArguments(args, EXAMPLES, FLAGS)
  const given = new Map(pairs)
  if (given.has('--help')) return undefined
  const repeated = pairs.find(([name], index) => pairs.findIndex((other) => other[0] === name) < index)
  if (repeated !== undefined) throw new UsageError(`${repeated[0]} is given twice. Give it once.`)
  const number = (name: keyof typeof EXAMPLES, least: number, most: number): number | undefined => {
    const text = given.get(name)
    return text === undefined ? undefined : readNumber(name, text, { least, most, isWhole: true }, EXAMPLES[name])
  }
  const clinicName = given.get('--clinic')
  if (clinicName !== undefined && given.has('--doctors'))
    throw new UsageError('--doctors does not go with --clinic. Leave --doctors out: the clinic has its own.')
  const clinic = clinicName === undefined ? undefined : await readScenario(folder, clinicName)
  const sweep = given.get('--set')
  const names = rulesIn(given.get('--rules')) ?? usualRules(sweep, clinic)
  const variants = variantsOf(names, sweep)
  const baseline = given.get('--baseline') ?? variants[0]!.label
  const labels = variants.map(({ label }) => label)
  if (!labels.includes(baseline))
    throw new UsageError(`--baseline is '${baseline}'. Give one of the rules to compare: ${labels.join('; ')}.`)
  return {
    lab: {
      days: number('--days', 2, 10_000) ?? 100,
      seed: number('--seed', 0, 0xffff_ffff) ?? 21,
      doctors: number('--doctors', 1, 50) ?? 3,
      clinic,
      surge: number('--surge', 0, 1000),
      loads: loadsIn(given.get('--load') ?? String(clinic?.load ?? 1.1)),
      variants,
      baseline,
    },
    workers: number('--workers', 1, 64) ?? availableParallelism(),
    json: given.get('--json'),
    csv: given.get('--csv'),
    report: given.get('--report'),
    again: ['lab', ...pairs.flatMap(([name, value]) => (INDECISIVE.has(name) ? [] : [name, value]))],
  }
}

function rulesIn(list: string | undefined): PresetName[] | undefined {
  const names = list?.split(',').map((name) => name.trim())
  const twice = names?.find((name, index) => names.indexOf(name) < index)
  if (twice !== undefined) throw new UsageError(`--rules names '${twice}' twice. Name each preset once.`)
  return names?.map((name) => {
    if (isPresetName(name)) return name
    throw new UsageError(noPreset(name))
  })
}

/** A sweep of one preset is compared with that preset alone. A clinic's own rules come first. */
function usualRules(sweep: string | undefined, { rules = 'standard' }: Partial<Scenario> = {}): readonly PresetName[] {
  if (sweep === undefined) return [rules, ...DEFAULT_RULES.filter((name) => name !== rules)]
  return [presetIn(sweep) ?? rules]
}

/** Reads one load, or a range such as `0.6..1.6` or `0.6..1.6/0.1`. */
function loadsIn(text: string): number[] {
  const [, from, to, step = '0.2'] = /^([^/]*?)\.\.([^/]*?)(?:\/(.*))?$/.exec(text) ?? []
  const read = (part: string): number => readNumber('--load', part, LOADS, EXAMPLES['--load'])
  if (from === undefined || to === undefined) return [read(text)]
  const [first, last] = [read(from), read(to)]
  const by = readNumber('the step of --load', step, { ...LOADS, least: 0.01 }, '--load 0.6..1.6/0.1')
  // Sums of decimal fractions are not exact, so a hair more.
  const loads = Math.floor((last - first) / by + 1e-6) + 1
  if (loads < 1)
    throw new UsageError(`--load is '${text}'. Give the smaller number first, as in ${EXAMPLES['--load']}.`)
  if (loads > MOST_LOADS)
    throw new UsageError(`--load is '${text}', which is ${loads} loads. Give at most ${MOST_LOADS}.`)
  return Array.from({ length: loads }, (_, index) => Math.round((first + index * by) * 1000) / 1000)
}
