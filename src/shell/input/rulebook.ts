import type {
  Asker,
  Board,
  BumpScope,
  CapacityPolicy,
  OneLive,
  Outranks,
  OverflowStrategy,
  PriorityPolicy,
  PromotionPolicy,
  Quotas,
  Rules,
  RulesByDoctor,
  ServiceDay,
} from '../../core/rules/rules'
import type { Present, Visit } from '../../core/rules/visit-rules'
import { isOneLine } from '../../core/rules/words'
import { OpdError } from '../../errors'
import { DOCTOR_ID } from '../../events/names'
import { show } from './fields'
import { guarded } from './host-code'

/** The rules of every session, checked and guarded once for each rules object of the host. */
export interface Rulebook {
  /** Whether the sessions of one doctor may have different rules. */
  readonly varies: boolean
  /** Returns the rules of a session. Throws `invalid-rules` if the host's function fails. */
  of(day: ServiceDay): Rules
}

/** Reads the option `rules`. Throws `invalid-rules`; what a function returns is checked when it is asked. */
export function rulebookOf(option: unknown): Rulebook {
  if (typeof option === 'function') return byFunction(option as (day: ServiceDay) => unknown)
  const guard = guardOnce()
  if (isByDoctor(option)) return byDoctor(option, guard)
  const rules = guard(option, 'rules')
  return { varies: false, of: () => rules }
}

type Guard = (rules: unknown, path: string, details?: ServiceDay) => Rules

/** Returns a function that returns the same guarded rules for the same object, so that rules can be compared. */
function guardOnce(): Guard {
  const guarded = new WeakMap<object, Rules>()
  return (rules, path, details) => {
    const known = isObject(rules) ? guarded.get(rules) : undefined
    if (known !== undefined) return known
    const made = guardRules(checkRules(rules as Rules, path, { ...details }))
    guarded.set(rules as object, made)
    return made
  }
}

function byFunction(choose: (day: ServiceDay) => unknown): Rulebook {
  const guard = guardOnce()
  const of = (day: ServiceDay): Rules => {
    const { doctorId, date } = day
    const answer = answerOf(choose, day)
    if (isObject(answer) && !(answer instanceof Promise))
      return guard(answer, `rules({ doctorId: '${doctorId}', date: '${date}' })`, day)
    // A promise that rejects must not end the process.
    if (answer instanceof Promise) answer.catch(() => {})
    throw fault(`returned ${show(answer)}`, day, '. Return rules, such as those of a preset')
  }
  return { varies: true, of }
}

function answerOf(choose: (day: ServiceDay) => unknown, day: ServiceDay): unknown {
  try {
    return choose(day)
  } catch (thrown) {
    throw fault('threw', day, `: ${thrown instanceof Error ? thrown.message : show(thrown)}`, thrown)
  }
}

function fault(did: string, { doctorId, date }: ServiceDay, more: string, cause?: unknown): OpdError {
  const message = `The function rules ${did} for the doctor ${doctorId} on ${date}${more}`
  return new OpdError('invalid-rules', /[.!?]$/.test(message) ? message : `${message}.`, { doctorId, date }, cause)
}

function byDoctor(option: RulesByDoctor, guard: Guard): Rulebook {
  const { default: others, doctors, ...rest } = option
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined)
    throw new OpdError(
      'invalid-rules',
      `rules.${unknown} is unknown. Give { default, doctors }, or rules for all doctors.`,
    )
  if (!isObject(doctors))
    throw new OpdError('invalid-rules', `rules.doctors is ${show(doctors)}. Give rules by doctor id.`)
  const named = new Map<string, Rules>()
  for (const [doctorId, rules] of Object.entries(doctors)) {
    if (!DOCTOR_ID.test(doctorId))
      throw new OpdError('invalid-rules', `rules.doctors names ${show(doctorId)}. Give the id of a doctor.`)
    named.set(doctorId, guard(rules, `rules.doctors['${doctorId}']`))
  }
  const rules = guard(others, 'rules.default')
  return { varies: false, of: ({ doctorId }) => named.get(doctorId) ?? rules }
}

