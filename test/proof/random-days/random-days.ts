import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import { type CommandResult, OpdScheduler, type Rules, type SessionView, type TokenEvent } from 'opd-scheduler'
import { checkBumps, checkCalls, checkInvariants } from 'opd-scheduler/testing'
import { at, clinic, DAY, SESSION } from '../../scheduler/clinic'
import { brokenPromises } from '../../support/promised-fields'
import { property } from '../../support/seed'
import { wrongCauses } from '../../support/true-causes'

const SOURCES = ['emergency', 'paid', 'follow-up', 'online', 'online', 'walk-in', 'walk-in', 'walk-in']
const GROUPS = ['elderly', 'child', 'none']
const STEPS = [
  ...Array.from({ length: 14 }, () => 'book' as const),
  'bookAny',
  'cancel',
  'noShow',
  'checkIn',
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
] as const

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
  start: fc.constantFrom('06:00', '06:30', '08:30'),
  steps: fc.array(step, { minLength: 10, maxLength: 70, size: 'max' }),
})

/** Number of days, their kind, and the counter of the situations that they reached. */
export interface DaysOptions {
  readonly runs: number
  readonly seed?: number | undefined
  readonly note: (what: string) => void
}

/** Runs random days in one session, and checks every invariant after every command. */
export function randomDays(rules: Rules, { runs, seed, note }: DaysOptions): Promise<void> {
  return property(
    day,
    async ({ capacities, start, steps }) => {
      const { opd, store, clock } = await clinic(capacities, { rules })
      clock.now = at(start)
      let before = (await opd.session(SESSION))!
      for (const each of steps) {
        clock.now += each.minutes * 60_000
        const result = await run(opd, each, before)
        if (result === undefined) continue
        note('commands')
        const after = (await opd.session(SESSION))!
        const events = (await store.load(SESSION, before.version)) as TokenEvent[]
        deepStrictEqual(checkInvariants(after, rules), [], `${each.op} at ${new Date(clock.now).toISOString()}`)
        deepStrictEqual(checkBumps(before, events, rules), [])
        deepStrictEqual(checkCalls(before, events, rules), [])
        deepStrictEqual(wrongCauses(before, events), [])
        deepStrictEqual(events.filter((event) => 'tokenId' in event).flatMap(brokenPromises), [])
        if (result.status === 'rejected') strictEqual(after.version, before.version)
        observe(result, events, after, note)
        observeBumpable(before, after, events, note)
        before = after
      }
      note('days')
      // A process that has only the log sees the same.
      const other = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, rules, clock: () => clock.now })
      deepStrictEqual(await other.session(SESSION), await opd.session(SESSION))
    },
    runs,
    seed,
  )
}

async function run(opd: OpdScheduler, step: Step, view: SessionView): Promise<CommandResult | undefined> {
  const { tokens, slots } = view
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
    case 'close':
      return step.pick % 50 === 0 ? opd.closeSession({ sessionId: SESSION }) : undefined
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
