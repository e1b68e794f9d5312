import type { SessionView, TokenView } from '../api/views'
import type { Rules } from '../core/rules/rules'
import { SEATED } from './statuses'
import type { Violation } from './violation'

const TENTATIVE: readonly string[] = ['held', 'offered']
/** Statuses of patients who have a seat and are not there yet. */
const EXPECTED: readonly string[] = [...TENTATIVE, 'confirmed']
/** Statuses of patients who were not seen. */
const GONE: readonly string[] = ['left', 'cancelled', 'no-show']
/** Statuses that a token may have without a seat, beside the waiting list. */
const WITHOUT_SEAT: readonly string[] = ['called', 'in-consultation']
/** Statuses that a token may have during or after a visit without a seat. */
const ON_STANDBY: readonly string[] = ['waitlisted', ...WITHOUT_SEAT, 'completed', 'left', 'no-show']
/** Statuses of tokens that have a planned time, because the visit has not begun. */
const TO_COME: readonly string[] = [...EXPECTED, 'checked-in']

/** Checks invariants 2, 3, 5 and 6: the place of each token suits its status, the order is right, and no token is bumped too often. */
export function checkTokens(state: SessionView, rules: Rules): Violation[] {
  return [
    ...state.tokens.flatMap((token, index) => checkPlace(token, index, state, rules)),
    ...checkNumbers(state),
    ...checkPositions(state),
    ...checkRanks(state, rules),
    ...state.tokens.filter((token) => token.bumpBudget !== null && token.bumps > token.bumpBudget).map(bumpedTooOften),
  ]
}

function checkPlace(token: TokenView, index: number, state: SessionView, rules: Rules): Violation[] {
  const { id, status, slotId, waitsFor, position, plannedTime, standby } = token
  const wrong: Violation[] = []
  const expect = (holds: boolean, message: string, invariant: 2 | 3 = 2): void => {
    if (!holds) wrong.push({ invariant, message: `token ${id} is ${status}, but ${message}` })
  }
  const known = state.slots.map((slot) => slot.id)
  const spends = (rules.visit?.completed ?? 'spends') === 'spends'
  const live = SEATED.includes(status) || status === 'waitlisted'

  if (standby && WITHOUT_SEAT.includes(status))
    expect(slotId === null && waitsFor === null, `is on standby, has ${seat(token)} and waits for ${wait(token)}`)
  else if (SEATED.includes(status))
    expect(slotId !== null && waitsFor === null, `has ${seat(token)} and waits for ${wait(token)}`)
  else if (status === 'waitlisted')
    expect(slotId === null && waitsFor !== null, `has ${seat(token)} and waits for ${wait(token)}`)
  else if (status === 'completed') {
    expect(
      (slotId !== null) === (spends && !standby),
      `has ${seat(token)}${standby ? ' after a visit on standby' : ''}, and rules.visit.completed is '${spends ? 'spends' : 'frees'}'`,
    )
    expect(waitsFor === null, `waits for ${wait(token)}`, 3)
  } else expect(slotId === null && waitsFor === null, `has ${seat(token)} and waits for ${wait(token)}`, 3)

  expect(slotId === null || known.includes(slotId), `has a seat in ${slotId}, which does not exist`)
  expect(known.includes(token.wantedSlotId), `asked for slot ${token.wantedSlotId}, which does not exist`)
  if (waitsFor !== null) {
    const names = waitsFor.slotId === null ? waitsFor.accepts === 'any' : known.includes(waitsFor.slotId)
    expect(names, `waits for ${wait(token)}, which does not exist`)
    expect(
      token.standby || !waitsForNothing(token, state),
      `waits for ${wait(token)}, and the doctor is away in all those slots`,
    )
  }
  const isBlocked = state.slots.some((slot) => slot.id === slotId && slot.blocked)
  expect(!isBlocked || !EXPECTED.includes(status), `has ${seat(token)}, and the doctor is away then`)
  expect((position !== null) === live, `has position ${position}`)
  expect((plannedTime !== null) === TO_COME.includes(status), `has planned time ${plannedTime}`)
  expect((token.expiresAt !== null) === TENTATIVE.includes(status), `has a seat that expires at ${token.expiresAt}`)
  expect(!standby || ON_STANDBY.includes(status), 'is on standby')
  expect(!standby || token.checkedInAt !== null, 'is on standby and has not checked in')
  expect(standby || status !== 'waitlisted' || token.checkedInAt === null, 'has checked in and is not on standby')
  expect(!token.seen || !GONE.includes(status), 'the patient was seen before')
  expect(slotId !== null || !token.override, 'has no seat, yet counts as seated by an override', 3)
  expect(state.status === 'open' || !TENTATIVE.includes(status), `its session ${state.id} is closed`)
  expect(state.status === 'open' || status !== 'waitlisted', `its session ${state.id} is closed`)
  expect(token.sequence === index + 1, `has sequence ${token.sequence} as number ${index + 1} of its session`)
  return wrong
}

