import type { Quotas } from '../../core/rules/quotas'
import type {
  Asker,
  Board,
  CapacityPolicy,
  Outranks,
  OverflowStrategy,
  PriorityPolicy,
  PromotionPolicy,
  Rules,
} from '../../core/rules/rules'
import type { Present, Visit } from '../../core/rules/visit-rules'
import { OpdError } from '../../errors'
import { guarded } from './host-code'
import { show } from './invalid'

/** All fields of a policy, so that the compiler notices a new one. Fields that the host left out are undefined. */
type Whole<T> = { readonly [Key in keyof Required<T>]: T[Key] }

/**
 * Returns the host's rules, so wrapped that a rule which throws is named in `invalid-rules`, and that no rule can change what it is
 * handed. The core freezes nothing, because most of what it passes on is seen by the core alone.
 */
export function guardRules({
  name,
  priority,
  capacity,
  overflow,
  displaced,
  promotion,
  admission,
  visit,
}: Rules): Rules {
  const rules: Whole<Rules> = {
    name,
    priority: guardPriority(priority),
    capacity: guardCapacity(capacity),
    overflow: overflow.map(guardStrategy),
    displaced: displaced.map(guardStrategy),
    promotion: guardPromotion(promotion),
    admission: admission && guardAdmission(admission),
    visit: visit && guardVisit(visit),
  }
  return rules as Rules
}

function guardPriority(policy: PriorityPolicy): PriorityPolicy {
  const { sources, at, urgent } = policy
  const priority: Whole<PriorityPolicy> = {
    sources,
    urgent,
    base: guarded('priority.base', (request, day, now) => policy.base(request, day, now)),
    at: at && guarded('priority.at', (base, waitedMs) => at.call(policy, base, waitedMs)),
  }
  return priority as PriorityPolicy
}

function guardCapacity(policy: CapacityPolicy): CapacityPolicy {
  const { groups, perSession, ceiling, quotas } = policy
  const capacity: Whole<CapacityPolicy> = {
    groups,
    groupOf: guarded('capacity.groupOf', (request) => policy.groupOf(request)),
    seats: guarded('capacity.seats', (group, base) => policy.seats(group, base)),
    perSession: perSession && guarded('capacity.perSession', (total) => perSession.call(policy, total)),
    ceiling: ceiling && guarded('capacity.ceiling', (base) => ceiling.call(policy, base)),
    quotas: quotas && guardQuotas(quotas),
  }
  return capacity as CapacityPolicy
}

function guardQuotas(policy: Quotas): Quotas {
  const { channels, releaseMinutes, exempt } = policy
  const share = guarded('capacity.quotas.share', (channel: number, slot: Parameters<Quotas['share']>[1]) =>
    policy.share(channel, Object.freeze(slot)),
  )
  const quotas: Whole<Quotas> = { channels, releaseMinutes, exempt, share }
  return quotas as Quotas
}

function guardStrategy(policy: OverflowStrategy): OverflowStrategy {
  const { name, bumps } = policy
  const attempt = guarded(`strategy '${name}'`, (asker: Asker, board: Board) =>
    policy.attempt(Object.freeze(asker), new ReadOnlyBoard(board)),
  )
  const who = bumps && guarded(`strategy '${name}'`, bumps.who)
  const strategy: Whole<OverflowStrategy> = { name, bumps: bumps && who && { ...bumps, who }, attempt }
  return strategy as OverflowStrategy
}

function guardPromotion(policy: PromotionPolicy): PromotionPolicy {
  const { name, from, into, offers, minutesLeft, fills } = policy
  const answer =
    fills &&
    guarded('promotion.fills', (slot: number, board: Board) => fills.call(policy, slot, new ReadOnlyBoard(board)))
  const promotion: Whole<PromotionPolicy> = {
    name,
    from,
    into,
    offers: offers && { ...offers, exempt: offers.exempt.slice() },
    minutesLeft,
    fills: answer && ((slot, board) => yesOrNo('promotion.fills', answer(slot, board))),
  }
  return promotion as PromotionPolicy
}

function guardAdmission(policy: NonNullable<Rules['admission']>): NonNullable<Rules['admission']> {
  const { oneLive, bumpsPerToken, permit } = policy
  const admission: Whole<NonNullable<Rules['admission']>> = {
    oneLive: oneLive && { in: oneLive.in, exempt: oneLive.exempt?.slice() },
    bumpsPerToken,
    permit: permit && guarded('admission.permit', (act) => permit.call(policy, Object.freeze(act))),
  }
  return admission as NonNullable<Rules['admission']>
}

function guardVisit(policy: Visit): Visit {
  const { completed, graceMinutes, graceFrom, calls, skipCalls, maxSkips, standby } = policy
  const compare =
    calls &&
    guarded(`the call order '${calls.name}'`, (a: Present, b: Present, now: number) => calls.compare(a, b, now))
  const order = calls && { name: calls.name, compare: compare! }
  const visit: Whole<Visit> = {
    completed,
    graceMinutes,
    graceFrom,
    calls: order,
    skipCalls,
    maxSkips,
    standby: standby && { ...standby },
  }
  return visit as Visit
}

function yesOrNo(rule: string, answer: unknown): boolean {
  if (typeof answer === 'boolean') return answer
  throw new OpdError('invalid-rules', `${rule} returned ${show(answer)}. Return true or false.`, { rule })
}

/** A board without the session behind it. */
class ReadOnlyBoard implements Board {
  readonly #board: Board

  constructor(board: Board) {
    this.#board = board
  }

  get now(): number {
    return this.#board.now
  }

  get slots(): number {
    return this.#board.slots
  }

  get waiting(): number {
    return this.#board.waiting
  }

  waitingFor(slot: number): number {
    return this.#board.waitingFor(slot)
  }

  startOf(slot: number): number {
    return this.#board.startOf(slot)
  }

  endOf(slot: number): number {
    return this.#board.endOf(slot)
  }

  capacityOf(slot: number): number {
    return this.#board.capacityOf(slot)
  }

  usedIn(slot: number): number {
    return this.#board.usedIn(slot)
  }

  firstFree(asker: Asker, from: number, to: number): number {
    return this.#board.firstFree(asker, from, to)
  }

  firstBumpable(asker: Asker, who: Outranks, from: number, to: number, freezeMinutes?: number): number {
    return this.#board.firstBumpable(asker, who, from, to, freezeMinutes)
  }
}
