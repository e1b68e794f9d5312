import type { PriorityPolicy } from '../../core/rules/rules'
import { meantSource, shown } from '../../core/rules/words'
import { checkOptions, checkRank, checkRanks } from '../options'

/**
 * Ranks by booking class. A source without a rank gets that of the source `unknown`; if `unknown` is left out, it is refused with
 * `unknown-source`. Another spelling of a source, such as `Emergency` or `emergency case`, is always refused: the rank of `unknown` would
 * be a mistake for it. Ranks up to `urgent` are emergencies, who are called before all others. If it is left out, it is the rank of the
 * source `emergency`, unless another source has that rank or a better one; then nobody is an emergency. Throws a RangeError for a rank that
 * is not a finite number, or if `unknown` has no rank.
 *
 * @example
 * ```ts
 * const priority = bySource({ emergency: 1, online: 2 }, { unknown: 'online' })
 * ```
 */
export function bySource(
  ranks: Readonly<Record<string, number>>,
  options: { readonly unknown?: string; readonly urgent?: number } = {},
): PriorityPolicy {
  checkRanks('bySource: ranks', ranks)
  checkOptions('bySource', options, ['unknown', 'urgent'])
  const { unknown, urgent } = options
  if (urgent !== undefined) checkRank('bySource: urgent', urgent)
  const table = new Map(Object.entries(ranks))
  const other = unknown === undefined ? undefined : table.get(unknown)
  if (unknown !== undefined && other === undefined)
    throw new RangeError(`bySource: unknown is ${shown(unknown)}. Give one of ${[...table.keys()].join(', ')}.`)
  const sources = [...table.keys()]
  return {
    sources,
    urgent: urgent ?? rankOfEmergency(table),
    base: ({ source }) =>
      table.get(source) ?? (other === undefined || meantSource(source, sources) !== undefined ? undefined : other),
  }
}

/** The rank of the source `emergency`, if no other source has it or a better one. */
function rankOfEmergency(table: ReadonlyMap<string, number>): number | undefined {
  const rank = table.get('emergency')
  const isAlone = rank !== undefined && [...table].every(([source, other]) => source === 'emergency' || other > rank)
  return isAlone ? rank : undefined
}
