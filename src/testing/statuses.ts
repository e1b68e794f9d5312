/** Statuses of tokens that have a seat, while the visit is not over. */
export const SEATED: readonly string[] = ['held', 'offered', 'confirmed', 'checked-in', 'called', 'in-consultation']

/** Statuses of live tokens: those with a seat, and those that wait. */
export const LIVE: readonly string[] = [...SEATED, 'waitlisted']
