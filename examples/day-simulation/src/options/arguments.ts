import { nearest } from '../nearest'
import { UsageError } from '../usage-error'
import { isOneOf } from './names'

/**
 * Splits a command line into options and their values, in order; a flag has the value ''.
 *
 * @param examples the options with a value, each with an example
 * @throws UsageError
 */
export function readArguments<Valued extends string, Flag extends string>(
  args: readonly string[],
  examples: Readonly<Record<Valued, string>>,
  flags: readonly Flag[],
): [name: Valued | Flag, value: string][] {
  const valued = Object.keys(examples) as Valued[]
  const read: [Valued | Flag, string][] = []
  for (let index = 0; index < args.length; index++) {
    const [name, inline] = split(args[index]!)
    if (isOneOf(flags, name)) {
      if (inline !== undefined) throw new UsageError(`${name} takes no value. Leave '=${inline}' out.`)
      read.push([name, ''])
      continue
    }
    if (!isOneOf(valued, name)) throw unknown(name, [...valued, ...flags])
    const value = inline ?? args[++index]
    if (value === undefined || value === '') throw new UsageError(`${name} needs a value, as in ${examples[name]}.`)
    read.push([name, value])
  }
  return read
}

function split(argument: string): [name: string, value: string | undefined] {
  const equals = argument.startsWith('--') ? argument.indexOf('=') : -1
  return equals < 0 ? [argument, undefined] : [argument.slice(0, equals), argument.slice(equals + 1)]
}

function unknown(name: string, names: readonly string[]): UsageError {
  const meant = nearest(name, names)
  const what = name.startsWith('-') ? 'option' : 'argument'
  return new UsageError(`Unknown ${what} '${name}'. ${meant === undefined ? 'See --help' : `Maybe ${meant}`}.`)
}

/** The numbers that an option takes. */
export interface Range {
  readonly least: number
  readonly most: number
  readonly isWhole: boolean
}

/**
 * Reads the number of an option.
 *
 * @throws UsageError
 */
export function readNumber(name: string, text: string, { least, most, isWhole }: Range, example: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) return value
  const kind = isWhole ? 'a whole number' : 'a number'
  throw new UsageError(`${name} is '${text}'. Give ${kind} from ${least} to ${most}, as in ${example}.`)
}
