import { ANY, BUMPABLE, ONLY, ONWARD, SPENT } from '../state/lanes'
import { CALLED, IN_CONSULTATION, isLive, WAITLISTED } from '../state/status'
import { LIST, NEXT, PREV } from '../state/tokens'
import type { View } from './view'

/** 1-based place in line: among the unfinished tokens of its slot, or among the waiters that compete for the same seats. */
export function positionOf(view: View, token: number): number | null {
  const status = view.session.statusOf(token)
  if (!isLive(status)) return null
  return 1 + (status === WAITLISTED ? waitersBefore(view, token) : seatedBefore(view, token))
}

/** Number of tokens ahead in the slot: the one with the doctor is first, then called ones, then the others in the whole order. */
function seatedBefore(view: View, token: number): number {
  const { session } = view
  const { lanes, room, deadlines } = session
  const slot = session.slotOf(token)
  const stage = stageOf(view, token)
  const rank = view.rank(token)
  let before = 0
  // Tokens that may be moved are in a list; all other unfinished ones are present, called, with the doctor, held or offered.
  if (stage === 0)
    for (let lane = 0; lane < lanes.count; lane++)
      for (let kind = BUMPABLE; kind <= SPENT; kind++) before += ahead(view, lane, lanes.list(kind, slot), token, rank)
  const count = (other: number): void => {
    if (session.slotOf(other) !== slot) return
    const further = stageOf(view, other) - stage
    if (further > 0 || (further === 0 && view.before(other, view.rank(other), token, rank))) before++
  }
  room.present.forEach(count)
  room.attended.forEach(count)
  for (const other of deadlines.keys()) count(other)
  return before
}

function stageOf({ session }: View, token: number): number {
  const status = session.statusOf(token)
  return status === IN_CONSULTATION ? 2 : status === CALLED ? 1 : 0
}

/** Number of waiters ahead on lists that share a slot with the token's own. */
function waitersBefore(view: View, token: number): number {
  const { lanes, tokens, slots } = view.session
  const own = tokens.get(token, LIST)
  const kind = lanes.kindOf(own)
  const slot = lanes.slotOf(own)
  const rank = view.rank(token)
  const to = kind === ONLY ? slot + 1 : slots
  let before = 0
  for (let lane = 0; lane < lanes.count; lane++) {
    if (lanes.waiting[lane] === 0) continue
    before += ahead(view, lane, lanes.list(ANY, 0), token, rank)
    for (let rival = ONWARD; rival <= ONLY; rival++) {
      const from = rival === ONWARD ? 0 : slot
      for (let at = lanes.next(lane, rival, from, to); at < to; at = lanes.next(lane, rival, at + 1, to))
        before += ahead(view, lane, lanes.list(rival, at), token, rank)
    }
  }
  return before
}

/**
 * How many tokens of a list come before a token of this rank. They are the first of the list, because a lane is always in order of
 * arrival. The search goes from both ends, because the place is nearly always close to one.
 */
function ahead(view: View, lane: number, list: number, token: number, rank: number): number {
  const { lanes, tokens } = view.session
  const size = lanes.size(lane, list)
  let first = lanes.first(lane, list)
  let last = lanes.last(lane, list)
  for (let steps = 0; steps < size; steps++) {
    if (!view.before(first, view.rank(first), token, rank)) return steps
    if (view.before(last, view.rank(last), token, rank)) return size - steps
    first = tokens.get(first, NEXT)
    last = tokens.get(last, PREV)
  }
  return 0
}
