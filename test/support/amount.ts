/** Whether proofs run in full: `npm run prove`, each night and before a release. Otherwise they run in their short form. */
export const IN_FULL = process.env.PROOFS === 'full'
/** Returns how much a proof does: the short form at each push, or the whole. */
export function amount(short: number, full: number): number {
  return IN_FULL ? full : short
}
