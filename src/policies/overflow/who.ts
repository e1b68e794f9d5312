import type { Outranks } from '../../core/rules/rules'

/** Only a strictly lower rank may be bumped: nobody loses a seat to an equal. */
export function strictlyLower(): Outranks {
  return (rank, _seq, victimRank) => rank < victimRank
}

/** Anybody later in the whole order may be bumped, so that equals go by arrival: full stable matching. */
export function lowerInOrder(): Outranks {
  return (rank, seq, victimRank, victimSeq) => rank < victimRank || (rank === victimRank && seq < victimSeq)
}
