import { presets } from 'opd-scheduler'
import { CAPACITY, HOURS } from './day/clinic'
import { TROUBLES, type TroubleName } from './day/trouble'
import { nearest } from './nearest'
import { wrap } from './report/wrap'
import { type StoreChoice, storeChoice } from './store/store-choice'
import { UsageError } from './usage-error'

/** The name of one of the library's presets. */
export type PresetName = keyof typeof presets

export type Standby = (typeof STANDBY)[number]

const STANDBY = ['on', 'off', 'compare'] as const

export const PRESET_NAMES = Object.keys(presets) as PresetName[]

/** The command line, read and checked. */
export interface Options {
  readonly doctors: number
  /** Booking requests; if undefined, `load` decides. */
  readonly patients: number | undefined
  /** Booking requests per seat. */
  readonly load: number
  readonly seed: number
  /** One preset, or several to compare. */
  readonly rules: readonly PresetName[]
  /** Whether waiting patients may check in, if the preset allows it; `compare` runs the day without and with it. */
  readonly standby: Standby
  /** What goes wrong on the day, if anything. */
  readonly scenario: TroubleName | undefined
  /** File to replay instead of simulating a day. */
  readonly input: string | undefined
  /** File to write the commands to. */
  readonly record: string | undefined
  /** HTML file to write. */
  readonly report: string | undefined
  /** Booking class by the input's own name for it. */
  readonly sourceMap: ReadonlyMap<string, string>
  /** The arguments that give the same figures again, without those for output and storage. */
  readonly again: readonly string[]
  /** Where the day's log is kept. */
  readonly store: StoreChoice
  /** Whether to continue the day in the store. */
  readonly resume: boolean
  readonly json: boolean
  readonly help: boolean
}

export const USAGE = `Simulates a day of an outpatient clinic, or replays a file of commands.

  npm run simulate -- [options]

  --doctors N        doctors, each with ${CAPACITY * HOURS.length} seats (default 3)
  --load X           booking requests per seat (default 1.1)
  --patients N       booking requests, instead of --load
  --seed N           seed of the random numbers (default 21)
  --rules NAME       ${wrap(PRESET_NAMES.join(', '), 58).join(`\n${' '.repeat(21)}`)}
  --compare A,B,…    run the same day under several presets, side by side
  --standby off      without calls of waiting patients while the doctor is free;
                     --standby compare runs the day without and with them
  --scenario NAME    late, leave or cancelled: the doctor is late, goes home, or
                     the clinic is cancelled. Shows the plan and the outcome
  --report FILE      write an HTML page with charts
  --input FILE       replay commands from a file of JSON lines, such as
                     {"at":"2026-01-30T09:00:00+05:30","op":"book",…}
  --source-map a=b   read source a in the input as b; may be repeated
  --record FILE      write all commands to a file, for --input
  --store S          where to keep the log: memory (default), sqlite:FILE or
                     postgres://USER:PASSWORD@HOST/DATABASE?schema=opd
  --resume           continue the day in the store
  --json             print one JSON object
  --help             print this help
`

const VALUED = [
  '--doctors',
  '--load',
  '--patients',
  '--seed',
  '--rules',
  '--compare',
  '--standby',
  '--scenario',
  '--report',
  '--input',
  '--source-map',
  '--record',
  '--store',
] as const
/** Options that change the figures; --source-map does too. */
const DECISIVE: ReadonlySet<string> = new Set([
  '--doctors',
  '--load',
  '--patients',
  '--seed',
  '--rules',
  '--compare',
  '--standby',
  '--scenario',
  '--input',
])
const FLAGS = ['--resume', '--json', '--help'] as const

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options {
  const given = new Map<string, string>()
  const sourceMap = new Map<string, string>()
  for (let index = 0; index < args.length; index++) {
    const [name, inline] = split(args[index]!)
    if (isOneOf(FLAGS, name)) {
      if (inline !== undefined) throw new UsageError(`${name} takes no value. Leave '=${inline}' out.`)
      given.set(name, '')
      continue
    }
    if (!isOneOf(VALUED, name)) throw unknown(name)
    const value = inline ?? args[++index]
    if (value === undefined || value === '') throw new UsageError(`${name} needs a value, as in ${EXAMPLES[name]}.`)
    if (name === '--source-map') addSource(sourceMap, value)
    else given.set(name, value)
  }
  refuseTogether(given)
  return {
    doctors: number(given, '--doctors', 1, 500, true) ?? 3,
    patients: number(given, '--patients', 0, 100_000, true),
    load: number(given, '--load', 0, 20, false) ?? 1.1,
    seed: number(given, '--seed', 0, 0xffff_ffff, true) ?? 21,
    rules: compared(given.get('--compare')) ?? [rulesName(given.get('--rules') ?? 'standard')],
    standby: standbyOf(given.get('--standby') ?? 'on'),
    scenario: scenarioName(given.get('--scenario')),
    input: given.get('--input'),
    record: given.get('--record'),
    report: given.get('--report'),
    sourceMap,
    again: [
      ...[...given].flatMap(([name, value]) => (DECISIVE.has(name) ? [name, value] : [])),
      ...[...sourceMap].flatMap(([from, to]) => ['--source-map', `${from}=${to}`]),
    ],
    store: chosenStore(given.get('--store') ?? 'memory', given.has('--resume')),
    resume: given.has('--resume'),
    json: given.has('--json'),
    help: given.has('--help'),
  }
}

