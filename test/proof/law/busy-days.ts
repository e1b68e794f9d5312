import type { CommandResult, OpdEvent, OpdScheduler, Rules, SessionView, TokenEvent, TokenView } from 'opd-scheduler'
import { checkBumps, checkInvariants } from 'opd-scheduler/testing'
import { at, clinic, SESSION } from '../../scheduler/clinic'
import type { Reached } from '../../support/reached'
import { random } from '../../support/seed'
import { wrongCauses } from '../../support/true-causes'

const SOURCES = ['emergency', 'paid', 'paid', 'follow-up', 'follow-up', 'online', 'online', 'walk-in', 'walk-in']
const GROUPS = ['elderly', 'child', 'none', 'none']
const STEPS = [
  ...Array.from({ length: 24 }, () => 'book' as const),
  ...Array.from({ length: 4 }, () => 'hold' as const),
  ...Array.from({ length: 3 }, () => 'confirm' as const),
  ...([
    'cancel',
    'cancel',
    'noShow',
    'checkIn',
    'checkIn',
    'undo',
    'reclassify',
    'resize',
    'byHand',
    'reinstate',
    'leave',
  ] as const),
]
const STARTS = ['07:00', '08:30', '09:10']
const STEPS_OF_A_DAY = 100

/** Situations without which busy days under rules that bump and let tokens wait prove nothing. */
export const REACHED = [
  'bumps',
  'bumps beside an aged waiter',
  'confirmed beside a waiter',
  'undone beside a waiter',
  'relocated',
]

/** What the days of one set of rules showed. */
export interface Measured {
  readonly days: number
  readonly bumps: number
  /** Bumps by newcomers and waiters ahead of a waiter of the same rank that arrived before the token that bumped, and of one of a better rank. */
  readonly aheadOfEqual: number
  readonly aheadOfBetter: number
  /** Commands after which the checkers found a waiter that the rules would let in, or that was passed over. */
  readonly passedOver: number
  /** The first of these violations, or the first wrong cause of a promotion. */
  readonly first: string
}

/** Runs busy days from this number on, and counts the bumps that went ahead of a waiter. */
export async function busyDays(rules: Rules, days: number, note: Reached['note'], from = 0): Promise<Measured> {
  const counts = { days, bumps: 0, aheadOfEqual: 0, aheadOfBetter: 0, passedOver: 0, first: '' }
  for (let day = from; day < from + days; day++) {
    await busyDay(day, rules, (before, after, events) => {
      for (const event of events.filter(isBump)) {
        counts.bumps++
        note('bumps')
        const waiters = before.tokens.filter((token) => token.status === 'waitlisted')
        if (waiters.some((token) => rankAt(token, event.at, before, rules) < token.baseRank))
          note('bumps beside an aged waiter')
        // A displaced token has the rights that `displaced` gives it, whoever waits.
        const isDisplaced = events.some((each) => isBump(each) && each.tokenId === event.by.tokenId)
        const ranks = isDisplaced ? [] : aheadOf(event, before, after, events, rules)
        if (ranks.some((rank) => rank < event.by.rank)) counts.aheadOfBetter++
        else if (ranks.length > 0) counts.aheadOfEqual++
      }
      for (const { type, from: left, to, cause } of events.filter(isToken)) {
        if (cause === 'blocked') note('relocated')
        if (before.waiting === 0) continue
        if (type === 'token.confirmed' && left === to) note('confirmed beside a waiter')
        if (type === 'token.undone') note('undone beside a waiter')
        if (type === 'token.promoted' && events.some(isBump)) note('promoted by a bump')
      }
      const found = [...checkInvariants(after, rules), ...checkBumps(before, events, rules)].map((each) => each.message)
      if (found.length > 0) counts.passedOver++
      const wrong = [...found, ...wrongCauses(before, events)]
      if (counts.first === '' && wrong.length > 0) counts.first = `day ${day}: ${wrong[0]}`
    })
  }
  return counts
}

/** Returns one line of a table. */
export function line(name: string, { days, bumps, aheadOfEqual, aheadOfBetter, passedOver }: Measured): string {
  const figures = [days, bumps, aheadOfEqual, aheadOfBetter, passedOver].map((count) => String(count).padStart(9))
  return `${name.padEnd(42)}${figures.join('')}`
}

export const HEADLINE = `${'rules'.padEnd(42)}${['days', 'bumps', 'equal', 'better', 'left over'].map((word) => word.padStart(9)).join('')}`

/**
 * Returns the ranks of the waiters that waited before and after the command, come before the token that bumped, accept the slot and have
 * the same rights to its seats, so that they could have made this bump.
 */
