import type { PriorityPolicy } from '../../core/rules/rules'
import { checkOptions } from '../options'
import { byAttribute } from './by-attribute'

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
