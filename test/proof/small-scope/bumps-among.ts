import type { SessionView, TokenEvent } from 'opd-scheduler'
import { type Fact, WAITING } from '../../../src/core/fact'

/** Returns the moves among some facts and the slots that they block, with the fields that the checkers read. */
export function bumpsAmong(facts: readonly Fact[], after: SessionView, actor: string | undefined): TokenEvent[] {
  const idOf = (token: number): string => after.tokens[token]!.id
  const slotOf = (slot: number): string | null => after.slots[slot]?.id ?? null
  const moves = facts.filter(({ token, type }) => token >= 0 || type === 'slot.blocked')
  return moves.map((fact, index) => {
    if (fact.token < 0) return blockOf(fact, after)
    const { type, at, token, from, to, rank, by, byRank, cause, strategy } = fact
    const waitsFor = to === WAITING ? after.tokens[token]!.waitsFor : null
    const event = {
      type,
      at,
      version: index + 2,
      tokenId: idOf(token),
      patientId: after.tokens[token]!.patientId,
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

function blockOf({ at, to, cause }: Fact, { slots }: SessionView): TokenEvent {
  const { id: slotId, ...slot } = slots[to]!
  return { type: 'slot.blocked', at, cause, slotId, slot: { ...slot, slotId, blocked: true } } as unknown as TokenEvent
}

function requestOf({ intake }: Fact, after: SessionView): object | null {
  if (intake === null) return null
  const { source, named, rank, group, bumpBudget } = intake
  const wantedSlotId = after.slots[intake.wanted]!.id
  return { source, named, rank, group, wantedSlotId, bumpBudget: bumpBudget < 0 ? null : bumpBudget }
}
