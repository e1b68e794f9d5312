import { type Fact, type Moment, NOWHERE, ofSession } from './fact'
import type { Layout } from './layout'

/** A session opens with these slots. */
export function opened(moment: Moment, layout: Layout): Fact {
  return ofSession(moment, 'session.opened', 'opened', NOWHERE, layout)
}

/** A slot is added. */
export function added(moment: Moment, layout: Layout): Fact {
  return ofSession(moment, 'slot.added', 'added', NOWHERE, layout)
}

/** A slot gets another capacity. */
export function resized(moment: Moment, layout: Layout): Fact {
  return ofSession(moment, 'slot.resized', 'resized', NOWHERE, layout)
}

/** The reserved seats of a slot become open to all channels. */
export function opensToAll(moment: Moment, slot: number): Fact {
  return ofSession(moment, 'slot.released', 'quota-released', slot, null)
}

/** The doctor is away in a slot, which gives no seats until the doctor is back. */
export function blocked(moment: Moment, slot: number): Fact {
  return ofSession(moment, 'slot.blocked', 'blocked', slot, null)
}

/** The doctor is back, and the slot gives seats again. */
export function unblocked(moment: Moment, slot: number): Fact {
  return ofSession(moment, 'slot.unblocked', 'unblocked', slot, null)
}

/** Slots have other times than planned from now on. */
export function delayed(moment: Moment, layout: Layout): Fact {
  return ofSession(moment, 'session.delayed', 'delayed', NOWHERE, layout)
}

/** A session gives no more seats. */
export function closed(moment: Moment): Fact {
  return ofSession(moment, 'session.closed', 'closed', NOWHERE, null)
}
