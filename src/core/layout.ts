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
  /** Epoch milliseconds of the start as planned: a delay does not change it. */
  readonly planned: number
  /** Whether the doctor is away, so that no seat is given. */
  readonly blocked: boolean
}

/** All slots of a session that opens, the one that is added or resized, or all that are delayed. */
export interface Layout {
  readonly slots: readonly SlotShape[]
  /** Index of the slot added or resized, or of the first one that is delayed; 0 for an opening session. */
  readonly index: number
  /** Overflow seats that all slots of the session may use together. */
  readonly overflowLimit: number
}
