import type { Ledger } from '../run/ledger'

/** Minutes from check-in to the doctor, ascending, of everybody or of some tokens. */
export function waitsOf({ waits }: Ledger, isIncluded: (tokenId: string) => boolean = () => true): number[] {
  return [...waits].flatMap(([tokenId, ms]) => (isIncluded(tokenId) ? [ms / 60_000] : [])).sort((a, b) => a - b)
}

/** The wait, in whole minutes, that this share of all waited at most; 0 of nobody. */
export function waitOf(share: number, waits: readonly number[]): number {
  return Math.round(waits[Math.floor(waits.length * share)] ?? 0)
}
