import type { Ledger } from '../run/ledger'
import type { Outcome } from '../run/run'
import { inOrder } from './classes'

/** Waits of one class in minutes, from check-in to consultation, ascending. */
export interface ClassWaits {
  readonly source: string
  readonly waits: readonly number[]
}

/** Returns the waits by the class asked for. */
export function waitsByClass({ desk, ledger, sessions }: Outcome): ClassWaits[] {
  const classes = new Map<string, string>()
  for (const { id, source } of sessions.flatMap(({ tokens }) => tokens)) classes.set(id, desk.askedAs.get(id) ?? source)
  return inOrder(desk.firstOutcomes.keys()).map((source) => ({
    source,
    waits: waitsOf(ledger, (tokenId) => classes.get(tokenId) === source),
  }))
}

/** Returns the minutes from check-in to consultation, ascending, of patients who were seen without a seat. */
export function standbyWaitsOf({ standbyWaits }: Ledger): number[] {
  return [...standbyWaits.values()].map((ms) => ms / 60_000).sort((a, b) => a - b)
}

/** Returns the minutes from check-in to consultation, ascending, of all or some tokens with a seat. */
export function waitsOf({ waits }: Ledger, isIncluded: (tokenId: string) => boolean = () => true): number[] {
  return [...waits].flatMap(([tokenId, ms]) => (isIncluded(tokenId) ? [ms / 60_000] : [])).sort((a, b) => a - b)
}

/** Returns a quantile of the waits in whole minutes, such as 0.5 for the median; 0 if there are none. */
export function waitOf(share: number, waits: readonly number[]): number {
  return Math.round(waits[Math.floor(waits.length * share)] ?? 0)
}
