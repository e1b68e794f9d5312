import fc from 'fast-check'
import { memoryStore, OpdScheduler, type Rules } from 'opd-scheduler'
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

/** Checks that random days under one set of rules equal the model, command by command. */
export function modelUnder(rules: Rules, means: Composition, options: ModelOptions): Promise<void> {
  const day = fc.record({ open: days, commands: modelCommands(100) })
  return property(day, (given) => follow(given.open, given.commands, rules, means, options), options.runs, options.seed)
}

/** Checks the same under rules that are composed at random for each day. */
export function modelUnderAnyRules(options: ModelOptions): Promise<void> {
  const day = fc.record({ means: composition, open: days, commands: modelCommands(100) })
  return property(
    day,
    ({ means, open, commands }) => follow(open, commands, rulesOf(means), means, options),
    options.runs,
    options.seed,
  )
}

export interface ModelOptions {
  readonly runs: number
  readonly seed?: number | undefined
  readonly note: (what: string) => void
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
  rules: Rules,
  means: Composition,
  { note, after, ...options }: ModelOptions,
): Promise<void> {
  const clock = { now: 0 }
  const store = options.store?.() ?? memoryStore()
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, store, clock: () => clock.now })
  const real = { opd, rules, clock, note }
  const model = new Model(means)
  await openDays(real, model, open)
  note('days')
  await fc.asyncModelRun(() => ({ model, real }), commands)
  await after?.({ opd, store, now: clock.now })
}
