/** A link or a picture of a page. */
export interface Link {
  /** The page, by its path. */
  readonly page: string
  readonly line: number
  readonly target: string
  readonly isPicture: boolean
}

export interface DeadLink extends Link {
  readonly why: string
}

/** What was checked, for people, and the links that lead nowhere. */
export interface Report {
  readonly checked: string
  readonly dead: readonly DeadLink[]
}

/** Whether a link leaves for another site, which nobody checks here. */
export const isOutside = (target: string): boolean => /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(target)

/** The path and the anchor of a target, decoded. Each is empty if there is none. */
export function partsOf(target: string): { readonly path: string; readonly anchor: string } {
  const [path = '', anchor = ''] = target.split('#')
  return { path: decodeURIComponent(path.replace(/\?.*/, '')), anchor: decodeURIComponent(anchor) }
}
