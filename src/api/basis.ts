/**
 * What a plan was made on and what it shows. With it `execute` carries the plan out only if no stream that was read has changed, and the
 * command would still do the same. Give it back unchanged.
 */
export interface Basis {
  /** Versions of the streams that were read. */
  readonly versions: Readonly<Record<string, number>>
  /** A digest of the planned moves, or of the refusal. */
  readonly outcome: string
}
