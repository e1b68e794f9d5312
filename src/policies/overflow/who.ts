import type { Outranks } from '../../core/rules/rules'

/**
 * Lets a token bump only tokens of a strictly lower class. Equal ranks do not bump each other.
 *
 * @example
 * ```ts
 * bump({ who: strictlyLower() })
 * ```
 */
export function strictlyLower(): Outranks {
  return (rank, _seq, victimRank) => rank < victimRank
}

/**
 * Lets a token bump every token after it in the whole order, so equal ranks go by arrival: full stable matching.
 *
 * @example
 * ```ts
 * cascade({ who: lowerInOrder() })
 * ```
 */
export function lowerInOrder(): Outranks {
  return (rank, seq, victimRank, victimSeq) => rank < victimRank || (rank === victimRank && seq < victimSeq)
}
