import { deepStrictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import { type CommandResult, OpdScheduler, type SessionView, type TokenEvent } from 'opd-scheduler'
import type { RulesOption } from 'opd-scheduler/rules'
import { checkBumps, checkCalls, checkInvariants, checkLeave, type SessionChange } from 'opd-scheduler/testing'
import { at, clinic, DAY, hourly, SESSION } from '../../scheduler/clinic'
import { brokenPromises } from '../../support/promised-fields'
import { property } from '../../support/seed'
import { wrongCauses } from '../../support/true-causes'
import { DueInTime } from './due-in-time'

const SOURCES = ['emergency', 'paid', 'follow-up', 'online', 'online', 'walk-in', 'walk-in', 'walk-in']
const GROUPS = ['elderly', 'child', 'none']
const STEPS = [
  ...Array.from({ length: 26 }, () => 'book' as const),
  'bookAny',
  'cancel',
  'noShow',
  'checkIn',
  'checkIn',
  'callNext',
  'callNext',
  'call',
  'skip',
  'start',
  'complete',
  'reinstate',
  'reinstate',
  'reclassify',
  'resize',
  'addSlot',
  'close',
  'hold',
  'hold',
  'confirm',
  'confirm',
  'undo',
  'undo',
  'override',
  'block',
  'block',
  'unblock',
  'unblock',
  'delay',
  'cancelClinic',
  'move',
  'move',
  'bookElsewhere',
  'bookElsewhere',
  'sweep',
] as const

/** A substitute's session, and the doctor's next day. */
const ELSEWHERE = [`dr-shah.${DAY}`, 'dr-rao.2026-01-31'] as const
const IDS = [SESSION, ...ELSEWHERE] as const

interface Step {
  readonly op: (typeof STEPS)[number]
  readonly pick: number
  readonly slot: number
  readonly source: string
  readonly minutes: number
}

const step: fc.Arbitrary<Step> = fc.record({
  op: fc.constantFrom(...STEPS),
  pick: fc.nat(1000),
  slot: fc.constantFrom(0, 0, 0, 1, 2, 3),
  source: fc.constantFrom(...SOURCES),
  minutes: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 5, 20, 30),
})

const day = fc.record({
  capacities: fc.array(fc.nat(3), { minLength: 2, maxLength: 5 }),
  elsewhere: fc.array(fc.nat(2), { minLength: 2, maxLength: 3 }),
  start: fc.constantFrom('06:00', '06:30', '08:30'),
  steps: fc.array(step, { minLength: 10, maxLength: 80, size: 'max' }),
})

/** Number of days, their kind, and the counter of the situations that they reached. */
export interface DaysOptions {
  readonly runs: number
  readonly seed?: number | undefined
  readonly note: (what: string) => void
}

/** Runs random days, most commands in one session, and checks every invariant after every command. */
export function randomDays(rules: RulesOption, { runs, seed, note }: DaysOptions): Promise<void> {
  return property(
    day,
    async ({ capacities, elsewhere, start, steps }) => {
      const due = new DueInTime(rules, note)
      const { opd, store, clock } = await clinic(capacities, { rules, store: due.store })
      await opd.registerDoctor({ id: 'dr-shah', name: 'Dr. Shah' })
      for (const id of ELSEWHERE) {
        const [doctorId = '', date = ''] = id.split('.')
        await opd.openSession({ doctorId, date, slots: hourly(elsewhere) })
      }
      clock.now = at(start)
      const views = (): Promise<SessionView[]> => Promise.all(IDS.map(async (id) => (await opd.session(id))!))
      let before = await views()
      for (const each of [...steps, THE_END]) {
        clock.now += each.minutes * 60_000
        const result = await run(opd, each, before)
        if (result === undefined) continue
        due.check(clock.now, each.pick % 200)
        note('commands')
        const after = await views()
        const changes = await Promise.all(
          after.map(async (now, n): Promise<SessionChange> => {
            const was = before[n]!
            return {
              before: was,
              events: now.version > was.version ? await store.load(now.id, was.version) : [],
              after: now,
            }
          }),
        )
        for (const change of changes) check(change, rules, `${each.op} at ${new Date(clock.now).toISOString()}`)
        if (result.status !== 'rejected' && (each.op === 'block' || each.op === 'cancelClinic')) {
          const [home, ...others] = changes as [SessionChange, ...SessionChange[]]
          deepStrictEqual(checkLeave([home, ...named(each).map((id) => others[ELSEWHERE.indexOf(id)]!)], rules), [])
        }
        if (result.status === 'rejected')
          deepStrictEqual(
            after.map(({ version }) => version),
            before.map(({ version }) => version),
          )
        const events = changes[0]!.events as TokenEvent[]
        observe(result, events, after[0]!, note)
        observeBumpable(before[0]!, after[0]!, events, note)
        observeAway(each, changes, note)
        before = after
      }
      note('days')
      // A process that has only the log sees the same.
      const other = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, rules, clock: () => clock.now })
      for (const id of IDS) deepStrictEqual(await other.session(id), await opd.session(id))
    },
    runs,
    seed,
  )
}

