import type { TokenStatus } from 'opd-scheduler'
import { type FirstOutcomes, requestsIn } from '../run/desk'
import type { Outcome } from '../run/run'
import { inOrder } from './classes'

const HEADINGS: Readonly<Record<TokenStatus, string>> = {
  waitlisted: 'waiting',
  offered: 'offered',
  held: 'held',
  confirmed: 'seated',
  'checked-in': 'arrived',
  called: 'called',
  'in-consultation': 'inside',
  completed: 'seen',
  'no-show': 'no-show',
  left: 'left',
  cancelled: 'cancelled',
  rescheduled: 'rescheduled',
  expired: 'expired',
  dropped: 'dropped',
}

/** Statuses in the order of a token's life, each with its heading. */
export const ENDS = Object.entries(HEADINGS) as readonly [TokenStatus, heading: string][]

/** Outcomes of the booking requests of one class. */
export interface ClassOutcomes {
  readonly source: string
  readonly asked: number
  /** First answers. */
  readonly first: FirstOutcomes
  /** Tokens by status at the end. */
  readonly ends: ReadonlyMap<TokenStatus, number>
  /** Cancelled tokens that had no seat then: most of their patients gave up waiting. */
  readonly gaveUp: number
}

/** Returns the first answers and final statuses, by the class asked for. */
export function outcomesByClass({ desk, sessions, gaveUp }: Outcome): ClassOutcomes[] {
  const tokens = sessions.flatMap((session) => session.tokens)
  return inOrder(desk.firstOutcomes.keys()).map((source) => {
    const first = desk.firstOutcomes.get(source)!
    const own = tokens.filter((token) => (desk.askedAs.get(token.id) ?? token.source) === source)
    const ends = new Map<TokenStatus, number>()
    for (const { status } of own) ends.set(status, (ends.get(status) ?? 0) + 1)
    const without = own.filter(({ id, status }) => status === 'cancelled' && gaveUp.has(id)).length
    return { source, asked: requestsIn(first), first, ends, gaveUp: without }
  })
}

/** Returns the final statuses that occur. */
export function endsOf(classes: readonly ClassOutcomes[]): readonly (readonly [TokenStatus, heading: string])[] {
  return ENDS.filter(([status]) => classes.some(({ ends }) => ends.has(status)))
}
