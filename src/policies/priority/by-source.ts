import type { PriorityPolicy } from '../../core/rules/rules'

/**
 * Ranks by booking class, such as `bySource({ emergency: 1, online: 2 })`. A source that is not named ranks like `unknown`,
 * or is refused.
 */
export function bySource(
  ranks: Readonly<Record<string, number>>,
  options: { readonly unknown?: string } = {},
): PriorityPolicy {
  const table = new Map(Object.entries(ranks))
  const other = options.unknown === undefined ? undefined : table.get(options.unknown)
  if (options.unknown !== undefined && other === undefined)
    throw new RangeError(
      `bySource: unknown is '${options.unknown}'. Maybe name one of ${[...table.keys()].join(', ')}.`,
    )
  return { sources: [...table.keys()], base: (request) => table.get(request.source) ?? other }
}
