/** One mistake that somebody might make, as an exact edit of one file. */
export interface Canary {
  readonly name: string
  readonly file: string
  readonly from: string
  readonly to: string
}

export const CANARIES: readonly Canary[] = [
  {
    name: 'off-by-one capacity',
    file: 'src/core/session.ts',
    from: 'if (used < this.seatsOf(group, slot)) this.open',
    to: 'if (used <= this.seatsOf(group, slot)) this.open',
  },
  {
    name: 'victim chosen by arrival',
    file: 'src/core/view.ts',
    from: 'if (last < 0 || this.before(last, lastRank, token, rank)) {',
    to: 'if (last < token) {',
  },
  {
    name: 'promotion skipped',
    file: 'src/core/visit.ts',
    from: "if (from >= 0 && rules.promotion.from !== 'nobody')",
    to: "if (from > 0 && rules.promotion.from !== 'nobody')",
  },
  {
    name: 'overflow leak',
    file: 'src/core/session.ts',
    from: 'if (this.used[slot]!-- > this.base[slot]!) this.overflow--',
    to: 'this.used[slot]!--',
  },
  {
    name: 'bump without displacement',
    file: 'src/core/place.ts',
    from: '      placement.chain = chain\n',
    to: '',
  },
  {
    name: 'waiter kept after cancel',
    file: 'src/core/evolve.ts',
    from: "    case 'token.cancelled':\n      session.leave(token)",
    to: "    case 'token.cancelled':\n      if (session.slotOf(token) >= 0) session.leave(token)",
  },
  {
    name: 'number reused',
    file: 'src/shell/engine.ts',
    from: 'this.numberOf(sequence, command.source)',
    to: 'this.numberOf(Math.max(1, sequence - 1), command.source)',
  },
  {
    name: 'contiguous slot skipped',
    file: 'src/policies/overflow/cascade.ts',
    from: 'asker.lost + 1',
    to: 'asker.lost + 2',
  },
  {
    name: 'checked-in patient bumped',
    file: 'src/core/evolve.ts',
    from: "    case 'token.checked-in':\n      session.pin(token)\n",
    to: "    case 'token.checked-in':\n",
  },
  {
    name: 'rank ties reversed',
    file: 'src/core/view.ts',
    from: '(rankOfA === rankOfB && a < b)',
    to: '(rankOfA === rankOfB && a > b)',
  },
]

/** The text with the mistake; throws where the edit does not fit exactly once. */
export function edited(text: string, { name, file, from, to }: Canary): string {
  const places = text.split(from).length - 1
  if (places !== 1)
    throw new Error(`the canary '${name}' fits ${places} times into ${file}: mend test/canaries/edits.ts`)
  return text.replace(from, () => to)
}
