import { writeFileSync } from 'node:fs'

/** A ratio within one run, which holds on any machine, and its goal if it has one. */
export interface Ratio {
  readonly name: string
  readonly measured: number
  readonly least?: number | undefined
  readonly most?: number | undefined
}

/** Writes the ratios of a run to a file, for `npm run bench:against`. Does nothing without a file. */
export function writeRatios(file: string | undefined, ratios: readonly Ratio[]): void {
  if (file !== undefined) writeFileSync(file, JSON.stringify(ratios))
}

/** Returns the goal in words, such as `≥ 4`; empty if there is none. */
export function goalOf({ least, most }: Ratio): string {
  return least !== undefined ? `≥ ${least}` : most !== undefined ? `≤ ${most}` : ''
}

/** Whether the goal is met, or there is none. */
export function isMet({ measured, least, most }: Ratio): boolean {
  return (least === undefined || measured >= least) && (most === undefined || measured <= most)
}
