import type { PriorityPolicy } from '../../core/rules/rules'
import { shown } from '../../core/rules/words'
import { checkOptions, checkRank, checkRanks } from '../options'

/** How the values of an attribute become ranks. */
export interface AttributeRanks {
  /** Rank of each value, written as text. If left out, the attribute must be a number and is the rank. */
  readonly ranks?: Readonly<Record<string, number>>
  /** Rank of a request without the attribute or with another value. If left out, it is refused with `unknown-source`. */
  readonly missing?: number
  /** The worst rank of an emergency, who is called before all others; if left out, nobody is one. */
  readonly urgent?: number
}

/**
 * Ranks by one attribute of the request. Throws a RangeError for an unknown option, or for a rank that is not a finite number.
 *
 * @example
 * ```ts
 * const priority = byAttribute('ageBand', { ranks: { child: 1, elderly: 1 }, missing: 2 })
 * ```
 */
export function byAttribute(name: string, options: AttributeRanks = {}): PriorityPolicy {
  if (typeof name !== 'string' || name === '')
    throw new RangeError(`byAttribute: name is ${shown(name)}. Give the name of an attribute, such as 'ageBand'.`)
  checkOptions('byAttribute', options, ['ranks', 'missing', 'urgent'])
  const { ranks, missing, urgent } = options
  if (ranks !== undefined) checkRanks('byAttribute: ranks', ranks)
  if (missing !== undefined) checkRank('byAttribute: missing', missing)
  if (urgent !== undefined) checkRank('byAttribute: urgent', urgent)
  const table = ranks === undefined ? undefined : new Map(Object.entries(ranks))
  return {
    urgent,
    base(request) {
      const { attributes } = request
      const value = attributes !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : undefined
      const rank = table === undefined ? value : table.get(String(value))
      return typeof rank === 'number' ? rank : missing
    },
  }
}

/**
 * Ranks by a triage level from 1 (most urgent) to 5, as in CTAS, Manchester and ESI. Reads the attribute `triage` unless `attribute`
 * names another. A request without such a level gets the rank `missing`; if `missing` is left out, it is refused with
 * `unknown-source`. Levels up to `urgent` are emergencies. Throws a RangeError for an unknown option or value.
 *
 * @example
 * ```ts
 * const priority = byTriage({ attribute: 'esi', missing: 5, urgent: 2 })
 * ```
 */
export function byTriage(
  options: { readonly attribute?: string; readonly missing?: number; readonly urgent?: number } = {},
): PriorityPolicy {
  checkOptions('byTriage', options, ['attribute', 'missing', 'urgent'])
  const { attribute = 'triage', ...more } = options
  return byAttribute(attribute, { ...more, ranks: { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 } })
}
