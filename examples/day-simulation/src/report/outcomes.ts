import type { TokenStatus } from 'opd-scheduler'
import { type FirstOutcomes, requestsIn } from '../run/desk'
import type { Outcome } from '../run/run'
import { inOrder } from './classes'

/** Statuses in the order of a token's life, with the word for each. */
export const ENDS: readonly (readonly [TokenStatus, heading: string])[] = [
  ['waitlisted', 'waiting'],
  ['offered', 'offered'],
  ['held', 'held'],
  ['confirmed', 'seated'],
  ['checked-in', 'arrived'],
  ['called', 'called'],
  ['in-consultation', 'inside'],
  ['completed', 'seen'],
  ['no-show', 'absent'],
  ['left', 'left'],
  ['cancelled', 'cancelled'],
  ['rescheduled', 'moved'],
  ['expired', 'lapsed'],
  ['dropped', 'dropped'],
]

/** What became of the booking requests of one class. */
export interface ClassOutcomes {
  readonly source: string
  readonly asked: number
  /** What was answered first. */
  readonly first: FirstOutcomes
  /** Tokens by status at the end. */
  readonly ends: ReadonlyMap<TokenStatus, number>
}

/** By the class asked for: what was answered first, and what became of it. */
export function outcomesByClass({ desk, sessions }: Outcome): ClassOutcomes[] {
  const tokens = sessions.flatMap((session) => session.tokens)
  return inOrder(desk.firstOutcomes.keys()).map((source) => {
    const first = desk.firstOutcomes.get(source)!
    const ends = new Map<TokenStatus, number>()
    for (const token of tokens)
      if ((desk.askedAs.get(token.id) ?? token.source) === source)
        ends.set(token.status, (ends.get(token.status) ?? 0) + 1)
    return { source, asked: requestsIn(first), first, ends }
  })
}

/** The statuses that anybody ended with. */
export function endsOf(classes: readonly ClassOutcomes[]): readonly (readonly [TokenStatus, heading: string])[] {
  return ENDS.filter(([status]) => classes.some(({ ends }) => ends.has(status)))
}
