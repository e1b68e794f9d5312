import type { Ledger } from '../run/ledger'
import type { Outcome } from '../run/run'
import { inOrder } from './classes'

/** Minutes that the patients of a class waited, from check-in to the doctor, ascending. */
export interface ClassWaits {
  readonly source: string
  readonly waits: readonly number[]
}

/** By the class asked for. */
export function waitsByClass({ desk, ledger, sessions }: Outcome): ClassWaits[] {
  const classes = new Map<string, string>()
  for (const { id, source } of sessions.flatMap(({ tokens }) => tokens)) classes.set(id, desk.askedAs.get(id) ?? source)
  return inOrder(desk.firstOutcomes.keys()).map((source) => ({
    source,
    waits: waitsOf(ledger, (tokenId) => classes.get(tokenId) === source),
  }))
}

/** Minutes from check-in to the doctor, ascending, of everybody or of some tokens. */
export function waitsOf({ waits }: Ledger, isIncluded: (tokenId: string) => boolean = () => true): number[] {
  return [...waits].flatMap(([tokenId, ms]) => (isIncluded(tokenId) ? [ms / 60_000] : [])).sort((a, b) => a - b)
}

/** The wait, in whole minutes, that this share of all waited at most; 0 of nobody. */
export function waitOf(share: number, waits: readonly number[]): number {
  return Math.round(waits[Math.floor(waits.length * share)] ?? 0)
}
