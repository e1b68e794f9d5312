import type { PriorityPolicy } from '../../core/rules/rules'
import { byAttribute } from './by-attribute'

/**
 * Ranks by a triage level in five steps, 1 the most urgent (as CTAS, Manchester and ESI count them), read from the attribute
 * `triage`. A request without a level from 1 to 5 ranks `missing`, or is refused.
 */
export function byTriage(options: { readonly attribute?: string; readonly missing?: number } = {}): PriorityPolicy {
  return byAttribute(options.attribute ?? 'triage', { ...options, ranks: { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 } })
}
