import { SURGE } from '../day/clinic'
import { TROUBLES, type TroubleName } from '../day/trouble'
import { type StoreChoice, storeChoice } from '../store/store-choice'
import { UsageError } from '../usage-error'
import { readArguments, readNumber } from './arguments'
import { DECISIVE, EXAMPLES, FLAGS, isOneOf, type Valued } from './names'
import { isPresetName, noPreset, type PresetName } from './preset-name'
import { refuseTogether } from './refuse-together'

export type Standby = (typeof STANDBY)[number]

/** A day that is described by one of these has no accident of its own. */
const UNUSUAL: readonly Valued[] = ['--clinic', '--load', '--patients', '--scenario']

const STANDBY = ['on', 'off', 'compare'] as const

/** A running server. */
export interface Target {
  /** Without a slash at the end. */
  readonly url: string
  /** The file's first service date, `YYYY-MM-DD`; tomorrow if undefined. */
  readonly date: string | undefined
  /** Secret of `--key`. */
  readonly key: string | undefined
}

/** The command line, read and checked. */
export interface Options {
  /** Workdays of a hospital's week to simulate; one day of a clinic if undefined. */
  readonly days: number | undefined
  readonly doctors: number
  /** Booking requests; if undefined, `load` decides. */
  readonly patients: number | undefined
  /** Booking requests per seat. */
  readonly load: number
  /** Emergencies of an accident; if undefined, as many as the clinic's file says. */
  readonly surge: number | undefined
  readonly seed: number
  /** A clinic from a file, or a ready one by its name, and the load if not the file's; the usual clinic if undefined. */
  readonly clinic: { readonly name: string; readonly load: number | undefined } | undefined
  /** A table of bookings to fit a clinic to, and the file to write it to. */
  readonly fit: { readonly file: string; readonly to: string } | undefined
  /** One preset, or several to compare; if undefined, the file of `--input` may name them. */
  readonly rules: readonly PresetName[] | undefined
  /** Whether waiting patients may check in, if the preset allows it; `compare` runs the day without and with it. */
  readonly standby: Standby
  /** What goes wrong on the day, if anything. */
  readonly scenario: TroubleName | undefined
  /** File to replay instead of simulating a day. */
  readonly input: string | undefined
  /** The server to send the file's commands to, if any. */
  readonly against: Target | undefined
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

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options {
  const given = new Map<string, string>()
  const sourceMap = new Map<string, string>()
  for (const [name, value] of readArguments(args, EXAMPLES, FLAGS)) {
    if (name === '--source-map') addSource(sourceMap, value)
    else given.set(name, value)
  }
  refuseTogether(given)
  const load = number(given, '--load', 0, 20, false)
  const clinic = given.get('--clinic')
  return {
    days: number(given, '--days', 1, 5, true),
    doctors: number(given, '--doctors', 1, 500, true) ?? 3,
    patients: number(given, '--patients', 0, 100_000, true),
    load: load ?? 1.1,
    surge: number(given, '--surge', 0, 1000, true) ?? (UNUSUAL.some((name) => given.has(name)) ? undefined : SURGE),
    seed: number(given, '--seed', 0, 0xffff_ffff, true) ?? 21,
    clinic: clinic === undefined ? undefined : { name: clinic, load },
    fit: given.has('--fit') ? { file: given.get('--fit')!, to: given.get('--to')! } : undefined,
    rules: compared(given.get('--compare')) ?? oneOf(given.get('--rules')),
    standby: standbyOf(given.get('--standby') ?? 'on'),
    scenario: scenarioName(given.get('--scenario')),
    input: given.get('--input'),
    against: targetOf(given),
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

function oneOf(name: string | undefined): PresetName[] | undefined {
  return name === undefined ? undefined : [rulesName(name)]
}

function rulesName(name: string): PresetName {
  if (isPresetName(name)) return name
  throw new UsageError(noPreset(name))
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

function targetOf(given: ReadonlyMap<string, string>): Target | undefined {
  const text = given.get('--against')
  if (text === undefined) return undefined
  const isAddress = /^https?:\/\/[^/]/.test(text) && URL.canParse(text)
  if (!isAddress) throw new UsageError(`--against is '${text}'. Give an address, as in ${EXAMPLES['--against']}.`)
  const date = given.get('--date')
  if (date !== undefined && !isDate(date))
    throw new UsageError(`--date is '${date}'. Give a date, as in ${EXAMPLES['--date']}.`)
  return { url: text.replace(/\/+$/, ''), date, key: given.get('--key') }
}

function isDate(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  // JavaScript reads 30 February as 2 March.
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text)
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
  name: Valued,
  least: number,
  most: number,
  isWhole: boolean,
): number | undefined {
  const text = given.get(name)
  if (text === undefined) return undefined
  return readNumber(name, text, { least, most, isWhole }, EXAMPLES[name])
}
