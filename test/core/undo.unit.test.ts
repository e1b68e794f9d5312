import { readFileSync } from 'node:fs'
import type { Rules } from 'opd-scheduler'
import { waitlist } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import type { CoreCommand } from '../../src/core/command'
import { WAITING } from '../../src/core/fact'
import type { Session } from '../../src/core/state/session'
import { STATUSES } from '../../src/core/state/status'
import { LIST, OVERRIDE, WANTED } from '../../src/core/state/tokens'
import type { Before } from '../../src/core/state/visit'
import { bare } from '../proof/oracles/core-clinic'
import { carryOut } from '../support/carry-out'
import { book, Clinic } from '../support/given'

const MINUTE = 60_000
const STEPS = ['checkIn', 'call', 'skip', 'start', 'complete', 'leaveUnseen', 'noShow', 'cancel'] as const
/** Most steps of a path. */
const DEPTH = 6

const rulesOf = (completed: 'frees' | 'spends', maxSkips: number): Rules => {
  const plain = bare([waitlist()])
  const capacity = { ...plain.capacity, ceiling: (base: number) => base + 1 }
  return bare([waitlist()], { capacity, visit: { completed, maxSkips, standby: { perSession: 9 } } })
}

/** What the second token of the day was before its first step. */
const BEGINNINGS = {
  'is expected in a seat': (clinic: Clinic) => clinic.after(book('walk-in', '10:00'), book('online', '11:00')),
  'is expected in a seat above the rules': (clinic: Clinic) =>
    clinic.after(book('walk-in', '10:00'), book('online', '10:00', { override: true })),
  'waits for a slot or a later one': (clinic: Clinic) =>
    clinic.after(book('walk-in', '11:00'), book('online', '11:00'), book('walk-in', '10:00')),
  'waits for the first free seat': (clinic: Clinic) =>
    clinic.after(book('walk-in', '10:00'), book('walk-in', '11:00'), book('online')),
} as const

type Beginning = keyof typeof BEGINNINGS

const TOKEN: Readonly<Record<Beginning, number>> = {
  'is expected in a seat': 1,
  'is expected in a seat above the rules': 1,
  'waits for a slot or a later one': 1,
  'waits for the first free seat': 2,
}

/** Everything about a token that a step changes, with slots by their planned start. */
function textOf(session: Session, token: number): string {
  const { tokens, lanes, planned, room } = session
  const slot = session.slotOf(token)
  const list = tokens.get(token, LIST)
  const awaited = slot === WAITING ? lanes.slotOf(list) : -1
  // A list for the slot asked for follows that slot.
  const listed = awaited === tokens.get(token, WANTED) ? 'asked for' : planned[awaited]
  const where =
    slot >= 0 ? `seat ${planned[slot]}` : slot === WAITING ? `list ${lanes.kindOf(list)} ${listed}` : 'nowhere'
  const { present, standby, attended, calls, seen, minutes, squares } = room
  const rooms = [present, standby, attended].map((set) => set.has(token))
  return JSON.stringify([
    ...[STATUSES[session.statusOf(token)], where, tokens.get(token, OVERRIDE), rooms, room.of(token) ?? null],
    ...[
      depthOf(room.before(token)),
      calls,
      seen,
      minutes,
      squares,
      session.waiting,
      session.used.filter((used) => used > 0).join(),
    ],
  ])
}

function depthOf(before: Before | undefined): number {
  return before === undefined ? 0 : 1 + depthOf(before.earlier)
}

/** Takes every path of steps and goes back to its beginning, also after a slot was added. Returns the number of paths and their steps. */
function walk(beginning: Beginning, rules: Rules): { readonly paths: number; readonly found: Set<string> } {
  const clinic = BEGINNINGS[beginning](new Clinic(rules, { '10:00': 1, '11:00': 1 }))
  const [session] = clinic.days as [Session]
  const token = TOKEN[beginning]
  const found = new Set<string>()
  let paths = 0
  const follow = (from: Session, at: number, before: readonly string[]): void => {
    paths++
    goBack(from, rules, at, token, before)
    goBack(withSlotBefore(from, rules, at), rules, at, token, before)
    if (before.length === DEPTH) return
    for (const op of STEPS) {
      const to = from.draft()
      const decision = carryOut(to, rules, { op, at: at + MINUTE, token })
      if (!Array.isArray(decision)) continue
      const [fromStatus, toStatus] = [from, to].map((each) => STATUSES[each.statusOf(token)])
      found.add(`${op}: ${fromStatus} to ${toStatus}`)
      follow(to, at + MINUTE, [...before, textOf(from, token)])
    }
  }
  follow(session, clinic.now, [])
  // A slot that is added before the first step moves all that follow.
  follow(withSlotBefore(session, rules, clinic.now), clinic.now, [])
  return { paths, found }
}

/** The same session with a slot without seats before all others. */
function withSlotBefore(from: Session, rules: Rules, at: number): Session {
  const session = from.draft()
  const start = session.planned[0]! - 30 * MINUTE
  const slots = [{ start, end: start + 30 * MINUTE, base: 0 }]
  expect(carryOut(session, rules, { op: 'addSlots', at, slots } as CoreCommand)).toHaveLength(1)
  return session
}

/** Takes back one step after the other; each leads to the state before it. */
function goBack(from: Session, rules: Rules, at: number, token: number, before: readonly string[]): void {
  const session = from.draft()
  for (const text of before.toReversed()) {
    expect(carryOut(session, rules, { op: 'undo', at, token })).toHaveLength(1)
    expect(textOf(session, token)).toBe(text)
  }
  expect(carryOut(session, rules, { op: 'undo', at, token })).toMatchObject({ code: 'invalid-transition' })
}

describe('steps are taken back to the beginning, also after a slot was added before', () => {
  const all = new Set<string>()

  it.each(Object.keys(BEGINNINGS) as Beginning[])('of a token that %s', (beginning) => {
    for (const rules of [rulesOf('frees', 2), rulesOf('spends', 1)]) {
      const { paths, found } = walk(beginning, rules)
      expect(paths).toBeGreaterThan(30)
      for (const each of found) all.add(each)
    }
  })

  it('on every path of the table in docs/concepts.md', () => {
    const page = readFileSync(new URL('../../docs/concepts.md', import.meta.url), 'utf8')
    const rows = page.matchAll(/^\| `(\w+)` \| (.*?) \| (.*?) \|$/gm)
    const known: string[] = []
    for (const [, op, froms, tos] of rows)
      for (const [, from] of STEPS.includes(op as never) ? froms!.matchAll(/`([\w-]+)`/g) : [])
        for (const [, to] of (tos === 'the same' ? `\`${from}\`` : tos!).matchAll(/`([\w-]+)`/g))
          known.push(`${op}: ${from} to ${to}`)
    // A hold or an offer that is cancelled cannot be taken back, nor can a cancellation by a patient who had lost the place.
    const table = known.filter((each) => !/: (held|offered|dropped) to/.test(each))
    expect(table.filter((each) => !all.has(each))).toEqual([])
    expect([...all].filter((each) => !table.includes(each))).toEqual([])
  })
})