function check({ before, events, after }: SessionChange, rules: RulesOption, where: string): void {
  if (events.length === 0 && before.asOf === after.asOf) return
  deepStrictEqual(checkInvariants(after, rules), [], where)
  deepStrictEqual(checkBumps(before, events, rules), [], where)
  deepStrictEqual(checkCalls(before, events, rules), [], where)
  deepStrictEqual(wrongCauses(before, events), [], where)
  deepStrictEqual(events.filter((event) => 'tokenId' in event).flatMap(brokenPromises), [], where)
}

/** The sessions elsewhere that a leave names. */
function named({ pick }: Step): readonly (typeof ELSEWHERE)[number][] {
  return [ELSEWHERE, ELSEWHERE.toReversed(), ELSEWHERE.slice(0, 1), []][pick % 4]!
}

/** The sweep after the day. */
const THE_END: Step = { op: 'sweep', pick: 0, slot: 0, source: 'online', minutes: 24 * 60 }

async function run(
  opd: OpdScheduler,
  step: Step,
  [view, ...others]: readonly SessionView[],
): Promise<CommandResult | undefined> {
  const { tokens, slots } = view!
  const slotId = slots[step.slot % slots.length]!.id
  const token = tokens[step.pick % Math.max(1, tokens.length)]
  switch (step.op) {
    case 'book': {
      const attributes = { priorityGroup: GROUPS[step.pick % 3]! }
      return opd.book({ slotId, source: step.source, patientId: `p${step.pick % 40}`, attributes })
    }
    case 'bookAny':
      return opd.book({ doctorId: 'dr-rao', date: DAY, source: step.source, patientId: `p${step.pick % 40}` })
    case 'hold':
      return opd.book({ slotId, source: step.source, patientId: `p${step.pick % 40}`, holdMinutes: 60 })
    case 'confirm': {
      const held = tokens.find(({ status }) => status === 'held' || status === 'offered')
      return held && opd.confirm({ tokenId: held.id })
    }
    case 'undo': {
      const present = tokens.find(({ status }) => status === 'checked-in') ?? token
      return present && opd.undo({ tokenId: present.id })
    }
    case 'override': {
      const bump = tokens.filter(({ status }) => status === 'confirmed').at(-1)
      if (bump?.slotId == null) return undefined
      const request = { source: step.source, patientId: `p${step.pick % 40}` }
      return opd.book({ slotId: bump.slotId, ...request, override: true, bump: bump.id, actor: 'matron' })
    }
    case 'callNext':
      return opd.callNext({ sessionId: SESSION })
    case 'call': {
      const present = tokens.filter(({ status, standby }) => status === 'checked-in' || standby)
      const called = present[step.pick % Math.max(1, present.length)]
      return called && opd.call({ tokenId: called.id })
    }
    case 'skip': {
      const called = tokens.find(({ status }) => status === 'called')
      return called && opd.skip({ tokenId: called.id })
    }
    case 'resize':
      return step.pick % 4 === 0
        ? opd.resizeSlot({ slotId, capacity: step.pick % 5, displace: step.pick % 3 === 0 })
        : undefined
    case 'addSlot': {
      const hour = String(7 + (step.pick % 8)).padStart(2, '0')
      return step.pick % 6 === 0
        ? opd.addSlots({ sessionId: SESSION, slots: [{ start: `${hour}:00`, end: `${hour}:30`, capacity: 1 }] })
        : undefined
    }
    case 'block': {
      const from = slots[step.slot % slots.length]!.start
      const range = step.pick % 6 === 0 ? { from } : { from, to: later(from) }
      return opd.blockTime({ sessionId: SESSION, ...range, elsewhere: named(step) })
    }
    case 'unblock': {
      const { start } = slots.find(({ blocked }) => blocked) ?? slots[0]!
      return opd.unblockTime({ sessionId: SESSION, ...(step.pick % 4 > 0 ? {} : { from: start, to: later(start) }) })
    }
    case 'delay': {
      const from = step.pick % 3 === 0 ? { from: slots[step.slot % slots.length]!.start } : {}
      return opd.delay({ sessionId: SESSION, minutes: [0, 10, 25, 70][step.pick % 4]!, ...from })
    }
    case 'cancelClinic':
      return step.pick % 25 === 0
        ? opd.closeSession({ sessionId: SESSION, expected: 'move', elsewhere: named(step) })
        : undefined
    case 'move': {
      const helped = tokens.filter(({ status }) => ['dropped', 'checked-in', 'called'].includes(status))
      const moved = step.pick % 3 === 0 ? token : (helped[step.pick % Math.max(1, helped.length)] ?? token)
      const goals = [view!, ...others].flatMap((each) => each.slots.map(({ id }) => id))
      return moved && opd.reschedule({ tokenId: moved.id, slotId: goals[step.pick % goals.length]! })
    }
    case 'bookElsewhere': {
      const goals = others.flatMap((each) => each.slots.map(({ id }) => id))
      const goal = goals[(step.slot + step.pick) % goals.length]!
      return opd.book({ slotId: goal, source: step.source, patientId: `p${step.pick % 40}` })
    }
    case 'sweep':
      return opd.execute({ op: 'sweepSession', sessionId: SESSION })
    case 'close':
      return step.pick % 25 === 0 ? opd.closeSession({ sessionId: SESSION }) : undefined
    case 'reclassify':
      return token === undefined ? undefined : opd.reclassify({ tokenId: token.id, source: step.source })
    default:
      return token === undefined ? undefined : opd[step.op]({ tokenId: token.id })
  }
}

