import type { SessionView, TokenEvent } from 'opd-scheduler'
import { type Fact, WAITING } from '../../../src/core/fact'

/** Returns the moves among some facts, with the fields that the checker of bumps reads. */
export function bumpsAmong(facts: readonly Fact[], after: SessionView, actor: string | undefined): TokenEvent[] {
  const idOf = (token: number): string => after.tokens[token]!.id
  const slotOf = (slot: number): string | null => after.slots[slot]?.id ?? null
  const moves = facts.filter(({ token }) => token >= 0)
  return moves.map((fact, index) => {
    const { type, at, token, from, to, rank, by, byRank, cause, strategy } = fact
    const waitsFor = to === WAITING ? after.tokens[token]!.waitsFor : null
    const event = {
      type,
      at,
      version: index + 2,
      tokenId: idOf(token),
      from: slotOf(from),
      to: slotOf(to),
      waitsFor,
      rank,
    }
    const rest = {
      cause,
      strategy,
      ...(actor === undefined ? undefined : { actor }),
      by: by < 0 ? null : { tokenId: idOf(by), rank: byRank },
      request: requestOf(fact, after),
    }
    return { ...event, ...rest } as unknown as TokenEvent
  })
}

function requestOf({ intake }: Fact, after: SessionView): object | null {
  if (intake === null) return null
  const { source, named, rank, group, bumpBudget } = intake
  const wantedSlotId = after.slots[intake.wanted]!.id
  return { source, named, rank, group, wantedSlotId, bumpBudget: bumpBudget < 0 ? null : bumpBudget }
}
