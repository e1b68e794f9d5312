import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import type { CommandResult, OpdScheduler, Rules } from 'opd-scheduler'
import { checkInvariants } from 'opd-scheduler/testing'
import type { Model } from './model'
import { DATES, type Given, KINDS, meaningOf, time, wall } from './model-meaning'
import { expectedLine, expectedView, hospitalMoves, lineOf, observe, shown, viewsOf } from './model-views'

/** The system under test, and the ids that the test needs. */
export interface Real {
  readonly opd: OpdScheduler
  /** Rules of each doctor. */
  readonly rulesOf: (doctorId: string) => Rules
  readonly clock: { now: number }
  /** Counts what happened, so that a suite can report what it reached. */
  readonly note: (what: string) => void
}

const SOURCES = ['emergency', 'paid', 'follow-up', 'online', 'walk-in', 'stranger']

/** Returns steps of random days, at most `maxCommands` for each. */
export function modelCommands(maxCommands: number): fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Real>>> {
  const numbers = fc.record<Given>({
    date: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 1, 2),
    pick: fc.noBias(fc.nat(999)),
    twist: fc.noBias(fc.nat(999)),
    source: fc.constantFrom(...SOURCES.flatMap((source) => (source === 'stranger' ? [source] : Array(6).fill(source)))),
    attributes: fc.option(
      fc.record({ triage: fc.integer({ min: 0, max: 6 }), priorityGroup: fc.constantFrom('elderly', 'child', 'none') }),
      { nil: undefined },
    ),
  })
  const each = fc.tuple(fc.constantFrom(...KINDS), numbers).map(([kind, given]) => new Step(kind, given))
  return fc.commands([each], { maxCommands, size: 'max' })
}

/** Capacities of the slots of each session that is opened: of the doctor's days, and of a substitute's day. */
export interface Open {
  readonly days: readonly (readonly number[])[]
  readonly substitute: readonly number[] | undefined
}

/** Opens the sessions in the library and in the model. */
export async function openDays(real: Real, model: Model, { days, substitute }: Open): Promise<void> {
  real.clock.now = time(0, 6)
  const sessions = days.map((capacities, day) => ({ doctorId: 'dr', day, capacities }))
  if (substitute !== undefined) sessions.push({ doctorId: 'sub', day: 0, capacities: substitute })
  for (const doctorId of ['dr', 'sub']) await real.opd.registerDoctor({ id: doctorId, name: 'Dr.' })
  for (const { doctorId, day, capacities } of sessions) {
    const slots = capacities.map((capacity, n) => ({
      start: wall(9 + n),
      end: wall(9 + n + 1 / (1 + (n % 2))),
      capacity,
    }))
    await real.opd.openSession({ doctorId, date: DATES[day]!, slots })
    model.open(
      `${doctorId}.${DATES[day]}`,
      capacities.map((base, n) => ({ start: time(day, 9 + n), end: time(day, 9 + n + 1 / (1 + (n % 2))), base })),
      real.clock.now,
      time(day, 0),
    )
  }
  model.tick(real.clock.now)
}

class Step implements fc.AsyncCommand<Model, Real> {
  constructor(
    private readonly kind: (typeof KINDS)[number],
    private readonly given: Given,
  ) {}

  check(): boolean {
    return true
  }

  toString(): string {
    return JSON.stringify([this.kind, this.given])
  }

  async run(model: Model, { opd, rulesOf, clock, note }: Real): Promise<void> {
    const meaning = meaningOf(this.kind, this.given, model, clock)
    if (meaning === undefined) return
    const { command, expected } = meaning
    const { op } = command as { op: string }
    const before = await viewsOf(opd, model)
    const plan = await opd.plan(command as never)
    deepStrictEqual(await viewsOf(opd, model), before)
    const { basis, ...planned } = plan as CommandResult & { basis: object }
    const result = (await opd.execute(command as never, { basis: basis as never })) as CommandResult
    deepStrictEqual({ ...result, commandId: '' }, { ...planned, commandId: '' })
    note('commands')
    model.moves = []
    model.noted = []
    strictEqual(result.status === 'rejected' ? result.code : result.status, expected(), JSON.stringify(command))
    for (const what of new Set(model.noted)) note(what === 'second of the day' ? `${op}: ${what}` : what)
    const after = await viewsOf(opd, model)
    const sessions = [...model.sessions.values()]
    deepStrictEqual(after.map(shown), sessions.map(expectedView), JSON.stringify(command))
    deepStrictEqual(await lineOf(opd, model), sessions.map(expectedLine))
    if (result.status === 'rejected') deepStrictEqual(after, before)
    else deepStrictEqual(hospitalMoves(op, result), model.moves, JSON.stringify(command))
    for (const view of after)
      deepStrictEqual(checkInvariants(view, rulesOf(view.doctorId)), [], JSON.stringify(command))
    observe(result, op, before, after, note)
  }
}