const EXAMPLES: Readonly<Record<(typeof VALUED)[number], string>> = {
  '--doctors': '--doctors 3',
  '--load': '--load 1.1',
  '--patients': '--patients 140',
  '--seed': '--seed 7',
  '--rules': '--rules publicHospital',
  '--compare': '--compare standard,bumpAndCascade',
  '--standby': '--standby off',
  '--scenario': '--scenario late',
  '--report': '--report day.html',
  '--input': '--input week.jsonl',
  '--source-map': '--source-map priority=paid',
  '--record': '--record day.jsonl',
  '--store': '--store sqlite:day.db',
}

function split(argument: string): [name: string, value: string | undefined] {
  const equals = argument.startsWith('--') ? argument.indexOf('=') : -1
  return equals < 0 ? [argument, undefined] : [argument.slice(0, equals), argument.slice(equals + 1)]
}

function isOneOf<Name extends string>(names: readonly Name[], name: string): name is Name {
  return names.some((each) => each === name)
}

function unknown(name: string): UsageError {
  const meant = nearest(name, [...VALUED, ...FLAGS])
  const what = name.startsWith('-') ? 'option' : 'argument'
  return new UsageError(`Unknown ${what} '${name}'. ${meant === undefined ? 'See --help' : `Maybe ${meant}`}.`)
}

function rulesName(name: string): PresetName {
  if (isOneOf(PRESET_NAMES, name)) return name
  const meant = nearest(name, PRESET_NAMES)
  const hint = meant === undefined ? `Choose one of ${PRESET_NAMES.join(', ')}.` : `Maybe ${meant}.`
  throw new UsageError(`There is no preset '${name}'. ${hint}`)
}

function standbyOf(text: string): Standby {
  if (isOneOf(STANDBY, text)) return text
  throw new UsageError(`--standby is '${text}'. Give ${STANDBY.join(', ')}.`)
}

function scenarioName(name: string | undefined): TroubleName | undefined {
  if (name === undefined || isOneOf(TROUBLES, name)) return name
  throw new UsageError(`There is no scenario '${name}'. Choose one of ${TROUBLES.join(', ')}.`)
}

/** Reads the presets to compare: at least two, each once. */
function compared(list: string | undefined): PresetName[] | undefined {
  if (list === undefined) return undefined
  const names = list.split(',').map((name) => rulesName(name.trim()))
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice !== undefined) throw new UsageError(`--compare names '${twice}' twice. Name each preset once.`)
  if (names.length === 1)
    throw new UsageError(`--compare names only '${names[0]}'. Name two or more, or give --rules ${names[0]}.`)
  return names
}

/** Refuses options that would have no effect together. */
function refuseTogether(given: ReadonlyMap<string, string>): void {
  if (given.has('--scenario') && given.get('--standby') === 'compare')
    throw new UsageError('--scenario does not go with --standby compare. Give --standby on or off.')
  const presets = [given.get('--rules'), ...(given.get('--compare') ?? '').split(',')]
  const together: readonly (readonly [name: string, other: string, hint: string])[] = [
    ...['--seed', '--load', '--doctors', '--patients'].map(
      (name) => [name, '--input', `Leave ${name} out: the file decides who comes.`] as const,
    ),
    ['--rules', '--compare', `Give --compare ${[...new Set(presets)].join(',')}.`],
    ['--standby', '--input', 'Leave --standby out: the file decides who checks in.'],
    ['--scenario', '--compare', 'Give --rules with one preset.'],
    ['--scenario', '--input', 'Leave --scenario out: the file decides what happens.'],
    ['--record', '--compare', 'Record a run of one preset.'],
    ['--store', '--compare', 'Leave --store out: each preset runs a day of its own, in memory.'],
  ]
  for (const [name, other, hint] of together)
    if (given.has(name) && given.has(other)) throw new UsageError(`${name} does not go with ${other}. ${hint}`)
}

function chosenStore(text: string, resume: boolean): StoreChoice {
  const choice = storeChoice(text)
  if (choice === undefined)
    throw new UsageError(
      `--store is '${text}'. Give memory, sqlite:FILE or postgres://…, as in ${EXAMPLES['--store']}.`,
    )
  if (resume && choice.kind === 'memory')
    throw new UsageError(`--resume needs a stored day, as in ${EXAMPLES['--store']} --resume.`)
  return choice
}

function addSource(sourceMap: Map<string, string>, pair: string): void {
  const [from = '', to = '', ...rest] = pair.split('=')
  if (from === '' || to === '' || rest.length > 0) {
    throw new UsageError(`--source-map is '${pair}'. Give two names, as in ${EXAMPLES['--source-map']}.`)
  }
  sourceMap.set(from, to)
}

function number(
  given: ReadonlyMap<string, string>,
  name: (typeof VALUED)[number],
  least: number,
  most: number,
  isWhole: boolean,
): number | undefined {
  const text = given.get(name)
  if (text === undefined) return undefined
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) return value
  const kind = isWhole ? 'a whole number' : 'a number'
  throw new UsageError(`${name} is '${text}'. Give ${kind} from ${least} to ${most}, as in ${EXAMPLES[name]}.`)
}
