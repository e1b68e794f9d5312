/** Whether proofs run in full: `npm run prove`, each night and before a release. Otherwise they run in their short form. */
export const IN_FULL = process.env.PROOFS === 'full'
/** Returns how much a proof does: the short form at each push, or the whole. */
export function amount(short: number, full: number): number {
  return IN_FULL ? full : short
}

/** Returns the cases of a proof: the first few at each push, or all. */
export function cases<T>(short: number, all: readonly T[]): readonly T[] {
  return IN_FULL ? all : all.slice(0, short)
}
