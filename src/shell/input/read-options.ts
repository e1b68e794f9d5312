import type { SchedulerOptions } from '../../api/options'
import { RuleFault, type Rules } from '../../core/rules/rules'
import { shown } from '../../core/rules/words'
import type { Store } from '../../store/store'
import { Fields, invalid } from './fields'
import { guarded } from './host-code'
import { rulebookOf } from './rulebook'
import type { HabitsSetting, Setting } from './setting'
import { Zone } from './zone'

const OPTIONS = [
  'timeZone',
  'rules',
  'store',
  'clock',
  'formatNumber',
  'habits',
  'deadlineMs',
  'sessionsInMemory',
  'onListenerError',
  'onDamagedStream',
] as const satisfies readonly (keyof SchedulerOptions)[]

/** The options of a scheduler, checked. */
interface ReadOptions extends Setting {
  readonly onListenerError: SchedulerOptions['onListenerError']
}

/** Checks the options of a scheduler; throws `invalid-input`, or `invalid-rules` for the rules. */
export function readOptions(
  options: unknown,
  defaults: { readonly rules: () => Rules; readonly store: () => Store },
): ReadOptions {
  checkRuntime()
  if (typeof options !== 'object' || options === null)
    throw invalid('options', options, 'Give an object with at least a timeZone')
  const fields = new Fields(withInherited(options as Record<string, unknown>))
  const zone = new Zone(fields.get('timeZone') as string)
  const rules = fields.has('rules') ? fields.get('rules') : defaults.rules()
  const store = fields.has('store') ? fields.get('store') : defaults.store()
  if (!isStore(store))
    throw invalid('store', store, 'Give memoryStore(), sqliteStore(path), postgresStore(pool) or a store of your own')
  const read = {
    zone,
    rulebook: rulebookOf(rules),
    store,
    clock: (func(fields, 'clock', 'that returns epoch milliseconds') ?? Date.now) as Setting['clock'],
    formatNumber: (func(fields, 'formatNumber', 'that returns a text') ?? threeDigits) as Setting['formatNumber'],
    habits: readHabits(fields),
    deadlineMs: fields.has('deadlineMs') ? fields.whole('deadlineMs', 1, 3_600_000) : 10_000,
    sessionsInMemory: fields.has('sessionsInMemory') ? fields.whole('sessionsInMemory', 1, 10_000_000) : 2_000,
    onListenerError: func(fields, 'onListenerError', 'that takes an error') as SchedulerOptions['onListenerError'],
    onDamagedStream: func(fields, 'onDamagedStream', 'that takes a stream and an error') as Setting['onDamagedStream'],
  }
  fields.done('option')
  return read
}

/** The object's own fields, and options that its class inherits or computes, which must not be ignored. */
function withInherited(options: Record<string, unknown>): Record<string, unknown> {
  const inherited = OPTIONS.filter((name) => options[name] !== undefined).map((name) => [name, options[name]])
  return { ...options, ...Object.fromEntries(inherited) }
}

function threeDigits(sequence: number): string {
  return String(sequence).padStart(3, '0')
}

function func(fields: Fields, name: string, purpose: string): unknown {
  const value = fields.get(name)
  if (value === undefined || typeof value === 'function') return value
  throw invalid(name, value, `Give a function ${purpose}`)
}

function isStore(value: unknown): value is Store {
  return (
    typeof value === 'object' &&
    value !== null &&
    [
      'load',
      'append',
      'findCommit',
      'read',
      'head',
      'locate',
      'sessions',
      'doctors',
      'checkpoint',
      'advance',
      'close',
    ].every((method) => typeof Reflect.get(value, method) === 'function')
  )
}

const DEFAULTS: HabitsSetting = { comes: () => 0.8, earlyMinutes: 15, spreadMinutes: 20 }

/** Reads how patients come; throws `invalid-input`. */
function readHabits(options: Fields): HabitsSetting {
  if (!options.has('habits')) return DEFAULTS
  const fields = Fields.of(options.get('habits'), 'habits')
  const comes = fields.get('comes')
  if (comes !== undefined && typeof comes !== 'function')
    throw invalid(fields.at('comes'), comes, 'Give a function that returns a chance from 0 to 1')
  const whole = (name: 'earlyMinutes' | 'spreadMinutes', least: number): number =>
    fields.has(name) ? fields.whole(name, least, 240) : DEFAULTS[name]
  const habits = {
    comes: comes === undefined ? DEFAULTS.comes : checked(comes as HabitsSetting['comes']),
    earlyMinutes: whole('earlyMinutes', -240),
    spreadMinutes: whole('spreadMinutes', 1),
  }
  fields.done('option')
  return habits
}

function checked(comes: HabitsSetting['comes']): HabitsSetting['comes'] {
  return guarded('habits.comes', (request) => {
    const chance: unknown = comes(request)
    if (typeof chance === 'number' && chance >= 0 && chance <= 1) return chance
    throw new RuleFault(`habits.comes returns ${shown(chance)}, which is no chance from 0 to 1`)
  })
}

/** Throws if the runtime lacks what every command uses: it would fail later, in the middle of something, and say nothing of the cause. */
function checkRuntime(): void {
  if (typeof crypto === 'object' && typeof Array.prototype.toSorted === 'function') return
  const version = typeof process === 'undefined' ? undefined : process.versions?.node
  const here = version === undefined ? 'This browser is too old' : `This is Node.js ${version}`
  throw new Error(`${here}. opd-scheduler needs Node.js 20.19 or later, or a browser of 2023 or later.`)
}
