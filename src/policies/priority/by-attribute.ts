import type { PriorityPolicy } from '../../core/rules/rules'

/** How the values of an attribute become ranks. */
export interface AttributeRanks {
  /** Rank of each value, written as text; where absent the attribute itself is the rank and must be a number. */
  readonly ranks?: Readonly<Record<string, number>>
  /** Rank of a request without the attribute or with another value; refused where absent. */
  readonly missing?: number
}

/** Ranks by one attribute of the request: `byAttribute('ageBand', { ranks: { child: 1, elderly: 1 }, missing: 2 })`. */
export function byAttribute(name: string, options: AttributeRanks = {}): PriorityPolicy {
  const table = options.ranks === undefined ? undefined : new Map(Object.entries(options.ranks))
  return {
    base(request) {
      const { attributes } = request
      const value = attributes !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : undefined
      const rank = table === undefined ? value : table.get(String(value))
      return typeof rank === 'number' ? rank : options.missing
    },
  }
}
