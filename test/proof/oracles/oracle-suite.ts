import { deepStrictEqual } from 'node:assert/strict'
import { bySource, cascade, drop, lowerInOrder, noPromotion, pullForward, waitlist, withAging } from 'opd-scheduler'
import { type OverflowStrategy, Verdict } from 'opd-scheduler/rules'
import { CONFIRMED, WAITLISTED } from '../../../src/core/state/status'
import { random } from '../../support/seed'
import { bare, CoreClinic, RANKS, SOURCES } from './core-clinic'
import { type Asked, deferredAcceptance, serialDictatorship } from './matching'

type Note = (what: string, times?: number) => void
type Pick = (below: number) => number

interface Booked {
  readonly token: number
  readonly source: string
  readonly wanted: number
}

const cascading = cascade({ who: lowerInOrder() })
const onward = (wanted: number, slots: number): number[] => Array.from({ length: slots - wanted }, (_, n) => wanted + n)

function fill(clinic: CoreClinic, slots: number, count: number, pick: Pick): Booked[] {
  return Array.from({ length: count }, () => {
    const source = SOURCES[pick(SOURCES.length)]!
    const wanted = pick(slots)
    return { token: clinic.book(source, wanted), source, wanted }
  })
}

function asks(booked: readonly Booked[], slots: number): Asked[] {
  return booked.map(({ source, wanted }) => ({ rank: RANKS[source]!, takes: onward(wanted, slots) }))
}

/**
 * With the whole order, every token sits in the slot that the serial dictatorship gives it, apart from refused, dropped and
 * waiting ones.
 */
export function wholeOrder(seed: number, note: Note): void {
  const pick = random(seed)
  const capacity = Array.from({ length: 1 + pick(6) }, () => pick(4))
  const rules = pick(2) === 0 ? bare([cascading, waitlist()]) : { ...bare([cascading]), displaced: [cascading, drop()] }
  const clinic = new CoreClinic(capacity, rules)
  const booked = fill(clinic, capacity.length, 4 + pick(24), pick)
  const expected = serialDictatorship(asks(booked, capacity.length), capacity)
  deepStrictEqual(
    booked.map(({ token }) => clinic.seatOf(token)),
    expected,
    `day ${seed}, capacity ${capacity}`,
  )
  tell(clinic, note)
}

/**
 * If only lower classes may be bumped, each slot and the waiting list have as many tokens of each class as in the stable
 * matching.
 */
export function byClass(seed: number, note: Note): void {
  const pick = random(seed)
  const capacity = Array.from({ length: 1 + pick(5) }, () => pick(4))
  const clinic = new CoreClinic(capacity, bare([cascade(), waitlist()]))
  const booked = fill(clinic, capacity.length, 4 + pick(24), pick)
  const expected = serialDictatorship(asks(booked, capacity.length), capacity)
  const counts = (seats: readonly number[]): string[] => booked.map(({ source }, n) => `${source} ${seats[n]}`).sort()
  const seats = booked.map(({ token }) => clinic.seatOf(token))
  deepStrictEqual(counts(seats), counts(expected), `day ${seed}, capacity ${capacity}`)
  if (seats.some((seat, n) => seat !== expected[n])) note('other seats within a class')
  tell(clinic, note)
}

/** With preference lists in any order, tried by a strategy of the host, the engine equals deferred acceptance. */
export function anyPreferences(seed: number, note: Note): void {
  const pick = random(seed)
  const hospitals = 2 + pick(4)
  const capacity = Array.from({ length: hospitals }, () => pick(3))
  const lists = new Map<string, number[]>()
  const ranks = new Map<string, number>()
  const residents = 3 + pick(12)
  for (let resident = 0; resident < residents; resident++) {
    const rest = Array.from({ length: hospitals }, (_, hospital) => hospital)
    const list = Array.from({ length: 1 + pick(hospitals) }, () => rest.splice(pick(rest.length), 1)[0]!)
    lists.set(`r${resident}`, list)
    ranks.set(`r${resident}`, pick(4))
  }
  const listed: OverflowStrategy = {
    name: 'own-list',
    bumps: { who: lowerInOrder() },
    attempt(asker, board) {
      for (const hospital of lists.get(asker.source)!) {
        if (board.firstFree(asker, hospital, hospital + 1) >= 0) return Verdict.seat(hospital)
        if (board.firstBumpable(asker, lowerInOrder(), hospital, hospital + 1) >= 0) return Verdict.bump(hospital)
      }
      return undefined
    },
  }
  const priority = { base: ({ source }: { source: string }) => ranks.get(source) }
  const rules = { ...bare([listed], { priority, promotion: noPromotion() }), displaced: [listed, drop()] }
  const clinic = new CoreClinic(capacity, rules)
  const names = [...lists.keys()]
  const tokens = names.map((name) => clinic.book(name, lists.get(name)![0]!))
  const before = (a: number, b: number): boolean => {
    const [rankOfA, rankOfB] = [ranks.get(names[a]!)!, ranks.get(names[b]!)!]
    return rankOfA < rankOfB || (rankOfA === rankOfB && a < b)
  }
  const expected = deferredAcceptance([...lists.values()], capacity, (_, a, b) => before(a, b))
  deepStrictEqual(
    tokens.map((token) => clinic.seatOf(token)),
    expected,
    `day ${seed}`,
  )
  const asked = names.map((name) => ({ rank: ranks.get(name)!, takes: lists.get(name)! }))
  deepStrictEqual(serialDictatorship(asked, capacity), expected, `day ${seed}`)
  tell(clinic, note)
}

