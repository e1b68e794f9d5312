/** In `SlotShape.shares`: the channel may use every reserved seat. */
export const EXEMPT = -1

/** A slot with the seats that the capacity policy gave it. */
export interface SlotShape {
  /** Epoch milliseconds. */
  readonly start: number
  /** Epoch milliseconds. */
  readonly end: number
  /** Base capacity in seats. */
  readonly base: number
  /** Seats that each group of tokens sees. */
  readonly seats: readonly number[]
  /** Most seats that an override may fill. */
  readonly ceiling: number
  /** Seats reserved for each channel, or EXEMPT; empty if the capacity rule has no quotas. */
  readonly shares: readonly number[]
  /** When reserved seats open to all, in epoch milliseconds; Infinity if none are reserved. */
  readonly opensAt: number
}

/** All slots of a session that opens, or the one that is added or resized. */
export interface Layout {
  readonly slots: readonly SlotShape[]
  /** Index of the slot added or resized; 0 for an opening session. */
  readonly index: number
  /** Overflow seats that all slots of the session may use together. */
  readonly overflowLimit: number
}
