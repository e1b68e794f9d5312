/** Kinds of facts about a session and its slots. A fact is stored as an event of the same name. */
export const SESSION_FACTS = [
  'session.opened',
  'session.closed',
  'slot.added',
  'slot.resized',
  'slot.released',
  'slot.blocked',
  'slot.unblocked',
  'session.delayed',
] as const

/** Kinds of facts about one token. */
export const TOKEN_FACTS = [
  'token.confirmed',
  'token.waitlisted',
  'token.held',
  'token.offered',
  'token.bumped',
  'token.moved',
  'token.promoted',
  'token.dropped',
  'token.cancelled',
  'token.rescheduled',
  'token.expired',
  'token.checked-in',
  'token.stood-by',
  'token.called',
  'token.skipped',
  'token.started',
  'token.completed',
  'token.left',
  'token.no-show',
  'token.undone',
  'token.reinstated',
  'token.reclassified',
] as const

export type SessionFactType = (typeof SESSION_FACTS)[number]
export type TokenFactType = (typeof TOKEN_FACTS)[number]

/** What happened. */
export type FactType = SessionFactType | TokenFactType