function observe(
  result: CommandResult,
  events: readonly TokenEvent[],
  view: SessionView,
  note: (what: string) => void,
): void {
  if (result.status === 'rejected') note(result.code)
  const bumps = events.filter((event) => event.type === 'token.bumped')
  for (const event of events) {
    note(event.type.slice(event.type.indexOf('.') + 1))
    if (event.type === 'token.moved') note('displaced')
    if (event.type === 'token.called') note(`call: ${event.cause}`)
    if (event.type !== 'token.bumped') continue
    note(event.to !== null ? 'cascaded' : event.waitsFor !== null ? 'displaced' : 'dropped')
  }
  if (bumps.length >= 2) note('chain')
  if (bumps.length >= 3) note('deep')
  if (view.slots.some((slot) => slot.overflow > 0)) note('overflow')
}

/** Notes what makes a seated token bumpable again, or lets waiters age, while tokens wait. */
function observeBumpable(
  before: SessionView,
  after: SessionView,
  events: readonly TokenEvent[],
  note: (what: string) => void,
): void {
  if (before.tokens.some(({ status, rank, baseRank }) => status === 'waitlisted' && rank < baseRank))
    note('aged waiter')
  const isWaited = before.waiting > 0
  for (const { type, tokenId, cause } of events) {
    const [was, is] = [before, after].map(({ tokens }) => tokens.find((token) => token.id === tokenId)?.status)
    if (type === 'token.bumped' && cause === 'by-hand') note('bumped by hand')
    if (!isWaited || tokenId === undefined || was === undefined) continue
    if (type === 'token.confirmed') note('confirmed beside a waiter')
    if (type === 'token.undone' && is === 'confirmed') note('undone beside a waiter')
    if (type === 'token.reclassified' && was === 'confirmed') note('reclassified beside a waiter')
  }
}

function later(start: string): string {
  return `${String(Number(start.slice(0, 2)) + 1).padStart(2, '0')}${start.slice(2)}`
}

/** Notes what a leave, a delay, or the desk did to patients who had a place. */
function observeAway({ op }: Step, [home, ...others]: readonly SessionChange[], note: (what: string) => void): void {
  const { before, events } = home!
  if (op === 'delay' && events.length > 0) note('late')
  if (op === 'sweep' && before.status === 'closed' && events.length > 0) note('closed session swept')
  for (const event of events) {
    if (!('tokenId' in event)) continue
    const was = before.tokens.find(({ id }) => id === event.tokenId)?.status
    if (op === 'move' && event.type === 'token.rescheduled') note(`moved from ${was}`)
    if (op === 'unblock' && event.type === 'token.promoted') note('unblocked for a waiter')
    if (event.cause !== 'blocked') continue
    const goal = event.to !== null ? 'inside' : event.waitsFor !== null ? 'to wait' : ''
    if (event.type === 'token.moved') note(goal === '' ? 'dropped by a leave' : `relocated ${goal}`)
    if (event.type === 'token.rescheduled')
      note(op === 'cancelClinic' ? 'moved from a cancelled clinic' : 'relocated elsewhere')
    if (event.type === 'token.dropped') note('waiter dropped by a leave')
  }
  if (op === 'move' && others.some((each) => each.events.length > 0)) note('moved to another session')
}