function aheadOf(
  event: TokenEvent<'token.bumped'>,
  before: SessionView,
  after: SessionView,
  events: readonly OpdEvent[],
  rules: Rules,
): number[] {
  const asker = after.tokens.find((token) => token.id === event.by.tokenId)!
  const victim = before.tokens.find((token) => token.id === event.tokenId)
  const slot = after.slots.find((each) => each.id === event.from)!
  const { promotion, capacity, overflow, displaced } = rules
  const { minutesLeft = 5, from } = promotion
  if (from === 'nobody' || slot.endsAt - event.at < minutesLeft * 60_000 || victim === undefined) return []
  if (promotion.into === 'base' && slot.used > slot.capacity) return []
  const seated = events.find((each) => isToken(each) && each.tokenId === asker.id && each.to === slot.id) as TokenEvent
  const scopes = [...overflow, ...displaced].flatMap(({ name, bumps }) =>
    name === seated.strategy && bumps !== undefined ? [bumps] : [],
  )
  return before.tokens.flatMap((waiter) => {
    const still = after.tokens.find((token) => token.id === waiter.id)!
    if (waiter.status !== 'waitlisted' || waiter.reinstated || still.status !== 'waitlisted') return []
    if (events.some((each) => 'tokenId' in each && each.tokenId === waiter.id)) return []
    if (!accepts(waiter, slot.id, after) || capacity.groupOf(waiter) !== capacity.groupOf(asker)) return []
    const rank = rankAt(waiter, event.at, before, rules)
    const isBefore = rank < event.by.rank || (rank === event.by.rank && waiter.sequence < asker.sequence)
    const might = scopes.some(
      (scope) =>
        (scope.for ?? [waiter.source]).includes(waiter.source) &&
        scope.who(rank, waiter.sequence - 1, event.rank, victim.sequence - 1),
    )
    return isBefore && might ? [rank] : []
  })
}

function accepts({ waitsFor }: TokenView, slotId: string, { slots }: SessionView): boolean {
  if (waitsFor === null || waitsFor.accepts === 'any') return waitsFor !== null
  const starts = (id: string | null): number => slots.find((slot) => slot.id === id)!.plannedAt
  return waitsFor.accepts === 'slot' ? waitsFor.slotId === slotId : starts(slotId) >= starts(waitsFor.slotId)
}

function rankAt({ baseRank, createdAt }: TokenView, now: number, { slots }: SessionView, { priority }: Rules): number {
  const since = Math.max(createdAt, ...slots.slice(0, 1).map((slot) => slot.plannedAt))
  return priority.at?.(baseRank, Math.max(0, now - since)) ?? baseRank
}

function isToken(event: OpdEvent): event is TokenEvent {
  return 'tokenId' in event
}

function isBump(event: OpdEvent): event is TokenEvent<'token.bumped'> {
  return event.type === 'token.bumped' && event.cause !== 'by-hand'
}

type Watch = (before: SessionView, after: SessionView, events: readonly OpdEvent[]) => void

/** A day with more requests than seats, in which hours pass. */
async function busyDay(day: number, rules: Rules, watch: Watch): Promise<void> {
  const pick = random(day)
  const capacities = Array.from({ length: 5 + pick(4) }, () => 1 + pick(4))
  const { opd, store, clock } = await clinic(capacities, { rules })
  clock.now = at(STARTS[pick(STARTS.length)]!)
  let before = (await opd.session(SESSION))!
  for (let step = 0; step < STEPS_OF_A_DAY; step++) {
    clock.now += [0, 0, 1, 2, 5, 15][pick(6)]! * 60_000
    await command(opd, step, pick, before)
    const after = (await opd.session(SESSION))!
    watch(before, after, await store.load(SESSION, before.version))
    before = after
  }
}

async function command(
  opd: OpdScheduler,
  step: number,
  pick: (below: number) => number,
  { tokens, slots, asOf }: SessionView,
): Promise<CommandResult | undefined> {
  const op = step < 6 && pick(2) === 0 ? 'hold' : STEPS[pick(STEPS.length)]!
  const coming = slots.filter((slot) => slot.endsAt > asOf)
  // The first slots are the ones that most patients want.
  const slot = coming[Math.min(pick(coming.length || 1), pick(coming.length || 1))]
  const source = SOURCES[pick(SOURCES.length)]!
  const of = (...statuses: string[]): TokenView | undefined => {
    const found = tokens.filter((token) => statuses.includes(token.status))
    return found[pick(found.length || 1)]
  }
  const attributes = { priorityGroup: GROUPS[pick(GROUPS.length)]! }
  const request = { source, attributes, patientId: `p${step}` }
  if (slot === undefined) return undefined
  const slotId = slot.id
  switch (op) {
    case 'book':
      return opd.book({ slotId, ...request })
    case 'hold':
      return opd.book({ slotId, ...request, holdMinutes: 30 })
    case 'confirm': {
      const token = of('held', 'offered')
      return token && opd.confirm({ tokenId: token.id })
    }
    case 'byHand': {
      const bump = of('confirmed')
      if (bump?.slotId == null || pick(3) > 0) return undefined
      return opd.book({ slotId: bump.slotId, ...request, override: true, bump: bump.id, actor: 'matron' })
    }
    case 'resize':
      return pick(2) === 0 ? opd.resizeSlot({ slotId, capacity: pick(4), displace: true }) : undefined
    case 'reclassify': {
      const token = of('confirmed', 'waitlisted')
      return token && opd.reclassify({ tokenId: token.id, source })
    }
    case 'reinstate': {
      const token = of('no-show')
      return token && opd.reinstate({ tokenId: token.id })
    }
    case 'leave': {
      const from = slot.start
      const away = pick(5)
      if (away === 0) return opd.blockTime({ sessionId: SESSION, from, to: `${from.slice(0, 3)}30` })
      if (away === 1) return opd.delay({ sessionId: SESSION, minutes: [0, 15, 40][pick(3)]! })
      return opd.unblockTime({ sessionId: SESSION })
    }
    case 'undo': {
      const token = of('checked-in')
      return token && opd.undo({ tokenId: token.id })
    }
    default: {
      const token = of('confirmed')
      return token && opd[op]({ tokenId: token.id })
    }
  }
}
