/** Roles of keys. */
export const ROLES = ['display', 'doctor', 'desk', 'admin', 'metrics'] as const

export type Role = (typeof ROLES)[number]

/** The caller of a request. */
export interface Caller {
  /** Name of the key, for the record and the log. */
  readonly name: string
  readonly role: Role
  /** The doctor to whom the key is bound: it may see and do nothing that is another doctor's. */
  readonly doctorId?: string
}

/** The caller of an operation that needs no key. */
export const NOBODY: Caller = { name: 'nobody', role: 'metrics' }

export const EVERYBODY: readonly Role[] = ['display', 'doctor', 'desk', 'admin']
export const STAFF: readonly Role[] = ['doctor', 'desk', 'admin']
export const DESK: readonly Role[] = ['desk', 'admin']
export const ADMIN: readonly Role[] = ['admin']
export const METRICS: readonly Role[] = ['metrics', 'admin']
