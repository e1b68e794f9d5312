import * as opd from 'opd-scheduler'
import type * as rules from 'opd-scheduler/rules'

/** Rules as plain data. `rulesOf` builds the library's `Rules` from it; the model reads it directly. */
export interface Composition {
  /** Rank of each source. */
  readonly ranks: Readonly<Record<string, number>>
  /** Source whose rank unknown sources get. */
  readonly unknown?: string
  /** The worst rank of an emergency; left out, it is that of the source `emergency`, if no other has it or a better one. */
  readonly urgent?: number | undefined
  /** A second criterion: a triage level between equal ranks, or a vulnerable group that is lifted to rank 2. */
  readonly besides?: 'triage' | 'vulnerable'
  readonly aging?: rules.Aging
  /** Sources that see more than base capacity, and how much more. */
  readonly extra?: {
    readonly for: readonly string[]
    readonly seats: rules.SeatAllowance | 'unlimited'
    readonly perSession?: rules.SeatAllowance | undefined
  }
  readonly overflow: readonly Tactic[]
  readonly displaced: readonly Tactic[]
  readonly promotion: {
    readonly from: rules.PromotionPolicy['from']
    readonly into: rules.PromotionPolicy['into']
    /** Minutes that a slot has to last for a token to be promoted into it. */
    readonly minutesLeft?: number | undefined
    /** Only with `waitlist`: seats are offered to waiters. */
    readonly offers?: { readonly minutes: number; readonly exempt: readonly string[] } | undefined
  }
  readonly oneLive?: rules.OneLive | undefined
  readonly bumpsPerToken?: number | undefined
  readonly completed?: 'spends' | 'frees'
  /** Seats above base capacity that an override may use. */
  readonly ceiling?: rules.SeatAllowance | undefined
  /** Seats that are reserved for some sources. */
  readonly quotas?: Quotas | undefined
  /** Acts that only the matron may do. */
  readonly forbids?: readonly Forbidden[] | undefined
  readonly visit?: VisitRules
}

export interface Quotas {
  readonly shares: Readonly<Record<string, rules.SeatAllowance>>
  readonly per: 'slot' | 'session'
  readonly releaseMinutes: number
  readonly exempt: readonly string[]
}

export interface VisitRules {
  readonly graceMinutes?: number | undefined
  readonly graceFrom?: 'start' | 'end' | undefined
  readonly skipCalls?: number | undefined
  readonly maxSkips?: number | undefined
  readonly calls?: rules.CallOrderOptions | undefined
  /** How many patients without a seat a session may see. */
  readonly standby?: number | undefined
}

export type Forbidden = 'book' | 'reschedule' | 'reinstate' | 'override' | 'bump'

/** The actor that may do these acts. */
export const MATRON = 'matron'

/** Which tokens a tactic may bump. */
interface Bumping {
  /** Only lower classes, or every later token in the whole order. */
  readonly who: 'class' | 'order'
  readonly for?: readonly string[] | undefined
  readonly freezeMinutes?: number | undefined
}

/** One way to find a place. */
export type Tactic =
  | ({ readonly kind: 'bump' } & Bumping)
  | ({ readonly kind: 'cascade'; readonly hops?: number | undefined; readonly wrap?: boolean } & Bumping)
  | { readonly kind: 'next'; readonly withinMinutes?: number | undefined }
  | {
      readonly kind: 'wait'
      readonly per: 'slot' | 'session'
      readonly limit?: number | undefined
      readonly exempt?: readonly string[] | undefined
      readonly earlier?: boolean
    }
  | { readonly kind: 'drop' }
  | { readonly kind: 'drop-at-end-of-day' }

export const VULNERABLE: readonly string[] = ['elderly', 'disabled', 'child', 'pregnant']

