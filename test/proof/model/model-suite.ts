import fc from 'fast-check'
import { memoryStore, OpdScheduler, type Rules } from 'opd-scheduler'
import type { RulesOption } from 'opd-scheduler/rules'
import type { Store } from 'opd-scheduler/store'
import { property } from '../../support/seed'
import { type Composition, rulesOf } from './composition'
import { Model } from './model'
import { modelCommands, type Open, openDays, type Real } from './model-commands'
import { composition } from './random-composition'

const capacities = fc.array(fc.constantFrom(0, 1, 1, 1, 2, 3), { minLength: 1, maxLength: 4 })
const days = fc.record<Open>({
  days: fc.array(capacities, { minLength: 1, maxLength: 2 }),
  substitute: fc.option(capacities, { nil: undefined }),
})

/** Rules, and what they mean. */
export interface OwnRules {
  readonly rules: Rules
  readonly means: Composition
}

/** Checks that random days under one set of rules equal the model, command by command. */
export function modelUnder(rules: Rules, means: Composition, options: ModelOptions): Promise<void> {
  const own = { rules, means }
  return modelUnderTwo(own, own, rules, options)
}

/** Checks the same if the doctor and the substitute have rules of their own. `given` is what the scheduler is given. */
export function modelUnderTwo(
  doctor: OwnRules,
  substitute: OwnRules,
  given: RulesOption,
  options: ModelOptions,
): Promise<void> {
  const day = fc.record({ open: days, commands: modelCommands(100) })
  const rulesOf = (doctorId: string): OwnRules => (doctorId === 'sub' ? substitute : doctor)
  return property(
    day,
    ({ open, commands }) => follow(open, commands, given, rulesOf, options),
    options.runs,
    options.seed,
  )
}

/** Checks the same under rules that are composed at random for each day. On many days the substitute has others than the doctor. */
export function modelUnderAnyRules(options: ModelOptions): Promise<void> {
  const means = fc.record({ doctor: composition, substitute: fc.option(composition, { freq: 1 }) })
  const day = fc.record({ means, open: days, commands: modelCommands(100) })
  return property(
    day,
    ({ means: { doctor, substitute }, open, commands }) => {
      const dr = { rules: rulesOf(doctor), means: doctor }
      const sub = substitute === null ? dr : { rules: rulesOf(substitute), means: substitute }
      const given = substitute === null ? dr.rules : { default: dr.rules, doctors: { sub: sub.rules } }
      return follow(open, commands, given, (doctorId) => (doctorId === 'sub' ? sub : dr), options)
    },
    options.runs,
    options.seed,
  )
}

export interface ModelOptions {
  readonly runs: number
  readonly seed?: number | undefined
  readonly note: (what: string) => void
  /** How many patients there are. */
  readonly patients?: number
  readonly store?: () => Store
  /** Called at the end of each day. */
  readonly after?: (end: DayEnd) => Promise<void>
}

/** The end of a day. */
export interface DayEnd {
  readonly opd: OpdScheduler
  readonly store: Store
  readonly now: number
}

async function follow(
  open: Open,
  commands: Iterable<fc.AsyncCommand<Model, Real>>,
  rules: RulesOption,
  own: (doctorId: string) => OwnRules,
  { note, after, ...options }: ModelOptions,
): Promise<void> {
  const clock = { now: 0 }
  const store = options.store?.() ?? memoryStore()
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, store, clock: () => clock.now })
  const real = { opd, rulesOf: (doctorId: string) => own(doctorId).rules, clock, note }
  const model = new Model((doctorId) => own(doctorId).means, options.patients)
  await openDays(real, model, open)
  note('days')
  await fc.asyncModelRun(() => ({ model, real }), commands)
  await after?.({ opd, store, now: clock.now })
}
