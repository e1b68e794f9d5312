import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import type { CommandResult, OpdScheduler, SessionView, TokenAttributes } from 'opd-scheduler'
import { addSlot, book, close, type Model, reclassify, resize, step, yesterday } from './model'
import type { ModelSession } from './model-session'

const DATES = ['2026-01-30', '2026-01-31'] as const
const HOUR = 3_600_000
const ZONE_MS = 5.5 * HOUR
const MIDNIGHT = Date.parse(`${DATES[0]}T00:00:00Z`) - ZONE_MS

/** The system under test and what the test knows of it. */
export interface Real {
  readonly opd: OpdScheduler
  readonly clock: { now: number }
  /** Counts what happened, so that a suite can say what it reached. */
  readonly note: (what: string) => void
}

/** The numbers of a step; what they mean depends on its kind and on the state that it meets. */
interface Numbers {
  readonly date: number
  readonly pick: number
  readonly source: string
  readonly attributes: TokenAttributes | undefined
}

const SOURCES = ['emergency', 'paid', 'follow-up', 'online', 'walk-in', 'stranger']
const VISIT = [
  'cancel',
  'cancel',
  'noShow',
  'noShow',
  'checkIn',
  'start',
  'complete',
  'reinstate',
  'reinstate',
] as const
const KINDS = [
  ...Array.from({ length: 14 }, () => 'slot' as const),
  'day',
  'day',
  'doctor',
  'doctor',
  ...VISIT,
  'reclassify',
  'reclassify',
  'resize',
  'add',
  'close',
  'tick',
  'tick',
] as const

/** Statuses of the tokens that a step is for. */
const FROM: Readonly<Record<string, readonly string[]>> = {
  cancel: ['confirmed', 'waitlisted'],
  noShow: ['confirmed'],
  checkIn: ['confirmed'],
  start: ['checked-in'],
  complete: ['in-consultation', 'checked-in'],
  reinstate: ['no-show'],
  reclassify: ['waitlisted', 'confirmed'],
}

/** Steps of random days; `maxCommands` of them at most. */
export function modelCommands(maxCommands: number): fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Real>>> {
  const numbers = fc.record<Numbers>({
    date: fc.constantFrom(0, 0, 0, 0, 0, 1),
    pick: fc.noBias(fc.nat(999)),
    source: fc.constantFrom(...SOURCES.flatMap((source) => (source === 'stranger' ? [source] : Array(6).fill(source)))),
    attributes: fc.option(
      fc.record({ triage: fc.integer({ min: 0, max: 6 }), priorityGroup: fc.constantFrom('elderly', 'child', 'none') }),
      { nil: undefined },
    ),
  })
  const each = fc.tuple(fc.constantFrom(...KINDS), numbers).map(([kind, given]) => new Step(kind, given))
  return fc.commands([each], { maxCommands, size: 'max' })
}

/** Opens the doctor's sessions in both. */
export async function openDays(real: Real, model: Model, days: readonly (readonly number[])[]): Promise<void> {
  await real.opd.registerDoctor({ id: 'dr', name: 'Dr.' })
  for (const [day, capacities] of days.entries()) {
    const slots = capacities.map((capacity, n) => ({
      start: wall(9 + n),
      end: wall(9 + n + 1 / (1 + (n % 2))),
      capacity,
    }))
    await real.opd.openSession({ doctorId: 'dr', date: DATES[day]!, slots })
    model.open(
      DATES[day]!,
      capacities.map((base, n) => ({ start: time(day, 9 + n), end: time(day, 9 + n + 1 / (1 + (n % 2))), base })),
    )
  }
  real.clock.now = time(0, 6)
  model.tick(real.clock.now)
}

class Step implements fc.AsyncCommand<Model, Real> {
  constructor(
    private readonly kind: (typeof KINDS)[number],
    private readonly given: Numbers,
  ) {}

  check(): boolean {
    return true
  }

  toString(): string {
    return JSON.stringify([this.kind, this.given])
  }

  async run(model: Model, real: Real): Promise<void> {
    const date = DATES[this.given.date % model.sessions.size]!
    const session = model.sessions.get(date)!
    const { command, expected } = this.meaning(model, session, date, real)
    if (command === undefined) return
    const before = await viewsOf(real, model)
    const plan = await real.opd.plan(command as never)
    deepStrictEqual(await viewsOf(real, model), before)
    const { basis, ...planned } = plan as CommandResult & { basis: object }
    const result = (await real.opd.execute(command as never, { basis: basis as never })) as CommandResult
    deepStrictEqual({ ...result, commandId: '' }, { ...planned, commandId: '' })
    real.note('commands')
    strictEqual(result.status === 'rejected' ? result.code : result.status, expected(), JSON.stringify(command))
    const after = await viewsOf(real, model)
    deepStrictEqual(after.map(shown), [...model.sessions.values()].map(expectedView))
    if (result.status === 'rejected') deepStrictEqual(after, before)
    observe(result, after, real.note)
  }

  /** Most often a token that the step is for, else any. */
  private tokenIn({ tokens }: ModelSession): number {
    const { pick } = this.given
    const from = FROM[this.kind] ?? []
    const fitting = tokens.flatMap((token, index) => (from.includes(token.status) ? [index] : []))
    if (pick % 5 > 0 && fitting.length > 0) return fitting[pick % fitting.length]!
    return pick % Math.max(1, tokens.length)
  }

