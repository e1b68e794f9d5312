import type { TokenStatus } from 'opd-scheduler'
import type { Outcome } from '../run/run'
import { inOrder } from './classes'
import { columns, count } from './columns'

/** Statuses in the order of a token's life, with the word for each column. */
const ENDS: readonly (readonly [TokenStatus, heading: string])[] = [
  ['waitlisted', 'waiting'],
  ['confirmed', 'seated'],
  ['checked-in', 'arrived'],
  ['in-consultation', 'inside'],
  ['completed', 'seen'],
  ['no-show', 'absent'],
  ['cancelled', 'cancelled'],
  ['dropped', 'dropped'],
]

/** By the class asked for: what was answered first, and what became of it. */
export function outcomeTable({ desk, sessions }: Outcome): string[] {
  const tokens = sessions.flatMap((session) => session.tokens)
  const classOf = (tokenId: string, source: string): string => desk.askedAs.get(tokenId) ?? source
  const ends = ENDS.filter(([status]) => tokens.some((token) => token.status === status))
  const cells = (isIncluded: (source: string) => boolean): string[] => {
    const first = [...desk.firstOutcomes].flatMap(([source, outcomes]) => (isIncluded(source) ? [outcomes] : []))
    const sum = (of: (outcomes: (typeof first)[number]) => number): number =>
      first.reduce((all, each) => all + of(each), 0)
    const own = tokens.filter(({ id, source }) => isIncluded(classOf(id, source)))
    return [
      sum((each) => each.confirmed + each.waitlisted + each.rejected),
      sum((each) => each.confirmed),
      sum((each) => each.waitlisted),
      sum((each) => each.rejected),
      ...ends.map(([status]) => own.filter((token) => token.status === status).length),
    ].map(count)
  }
  const rows = inOrder(desk.firstOutcomes.keys()).map((source) => [`  ${source}`, ...cells((each) => each === source)])
  const headings = ['  class', 'asked', 'seat', 'wait', 'refused', ...ends.map(([, heading]) => heading)]
  const lines = columns([headings, ...rows, ['  all', ...cells(() => true)]])
  return lines
}
