import { OpdScheduler, presets, type Rules } from 'opd-scheduler'
import { CAPACITY, TIME_ZONE } from '../day/clinic'
import { nearest } from '../nearest'
import type { PresetName } from '../options/preset-name'
import { UsageError } from '../usage-error'
import type { Variant } from './lab'
import { SETTINGS, settingOf } from './settings'

/** The key of `--set` for the seats of a slot, which the clinic chooses and not the rules. */
const SEATS = 'clinic.seats'

const MOST_SEATS = 100

/** Returns the rules of a variant. */
export function rulesOf({ preset, setting }: Variant): Rules {
  if (setting === undefined) return presets[preset]()
  return settingOf(preset, setting.path)!.make(setting.value)
}

/**
 * Returns a variant for each preset, and one more for each value of a sweep such as `standard.elastic.extra=0,1,2,3`.
 *
 * @throws UsageError if the sweep is not possible
 */
export function variantsOf(names: readonly PresetName[], sweep: string | undefined): Variant[] {
  const plain = names.map((preset) => ({ label: preset, preset, setting: undefined, seats: undefined }))
  if (sweep === undefined) return plain
  const { key, values } = partsOf(sweep)
  if (key === SEATS) return [...plain, ...names.flatMap((preset) => values.map((value) => withSeats(preset, value)))]
  const [preset, path] = [key.slice(0, key.indexOf('.')), key.slice(key.indexOf('.') + 1)]
  const setting = settingOf(preset, path)
  if (setting === undefined) throw new UsageError(noSetting(key, preset))
  const changed = values.map((value): Variant => {
    const variant = { label: `${key}=${value}`, preset: setting.preset, setting: { path, value }, seats: undefined }
    check(variant)
    return variant
  })
  return [...plain, ...changed]
}

/** Returns the preset that a sweep changes, or undefined if it changes the clinic. */
export function presetIn(sweep: string): PresetName | undefined {
  const { key } = partsOf(sweep)
  return SETTINGS.find(({ preset, path }) => key === `${preset}.${path}`)?.preset
}

function partsOf(sweep: string): { readonly key: string; readonly values: readonly string[] } {
  const [key = '', list = '', ...rest] = sweep.split('=')
  const values = list.split(',').map((value) => value.trim())
  const isWhole = key.includes('.') && rest.length === 0 && !values.includes('')
  if (!isWhole)
    throw new UsageError(`--set is '${sweep}'. Give a name and its values, as in --set standard.elastic.extra=0,1,2,3.`)
  const twice = values.find((value, index) => values.indexOf(value) < index)
  if (twice !== undefined) throw new UsageError(`--set names the value '${twice}' twice. Name each value once.`)
  return { key, values }
}

function withSeats(preset: PresetName, value: string): Variant {
  const seats = /^\d+$/.test(value) ? Number(value) : 0
  if (seats < 1 || seats > MOST_SEATS)
    throw new UsageError(
      `--set ${SEATS} is '${value}'. Give whole numbers from 1 to ${MOST_SEATS}; ${CAPACITY} is usual.`,
    )
  return { label: `${preset}, ${seats} seats`, preset, setting: undefined, seats }
}

function noSetting(key: string, preset: string): string {
  const keys = [...SETTINGS.map((each) => `${each.preset}.${each.path}`), SEATS]
  const own = keys.filter((each) => each.startsWith(`${preset}.`))
  if (own.length > 0) return `--set knows no '${key}'. ${preset} has ${own.join(', ')}.`
  const meant = nearest(key, keys)
  const hint = meant === undefined ? 'See lab --help for all names.' : `Maybe ${meant}.`
  return `--set knows no '${key}'. ${hint}`
}

/** Refuses a value that the library would refuse. */
function check(variant: Variant): void {
  try {
    new OpdScheduler({ timeZone: TIME_ZONE, rules: rulesOf(variant) })
  } catch (thrown) {
    // The library throws a RangeError for an option, and an OpdError for rules that a scheduler cannot use.
    if (!(thrown instanceof Error)) throw thrown
    throw new UsageError(`--set ${variant.label} is not possible: ${thrown.message}`)
  }
}