/** Returns the library's rules for a composition. */
export function rulesOf(composition: Composition): opd.Rules {
  const { ranks, unknown, urgent, besides, aging, promotion, oneLive, bumpsPerToken, completed, forbids, visit } =
    composition
  let priority = opd.bySource(ranks, {
    ...(unknown === undefined ? undefined : { unknown }),
    ...(urgent === undefined ? undefined : { urgent }),
  })
  if (besides === 'triage') priority = opd.thenBy(priority, opd.byTriage({ missing: 3 }))
  if (besides === 'vulnerable') {
    const lifted = Object.fromEntries(VULNERABLE.map((group) => [group, 2]))
    priority = opd.bestOf(priority, opd.byAttribute('priorityGroup', { ranks: lifted }))
  }
  if (aging !== undefined) priority = opd.withAging(priority, aging)
  return {
    priority,
    capacity: capacityOf(composition),
    overflow: composition.overflow.map(strategyOf),
    displaced: composition.displaced.map(strategyOf),
    promotion: promotionOf(promotion),
    admission: {
      ...(oneLive === undefined ? undefined : { oneLive }),
      ...(bumpsPerToken === undefined ? undefined : { bumpsPerToken }),
      ...(forbids === undefined ? undefined : { permit: (act: rules.Act) => permitted(act, forbids) }),
    },
    ...(completed === undefined && visit === undefined ? undefined : { visit: visitOf(completed, visit) }),
  }
}

function permitted({ op, actor, override, bump }: rules.Act, forbids: readonly Forbidden[]): boolean {
  const kinds = [op, override ? 'override' : '', bump ? 'bump' : '']
  return actor === MATRON || !forbids.some((kind) => kinds.includes(kind))
}

function promotionOf({ minutesLeft, ...promotion }: Composition['promotion']): rules.PromotionPolicy {
  const policy = policyOf(promotion)
  return minutesLeft === undefined ? policy : Object.assign(policy, { minutesLeft })
}

function policyOf({ from, into, offers }: Composition['promotion']): rules.PromotionPolicy {
  if (offers !== undefined) return opd.offerFirst({ ...offers, into })
  return from === 'nobody' ? opd.noPromotion() : from === 'waitlist' ? opd.waitlistFirst({ into }) : opd.pullForward()
}

function visitOf(completed: 'spends' | 'frees' | undefined, given: VisitRules = {}): rules.Visit {
  const { calls, standby, ...rest } = given
  const known = Object.entries(rest).filter(([, value]) => value !== undefined)
  return {
    ...(completed === undefined ? undefined : { completed }),
    ...Object.fromEntries(known),
    ...(calls === undefined ? undefined : { calls: opd.callOrder(calls) }),
    ...(standby === undefined ? undefined : { standby: { perSession: standby } }),
  }
}

function capacityOf({ extra, quotas, ceiling }: Composition): rules.CapacityPolicy {
  const seats = elasticOf(extra)
  const shared = quotas === undefined ? seats : opd.quotas({ ...quotas, of: seats })
  return ceiling === undefined ? shared : opd.withCeiling(shared, ceiling)
}

function elasticOf(extra: Composition['extra']): rules.CapacityPolicy {
  if (extra === undefined) return opd.fixed()
  const { seats, perSession } = extra
  if (seats === 'unlimited') return opd.unlimitedFor(extra.for)
  return opd.elastic({ for: extra.for, extra: seats, ...(perSession === undefined ? undefined : { perSession }) })
}

function strategyOf(tactic: Tactic): rules.OverflowStrategy {
  switch (tactic.kind) {
    case 'bump':
    case 'cascade': {
      const given = {
        who: tactic.who === 'class' ? opd.strictlyLower() : opd.lowerInOrder(),
        ...(tactic.for === undefined ? undefined : { for: tactic.for }),
        ...(tactic.freezeMinutes === undefined ? undefined : { freezeMinutes: tactic.freezeMinutes }),
      }
      if (tactic.kind === 'bump') return opd.bump(given)
      const { hops, wrap } = tactic
      return opd.cascade({ ...given, ...(hops === undefined ? { wrap: wrap === true } : { hops }) })
    }
    case 'next':
      return opd.nextSlot(tactic.withinMinutes === undefined ? {} : { withinMinutes: tactic.withinMinutes })
    case 'wait': {
      const { per, limit, exempt, earlier } = tactic
      return opd.waitlist({
        per,
        ...(limit === undefined ? undefined : { limit }),
        ...(exempt === undefined ? undefined : { exempt }),
        ...(earlier === undefined ? undefined : { earlier }),
      })
    }
    case 'drop':
      return opd.drop()
    default:
      return opd.dropAtEndOfDay()
  }
}
