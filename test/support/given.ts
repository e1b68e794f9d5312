import type { Rules } from 'opd-scheduler'
import { expect } from 'vitest'
import {
  type CoreBook,
  type CoreCommand,
  type CoreTokenStep,
  type Elsewhere,
  NOW,
  ON_DAY,
  PLAINLY,
  UNNAMED,
} from '../../src/core/command'
import { change } from '../../src/core/decide/decide'
import { openSession } from '../../src/core/decide/roster'
import { settle } from '../../src/core/decide/settle'
import { Refusal } from '../../src/core/decision'
import type { Fact } from '../../src/core/fact'
import { evolve } from '../../src/core/state/evolve'
import { Session } from '../../src/core/state/session'
import { PATIENT } from '../../src/core/state/tokens'
import { clinicOf } from './clinic-of'
import { clockAt, timeOf, toldFact } from './told-fact'

/** A command in words: tokens are `t1`, `t2` … in order of arrival, slots are named by their start. */
export type When = (clinic: Clinic) => CoreCommand

/** What a booking may say besides its source and slot. */
export interface Extra {
  /** Token whose patient asks; a new patient if left out. */
  readonly again?: string
  readonly holdMinutes?: number
  readonly override?: boolean
  /** Token bumped by hand. */
  readonly bump?: string
  /** Whether the booking names the day, but no slot. */
  readonly onDay?: boolean
  /** Whether the patient is there now, and the booking names no slot. */
  readonly now?: boolean
}

export const book =
  (
    source: string,
    slot?: string,
    { again, holdMinutes = 0, override = false, bump, onDay = false, now = false }: Extra = {},
  ): When =>
  (clinic) => ({
    op: 'book',
    at: clinic.now,
    patients: clinic.days.map((day) => (again === undefined ? day.tokens.count : clinic.token(again))),
    slot: now ? NOW : onDay ? ON_DAY : clinic.slot(slot),
    request: { source },
    more: false,
    manner: manner(clinic, holdMinutes, override, bump),
  })

function manner(clinic: Clinic, holdMinutes: number, override: boolean, bump?: string): CoreBook['manner'] {
  if (holdMinutes === 0 && !override) return PLAINLY
  return { holdMinutes, override, bump: bump === undefined ? -1 : clinic.token(bump), actor: 'desk' }
}

/** A step of a token's life. */
export const step =
  (op: CoreTokenStep['op'], token: string): When =>
  (clinic) => ({ op, at: clinic.now, token: clinic.token(token) })

/** A step whose time has to be on the service date, which ends at this time; with `by` an actor overrides that. */
export const stepOnDay =
  (op: CoreTokenStep['op'], token: string, [from, to]: readonly [string, string], by?: string): When =>
  (clinic) => ({
    op,
    at: clinic.now,
    token: clinic.token(token),
    day: { from: clockAt(from), to: clockAt(to) },
    override: by === undefined ? undefined : { actor: by, request: { source: 'online' } },
  })

export const reinstate =
  (token: string, source: string, override = false): When =>
  (clinic) => ({
    op: 'reinstate',
    at: clinic.now,
    token: clinic.token(token),
    request: { source },
    override,
    actor: 'desk',
  })

/** Moves a token to a slot of the last day, or to the first free one of that day. */
export const reschedule =
  (token: string, source: string, slot?: string): When =>
  (clinic) => ({
    op: 'reschedule',
    at: clinic.now,
    token: clinic.token(token),
    patient: clinic.days.length === 1 ? clinic.token(token) : clinic.days[1]!.tokens.count,
    slot: clinic.slot(slot, clinic.days.length - 1),
    request: { source },
    actor: undefined,
  })

export const reclassify =
  (token: string, source: string, override = false): When =>
  (clinic) => ({
    op: 'reclassify',
    at: clinic.now,
    token: clinic.token(token),
    request: { source },
    override,
    actor: override ? 'desk' : undefined,
  })

export const resize =
  (slot: string, capacity: number, displace = false): When =>
  (clinic) => ({ op: 'resizeSlot', at: clinic.now, slot: clinic.slot(slot), capacity, displace })

export const addSlot =
  (start: string, capacity: number): When =>
  (clinic) => ({
    op: 'addSlots',
    at: clinic.now,
    slots: [{ start: clockAt(start), end: clockAt(start) + 3_600_000, base: capacity }],
  })

export const ofSession =
  (op: 'callNext' | 'closeSession' | 'sweepSession'): When =>
  ({ now: at }) => {
    if (op === 'closeSession') return { op, at, elsewhere: undefined }
    return op === 'callNext' ? { op, at } : { op, at }
  }

