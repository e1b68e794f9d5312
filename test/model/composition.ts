import * as opd from 'opd-scheduler'

/** Rules as data that says what is meant: the library makes `Rules` of it, the model reads it as it stands. */
export interface Composition {
  /** Rank of each source. */
  readonly ranks: Readonly<Record<string, number>>
  /** The source that unknown ones rank like. */
  readonly unknown?: string
  /** What decides besides the source: a triage level between equals, or a vulnerable group that is lifted to rank 2. */
  readonly besides?: 'triage' | 'vulnerable'
  readonly aging?: opd.Aging
  /** Who sees more than base capacity, and how much. */
  readonly extra?: {
    readonly for: readonly string[]
    readonly seats: opd.SeatAllowance | 'unlimited'
    readonly perSession?: opd.SeatAllowance | undefined
  }
  readonly overflow: readonly Tactic[]
  readonly displaced: readonly Tactic[]
  readonly promotion: { readonly from: opd.PromotionPolicy['from']; readonly into: opd.PromotionPolicy['into'] }
  readonly repeats?: boolean
  readonly bumpsPerToken?: number | undefined
  readonly completed?: 'spends' | 'frees'
}

/** Whom a tactic may bump. */
interface Bumping {
  /** A lower class only, or anybody later in the whole order. */
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

/** The rules that the library makes of a composition. */
export function rulesOf(composition: Composition): opd.Rules {
  const { ranks, unknown, besides, aging, extra, promotion, repeats, bumpsPerToken, completed } = composition
  let priority = opd.bySource(ranks, unknown === undefined ? {} : { unknown })
  if (besides === 'triage') priority = opd.thenBy(priority, opd.byTriage({ missing: 3 }))
  if (besides === 'vulnerable') {
    const lifted = Object.fromEntries(VULNERABLE.map((group) => [group, 2]))
    priority = opd.bestOf(priority, opd.byAttribute('priorityGroup', { ranks: lifted }))
  }
  if (aging !== undefined) priority = opd.withAging(priority, aging)
  const { from, into } = promotion
  return {
    priority,
    capacity: capacityOf(extra),
    overflow: composition.overflow.map(strategyOf),
    displaced: composition.displaced.map(strategyOf),
    promotion: from === 'nobody' ? opd.none() : from === 'waitlist' ? opd.waitlistFirst({ into }) : opd.pullForward(),
    admission: {
      ...(repeats === undefined ? undefined : { repeats }),
      ...(bumpsPerToken === undefined ? undefined : { bumpsPerToken }),
    },
    ...(completed === undefined ? undefined : { visit: { completed } }),
  }
}

function capacityOf(extra: Composition['extra']): opd.CapacityPolicy {
  if (extra === undefined) return opd.fixed()
  const { seats, perSession } = extra
  if (seats === 'unlimited') return opd.unlimitedFor(extra.for)
  return opd.elastic({ for: extra.for, extra: seats, ...(perSession === undefined ? undefined : { perSession }) })
}

function strategyOf(tactic: Tactic): opd.OverflowStrategy {
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
