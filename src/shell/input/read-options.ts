import type { SchedulerOptions } from '../../api/options'
import type { Rules } from '../../core/rules/rules'
import type { Store } from '../../store/store'
import { checkRuntime } from './check-runtime'
import { Fields } from './fields'
import { invalid } from './invalid'
import { readHabits } from './read-habits'
import { rulebookOf } from './rulebook'
import type { Setting } from './setting'
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