/** The doctor is away in these slots. With `elsewhere`, tokens may go to the second day; it maps tokens to patients there. */
export const away =
  (slots: readonly string[], elsewhere?: Readonly<Record<string, string>>): When =>
  (clinic) => ({
    op: 'blockTime',
    at: clinic.now,
    slots: slots.map((start) => clinic.slot(start)),
    elsewhere: clinic.elsewhere(elsewhere),
  })

export const back =
  (...slots: readonly string[]): When =>
  (clinic) => ({ op: 'unblockTime', at: clinic.now, slots: slots.map((start) => clinic.slot(start)) })

/** The session is cancelled; tokens may go to the second day. */
export const cancelSession =
  (elsewhere: Readonly<Record<string, string>>): When =>
  (clinic) => ({ op: 'closeSession', at: clinic.now, elsewhere: clinic.elsewhere(elsewhere) })

export const late =
  (minutes: number, from?: string): When =>
  (clinic) => ({ op: 'delay', at: clinic.now, from: clinic.slot(from), by: minutes * 60_000 })

/** One or two days of hourly slots at the core, under some rules. */
export class Clinic {
  readonly days: Session[] = []
  now = clockAt('06:00')
  readonly opening: readonly string[]

  constructor(
    private readonly rules: Rules,
    ...days: readonly Readonly<Record<string, number>>[]
  ) {
    this.opening = days.map((slots) => {
      const plans = Object.entries(slots).map(([start, base]) => ({
        start: clockAt(start),
        end: clockAt(start) + 3_600_000,
        base,
      }))
      const facts = openSession({ op: 'openSession', at: this.now, slots: plans }, rules) as readonly Fact[]
      this.days.push(new Session(facts[0]!.layout!))
      met.add('session.opened')
      return toldFact(facts[0]!, this.days)
    })
  }

  token(name: string): number {
    return Number(name.slice(1)) - 1
  }

  slot(start: string | undefined, day = 0): number {
    if (start === undefined) return UNNAMED
    const slot = this.days[day]!.planned.indexOf(clockAt(start))
    if (slot < 0) throw new Error(`no slot starts at ${start}`)
    return slot
  }

  /** The second day as a place for tokens of the first, which are new there unless they are named. */
  elsewhere(known?: Readonly<Record<string, string>>): Elsewhere {
    const [home, there] = this.days
    if (known === undefined || there === undefined) return { requests: [], wallStarts: [], patients: [], barred: [] }
    const { sources } = home!.tokens
    return {
      requests: sources.map((source) => ({ source })),
      wallStarts: this.days.map(({ planned }) => planned.map((start) => start / 60_000)),
      patients: [
        sources.map((_, token) => {
          const twin = known[`t${token + 1}`]
          return twin === undefined ? -1 : there.tokens.get(this.token(twin), PATIENT)
        }),
      ],
      barred: [new Set()],
    }
  }

  /** Sets the clock. */
  at(time: string): this {
    this.now = clockAt(time)
    return this
  }

  /** Carries out the commands that prepare the test; none may be refused. */
  after(...commands: readonly When[]): this {
    for (const command of commands) {
      const told = this.carryOut(command)
      if (typeof told === 'string') throw new Error(`refused at ${timeOf(this.now)}: ${told}`)
    }
    return this
  }

  when(command: When): Course {
    return new Course(this, this.carryOut(command))
  }

  /** The facts in words, or why the command is refused. */
  private carryOut(command: When): readonly string[] | string {
    const clinics = this.days.map((day) => clinicOf(day, this.rules))
    const decision = change(clinics, command(this))
    if (decision instanceof Refusal) return decision.code
    if (typeof decision === 'string') return decision
    const told: string[] = []
    const fold = (fact: Fact): void => {
      told.push(toldFact(fact, this.days))
      met.add(fact.type)
      evolve(this.days[fact.session]!, fact)
    }
    for (const fact of decision) fold(fact)
    for (const [index, each] of clinics.entries())
      settle(
        each,
        decision.filter(({ session }) => session === index),
        (_, fact) => fold(fact),
      )
    return told
  }
}

/** Kinds of facts that a command of some test has led to. */
export const met = new Set<string>()

/** The result of a command. */
export class Course {
  constructor(
    private readonly clinic: Clinic,
    private readonly told: readonly string[] | string,
  ) {}

  /** These facts and no others, in this order. */
  leadsTo(...facts: readonly string[]): Clinic {
    expect(this.told).toEqual(facts)
    return this.clinic
  }

  /** Whether it led to facts, whichever. */
  isCarriedOut(): boolean {
    return typeof this.told !== 'string'
  }

  isRefused(code: string): Clinic {
    expect(this.told).toBe(code)
    return this.clinic
  }
}

/** A clinic of hourly slots, `{ '10:00': seats }`; a second list of slots is another day. */
export function given(rules: Rules, ...days: readonly Readonly<Record<string, number>>[]): Clinic {
  return new Clinic(rules, ...days)
}
