/**
 * A patient who asks for a seat. A better rank goes first, equal ranks by order; `takes` lists the slots, the preferred one
 * first.
 */
export interface Asked {
  readonly rank: number
  readonly takes: readonly number[]
}

/** Seats the patients one by one, best first, each in the first slot of its list that has room. */
export function serialDictatorship(asked: readonly Asked[], capacity: readonly number[]): number[] {
  const room = [...capacity]
  const seat = asked.map(() => -1)
  const order = asked.map((_, index) => index).sort((a, b) => asked[a]!.rank - asked[b]!.rank || a - b)
  for (const patient of order) {
    const slot = asked[patient]!.takes.find((each) => room[each]! > 0) ?? -1
    if (slot >= 0) room[slot]!--
    seat[patient] = slot
  }
  return seat
}

/**
 * Deferred acceptance (Gale and Shapley, 1962), with the residents proposing: each asks the next hospital of its list, and a
 * hospital keeps the best that have asked so far. `prefers` says which of two residents a hospital prefers.
 */
export function deferredAcceptance(
  lists: readonly (readonly number[])[],
  capacity: readonly number[],
  prefers: (hospital: number, a: number, b: number) => boolean,
): number[] {
  const match = lists.map(() => -1)
  const asked = lists.map(() => 0)
  const free = lists.map((_, resident) => resident)
  for (let resident = free.pop(); resident !== undefined; resident = free.pop()) {
    const hospital = lists[resident]![asked[resident]!++]
    if (hospital === undefined) continue
    match[resident] = hospital
    const held = match.flatMap((at, each) => (at === hospital ? [each] : []))
    if (held.length <= capacity[hospital]!) continue
    const worst = held.reduce((last, each) => (prefers(hospital, last, each) ? each : last))
    match[worst] = -1
    free.push(worst)
  }
  return match
}
