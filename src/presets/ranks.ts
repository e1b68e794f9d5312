/** The usual order of the five built-in booking classes, 1 first. */
export const USUAL_RANKS = { emergency: 1, paid: 2, 'follow-up': 3, online: 4, 'walk-in': 5 } as const