/** Whether a waiter accepts only blocked slots, and one of them at least is not over. */
function waitsForNothing({ waitsFor }: TokenView, { slots, updatedAt }: SessionView): boolean {
  const named = slots.findIndex((slot) => slot.id === waitsFor?.slotId)
  const accepted = slots.filter(
    (_, index) => waitsFor?.accepts === 'any' || index === named || (waitsFor?.accepts !== 'slot' && index > named),
  )
  return accepted.every(({ blocked }) => blocked) && accepted.some(({ endsAt }) => endsAt > updatedAt)
}

function checkNumbers({ tokens }: SessionView): Violation[] {
  const wrong: Violation[] = []
  for (const name of ['number', 'id'] as const) {
    for (const token of tokens) {
      const twin = tokens.find((other) => other.sequence < token.sequence && other[name] === token[name])
      const message = `tokens of sequence ${twin?.sequence} and ${token.sequence} have the same ${name} ${token[name]}`
      if (twin !== undefined) wrong.push({ invariant: 5, message })
    }
  }
  return wrong
}

/**
 * The tokens of a slot have positions 1, 2, … until their visit is over: first in consultation, then called, then by rank and arrival.
 * Positions of tokens that wait for the same seats ascend by rank and arrival.
 */
function checkPositions(state: SessionView): Violation[] {
  const wrong: Violation[] = []
  for (const slot of state.slots) {
    const line = state.tokens.filter((token) => token.slotId === slot.id && SEATED.includes(token.status)).sort(inLine)
    line.forEach((token, index) => {
      const message = `token ${token.id} is number ${index + 1} in line in slot ${slot.id}, but has position ${token.position}`
      if (token.position !== index + 1) wrong.push({ invariant: 5, message })
    })
  }
  const waiting = state.tokens.filter((token) => token.status === 'waitlisted').sort(inOrder)
  for (const [index, token] of waiting.entries()) {
    for (const before of waiting.slice(0, index)) {
      if (wait(before) !== wait(token) || (before.position ?? 0) < (token.position ?? 0)) continue
      const message = `token ${token.id} waits for ${wait(token)} behind ${before.id}, but has position ${token.position}, and that one ${before.position}`
      wrong.push({ invariant: 5, message })
    }
  }
  return wrong
}

/** Ranks are those that the policy gives, and no token overtakes an earlier one of the same base rank by waiting. */
function checkRanks(state: SessionView, { priority }: Rules): Violation[] {
  const wrong: Violation[] = []
  const opens = Math.min(...state.slots.map((slot) => slot.plannedAt))
  const waiting = state.tokens.filter((token) => token.status === 'waitlisted')
  const { doctorId, date } = state
  for (const token of state.tokens) {
    const { id, source, attributes, baseRank, createdAt } = token
    const base = priority.base({ source, attributes }, { doctorId, date }, createdAt)
    const message = `token ${id} has base rank ${baseRank}, but rules.priority.base gives ${base} to source '${source}'`
    if (base !== baseRank) wrong.push({ invariant: 5, message })
  }
  for (const { id, createdAt, baseRank, rank } of waiting) {
    const waited = Math.max(0, state.asOf - Math.max(createdAt, opens))
    const aged = priority.at?.(baseRank, waited) ?? baseRank
    const message = `token ${id} waits with rank ${rank}, but rules.priority.at gives ${aged} to base rank ${baseRank} after ${waited} ms`
    if (rank !== aged) wrong.push({ invariant: 5, message })
  }
  for (const token of waiting) {
    const later = waiting.find(
      (other) => other.baseRank === token.baseRank && other.sequence > token.sequence && other.rank < token.rank,
    )
    if (later === undefined) continue
    const message = `token ${later.id} overtakes ${token.id}, which arrived before: rules.priority.at aged base rank ${token.baseRank} to ${later.rank} and ${token.rank}`
    wrong.push({ invariant: 5, message })
  }
  return wrong
}

function bumpedTooOften(token: TokenView): Violation {
  return {
    invariant: 6,
    message: `token ${token.id} was bumped ${token.bumps} times, but its limit is ${token.bumpBudget} (rules.admission.bumpsPerToken)`,
  }
}

function inOrder(a: TokenView, b: TokenView): number {
  return a.rank - b.rank || a.sequence - b.sequence
}

function inLine(a: TokenView, b: TokenView): number {
  const stage = ({ status }: TokenView): number => ['in-consultation', 'called'].indexOf(status) + 1 || 3
  return stage(a) - stage(b) || inOrder(a, b)
}

function seat({ slotId }: TokenView): string {
  return slotId === null ? 'no seat' : `a seat in ${slotId}`
}

function wait({ waitsFor }: TokenView): string {
  return waitsFor === null ? 'nothing' : `${waitsFor.slotId ?? 'a slot'} (${waitsFor.accepts})`
}