function isByDoctor(option: unknown): option is RulesByDoctor {
  return isObject(option) && ('doctors' in option || 'default' in option)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Longest name of rules. */
const LONGEST_NAME = 40

/**
 * Throws `invalid-rules` if a part is missing or has the wrong type, for example if a preset was given but not called. `path` is how the
 * message calls the rules.
 */
function checkRules(rules: Rules, path: string, details: Readonly<Record<string, unknown>> = {}): Rules {
  const wrong = partsOf(rules).find(([, holds]) => !holds)?.[0]
  if (wrong === undefined) return rules
  throw new OpdError(
    'invalid-rules',
    `${path}.${wrong} is missing or has the wrong type. Start from a preset, such as { ...standard() }.`,
    details,
  )
}

function partsOf(rules: Partial<Rules> | null): (readonly [string, boolean])[] {
  const { name, priority, capacity, overflow, displaced, promotion, admission, visit } = rules ?? {}
  const strategies = (list: unknown): boolean =>
    Array.isArray(list) &&
    list.every(
      (each) => isFunction(each?.attempt) && isName(each.name) && (isMissing(each.bumps) || isScope(each.bumps)),
    )
  return [
    ['name', isMissing(name) || (isName(name) && name!.length <= LONGEST_NAME)],
    ['priority.base', isFunction(priority?.base)],
    ['priority.urgent', isMissing(priority?.urgent) || Number.isFinite(priority!.urgent)],
    ['capacity.groups', Number.isInteger(capacity?.groups) && capacity!.groups >= 1],
    ['capacity.groupOf', isFunction(capacity?.groupOf)],
    ['capacity.seats', isFunction(capacity?.seats)],
    ['capacity.quotas', isMissing(capacity?.quotas) || isQuotas(capacity!.quotas!)],
    ['overflow', strategies(overflow)],
    ['displaced', strategies(displaced)],
    ['promotion.from', ['nobody', 'waitlist', 'waitlist-and-later'].includes(promotion?.from ?? '')],
    ['promotion.into', ['entitled', 'base'].includes(promotion?.into ?? '')],
    ['promotion.offers', isMissing(promotion?.offers) || Array.isArray(promotion?.offers?.exempt)],
    ['admission.oneLive', isMissing(admission?.oneLive) || isOneLive(admission!.oneLive!)],
    ['admission.permit', isMissing(admission?.permit) || isFunction(admission?.permit)],
    ['visit.calls', isMissing(visit?.calls) || isFunction(visit?.calls?.compare)],
    ['visit.graceMinutes', isCount(visit?.graceMinutes, 0)],
    ['visit.skipCalls', isCount(visit?.skipCalls, 0) && Number.isInteger(visit?.skipCalls ?? 0)],
    ['visit.maxSkips', isCount(visit?.maxSkips, 1)],
    ['visit.standby', isMissing(visit?.standby) || isLimit(visit?.standby?.perSession)],
    ['visit.completed', [undefined, 'spends', 'frees'].includes(visit?.completed)],
    ['visit.graceFrom', [undefined, 'start', 'end'].includes(visit?.graceFrom)],
  ]
}

function isQuotas({ channels, releaseMinutes, share }: Partial<Quotas>): boolean {
  return isFunction(share) && Number.isInteger(channels) && channels! >= 1 && Number.isFinite(releaseMinutes)
}

function isOneLive(oneLive: Partial<OneLive> | null): boolean {
  const { in: where, exempt } = oneLive ?? {}
  const areSources = isMissing(exempt) || (Array.isArray(exempt) && exempt.every((each) => typeof each === 'string'))
  return ['nowhere', 'slot', 'session', 'day'].includes(where ?? '') && areSources
}

function isScope(bumps: Partial<BumpScope> | null): boolean {
  const { who, for: sources, freezeMinutes } = bumps ?? {}
  return isFunction(who) && (isMissing(sources) || Array.isArray(sources)) && isCount(freezeMinutes, 0)
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && isOneLine(value)
}

function isMissing(value: unknown): boolean {
  return value === undefined
}

function isCount(value: unknown, least: number): boolean {
  return value === undefined || (typeof value === 'number' && value >= least)
}

function isLimit(value: unknown): boolean {
  return value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && (value as number) >= 1)
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}

/** All fields of a policy, so that the compiler notices a new one. Fields that the host left out are undefined. */
type Whole<T> = { readonly [Key in keyof Required<T>]: T[Key] }

/**
 * Returns the host's rules, so wrapped that a rule which throws is named in `invalid-rules`, and that no rule can change what it is
 * handed. The core freezes nothing, because most of what it passes on is seen by the core alone.
 */
function guardRules({ name, priority, capacity, overflow, displaced, promotion, admission, visit }: Rules): Rules {
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
