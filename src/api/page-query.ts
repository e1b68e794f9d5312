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