/** Cancellations with vacancy chains: after each, the engine equals deferred acceptance on the remaining tokens. */
export function vacancyChains(seed: number, note: Note): void {
  const pick = random(seed)
  const capacity = Array.from({ length: 1 + pick(5) }, () => pick(4))
  const clinic = new CoreClinic(capacity, bare([cascading, waitlist()], { promotion: pullForward() }))
  const booked = fill(clinic, capacity.length, 6 + pick(16), pick)
  for (let rounds = 8; rounds > 0 && booked.length > 0; rounds--) {
    if (pick(3) === 0) booked.push(...fill(clinic, capacity.length, 1, pick))
    else clinic.cancel(booked.splice(pick(booked.length), 1)[0]!.token)
    deepStrictEqual(
      booked.map(({ token }) => clinic.seatOf(token)),
      serialDictatorship(asks(booked, capacity.length), capacity),
      `day ${seed}, capacity ${capacity}, ${rounds} rounds left`,
    )
  }
  tell(clinic, note)
}

/** Cancellations that only the waiting list fills: no waiting token prefers the seat of a lower one. */
export function waitersWithoutEnvy(seed: number, note: Note): void {
  const pick = random(seed)
  const capacity = Array.from({ length: 1 + pick(5) }, () => pick(4))
  const clinic = new CoreClinic(capacity, bare([cascading, waitlist()]))
  const booked = fill(clinic, capacity.length, 6 + pick(16), pick)
  for (let rounds = 8; rounds > 0 && booked.length > 0; rounds--) {
    if (pick(3) === 0) booked.push(...fill(clinic, capacity.length, 1, pick))
    else clinic.cancel(booked.splice(pick(booked.length), 1)[0]!.token)
    const envious = booked.flatMap((waiter) => enviedBy(waiter, booked, clinic))
    deepStrictEqual(envious, [], `day ${seed}, capacity ${capacity}, ${rounds} rounds left`)
  }
  tell(clinic, note)
}

function enviedBy(waiter: Booked, booked: readonly Booked[], { session }: CoreClinic): string[] {
  if (session.statusOf(waiter.token) !== WAITLISTED) return []
  const rank = RANKS[waiter.source]!
  return booked.flatMap(({ token, source }) => {
    const lower = RANKS[source]! > rank || (RANKS[source] === rank && token > waiter.token)
    const seat = session.statusOf(token) === CONFIRMED ? session.slotOf(token) : -1
    return lower && seat >= waiter.wanted ? [`${waiter.token} envies ${token} in slot ${seat}`] : []
  })
}

function tell(clinic: CoreClinic, note: Note): void {
  note('days')
  note('bump', clinic.bumps)
  note('promotion', clinic.promotions)
  if (clinic.deepest >= 3) note('deep cascade')
}

/**
 * Waiters that age, with time between the bookings. Every token asks for the first slot or a later one, and counts with the rank that it
 * has now or would have if it waited.
 *
 * After each booking the tokens that wait are exactly those that the serial dictatorship of these ranks leaves without a seat. Which
 * seat a token has is not compared: a token that was let in by ageing is better than tokens seated before it, which keep their seats.
 */
export function agedWaiters(seed: number, note: Note): void {
  const pick = random(seed)
  const capacity = Array.from({ length: 1 + pick(4) }, () => 1 + pick(3))
  const priority = withAging(bySource(RANKS), { everyMinutes: 30, best: 2 })
  const clinic = new CoreClinic(capacity, bare([cascading, waitlist()], { priority }), DAY)
  const booked: Booked[] = []
  for (let count = 4 + pick(20); count > 0; count--) {
    clinic.now += pick(20) * MINUTE
    booked.push(...fill(clinic, 1, 1, pick))
    const { session } = clinic
    const asked = booked.map(({ token, source }): Asked => {
      const waited = Math.max(0, clinic.now - Math.max(0, session.tokens.arrivedAt[token]!))
      const rank = priority.at!(RANKS[source]!, waited)
      if (session.statusOf(token) === WAITLISTED && rank < RANKS[source]!) note('aged')
      return { rank, takes: onward(0, capacity.length) }
    })
    const isSeated = (seat: number): boolean => seat >= 0
    deepStrictEqual(
      booked.map(({ token }) => isSeated(clinic.seatOf(token))),
      serialDictatorship(asked, capacity).map(isSeated),
      `day ${seed}, capacity ${capacity}, ${count} bookings left`,
    )
  }
  tell(clinic, note)
}

const MINUTE = 60_000
/** Minutes of a slot in which hours pass. */
const DAY = 1440 * MINUTE