  /** The command, and what the model says to it; to be asked once. */
  private meaning(
    model: Model,
    session: ModelSession,
    date: string,
    { clock }: Real,
  ): { command?: object; expected: () => string } {
    const { pick, source, attributes } = this.given
    const nothing = { expected: () => '' }
    const sessionId = `dr.${date}`
    const index = this.tokenIn(session)
    const tokenId = `${sessionId}.t${index + 1}`
    const slot = pick % session.slots.length
    const slotId = `${sessionId}.${wall(hourOf(session.slots[slot]!.start, date)).replace(':', '')}`
    const wish = { patient: `p${pick % 12}`, source, attributes }
    const asked = { op: 'book', source, patientId: wish.patient, ...(attributes && { attributes }) }
    switch (this.kind) {
      case 'tick':
        clock.now += [1, 10, 20, 60, 180][pick % 5]! * 60_000
        model.tick(clock.now)
        return nothing
      case 'slot':
        return { command: { ...asked, slotId }, expected: () => book(session, slot, wish) }
      case 'day':
        return { command: { ...asked, doctorId: 'dr', date }, expected: () => book(session, undefined, wish) }
      case 'doctor': {
        const today = yesterday(clock.now, ZONE_MS)
        return { command: { ...asked, doctorId: 'dr' }, expected: () => model.bookWithDoctor(wish, today) }
      }
      case 'resize': {
        const capacity = pick % 4
        const displace = pick % 3 === 0
        const command = { op: 'resizeSlot', slotId, capacity, displace }
        return { command, expected: () => resize(session, slot, capacity, displace) }
      }
      case 'add': {
        const from = 7 + (pick % 8)
        const base = pick % 3
        const day = DATES.indexOf(date as (typeof DATES)[number])
        const slots = [{ start: wall(from), end: wall(from + 0.5), capacity: base }]
        const added = { start: time(day, from), end: time(day, from + 0.5), base }
        return { command: { op: 'addSlots', sessionId, slots }, expected: () => addSlot(session, added) }
      }
      case 'close':
        return pick % 25 === 0
          ? { command: { op: 'closeSession', sessionId }, expected: () => close(session) }
          : nothing
      case 'reclassify':
        if (session.tokens.length === 0) return nothing
        return {
          command: { op: 'reclassify', tokenId, source, ...(attributes && { attributes }) },
          expected: () => reclassify(session, index, source, attributes),
        }
      default: {
        if (session.tokens.length === 0) return nothing
        const op = this.kind
        return { command: { op, tokenId }, expected: () => step(session, op, index) }
      }
    }
  }
}

async function viewsOf({ opd }: Real, model: Model): Promise<SessionView[]> {
  return Promise.all([...model.sessions.keys()].map(async (date) => (await opd.session(`dr.${date}`))!))
}

/** What both know of a session, from the library. */
function shown(view: SessionView): object {
  const index = (slotId: string | null): number => view.slots.findIndex((slot) => slot.id === slotId)
  return {
    slots: view.slots.map((slot) => `${slot.startsAt} ${slot.capacity} ${slot.used}`),
    closed: view.status === 'closed',
    tokens: view.tokens.map((token) => {
      const { status, source, patientId, baseRank, bumps, wantedSlotId, named, waitsFor } = token
      const waits =
        waitsFor === null ? '' : `${waitsFor.accepts} ${waitsFor.accepts === 'any' ? '' : index(waitsFor.slotId)}`
      const rank = token.position === null ? '' : token.rank
      return [status, source, patientId, baseRank, rank, bumps, index(wantedSlotId), named, index(token.slotId), waits]
    }),
  }
}

/** The same from the model. */
function expectedView(session: ModelSession): object {
  return {
    slots: session.slots.map(({ start, base }, slot) => `${start} ${base} ${session.used(slot)}`),
    closed: session.closed,
    tokens: session.tokens.map((token) => {
      const { status, source, patient, base, bumps, wanted, named, seat = -1 } = token
      const waits = token.waits && `${token.waits.accepts} ${token.waits.accepts === 'any' ? '' : token.waits.slot}`
      const rank = session.isLive(token) ? session.rank(token) : ''
      return [status, source, patient, base, rank, bumps, wanted, named, seat, waits ?? '']
    }),
  }
}

function observe(result: CommandResult, views: readonly SessionView[], note: (what: string) => void): void {
  if (result.status === 'rejected') {
    note(result.code)
    return
  }
  note(result.status)
  const bumps = result.moves.filter((move) => move.cause === 'outranked' || move.cause === 'end-of-day')
  if (bumps.length > 0) note('bump')
  if (bumps.length >= 3) note('deep cascade')
  for (const { from, to, status } of result.moves) {
    if (status === 'dropped') note('drop')
    else if (from === null) note('promotion')
    else if (to !== null && to < from) note('pulled forward')
  }
  if (views.some((view) => view.slots.some((slot) => slot.overflow > 0))) note('overflow seat')
}

function wall(hour: number): string {
  return `${String(Math.floor(hour)).padStart(2, '0')}:${hour % 1 === 0 ? '00' : '30'}`
}

function time(day: number, hour: number): number {
  return MIDNIGHT + (day * 24 + hour) * HOUR
}

function hourOf(at: number, date: string): number {
  return (at + ZONE_MS - Date.parse(`${date}T00:00:00Z`)) / HOUR
}
