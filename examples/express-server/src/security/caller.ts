/** Roles of keys. */
export const ROLES = ['display', 'doctor', 'desk', 'admin'] as const

export type Role = (typeof ROLES)[number]

/** The caller of a request. */
export interface Caller {
  /** Name of the key, for the record and the log. */
  readonly name: string
  readonly role: Role
}

export const EVERYBODY: readonly Role[] = [...ROLES]
export const STAFF: readonly Role[] = ['doctor', 'desk', 'admin']
export const DESK: readonly Role[] = ['desk', 'admin']
export const ADMIN: readonly Role[] = ['admin']
