import type { TokenStatus } from '../core/state/status'
import type { SessionQuery } from '../store/store'

/**
 * One page of a list, if not the whole list. Entries that are added or leave the list between two pages neither hide nor repeat others.
 *
 * @example
 * ```ts
 * for (let after: string | undefined; ; ) {
 *   const page = await opd.sessions({ from: '2026-01-30', limit: 100, after })
 *   for (const { id, free } of page) console.log(id, free)
 *   if (page.length < 100) break
 *   after = page.at(-1)!.id
 * }
 * ```
 */
export interface PageQuery {
  /**
   * Most entries of the page, from 1 to 1,000. A page with fewer is the last.
   *
   * @defaultValue all entries
   */
  readonly limit?: number | undefined
  /**
   * The id of the last entry of the page before. The page begins after it, even if that entry is no longer selected.
   *
   * @defaultValue the page begins with the first entry
   */
  readonly after?: string | undefined
}

/**
 * Selects tokens: those of a patient, those with a status, or both, in the sessions that the other fields select; all of them, or one page.
 */
export type TokenQuery = SessionQuery &
  PageQuery &
  (
    | {
        /** The patient, if not of all patients. */
        readonly patientId?: string | undefined
        /** One status or several. */
        readonly status: TokenStatus | readonly TokenStatus[]
      }
    | {
        /** The patient. */
        readonly patientId: string
        /** One status or several, if not any. */
        readonly status?: TokenStatus | readonly TokenStatus[] | undefined
      }
  )
