import type { PriorityPolicy } from '../../core/rules/rules'
import { shown } from '../../core/rules/shown'
import { checkOptions, checkRanks } from '../options'

/**
 * Ranks by booking class. A source without a rank gets that of the source `unknown`; if `unknown` is left out, it is refused with
 * `unknown-source`. Throws a RangeError for a rank that is not a finite number, or if `unknown` has no rank.
 *
 * @example
 * ```ts
 * const priority = bySource({ emergency: 1, online: 2 }, { unknown: 'online' })
 * ```
 */
export function bySource(
  ranks: Readonly<Record<string, number>>,
  options: { readonly unknown?: string } = {},
): PriorityPolicy {
  checkRanks('bySource: ranks', ranks)
  checkOptions('bySource', options, ['unknown'])
  const table = new Map(Object.entries(ranks))
  const { unknown } = options
  const other = unknown === undefined ? undefined : table.get(unknown)
  if (unknown !== undefined && other === undefined)
    throw new RangeError(`bySource: unknown is ${shown(unknown)}. Give one of ${[...table.keys()].join(', ')}.`)
  return { sources: [...table.keys()], base: (request) => table.get(request.source) ?? other }
}
