/** Shares of the seats for channels. A group belongs to the channel `group % channels`. */
export interface Quotas {
  /** Number of channels, at least 1. All sources without a share of their own are one channel. */
  readonly channels: number
  /** How many minutes before a slot's start its reserved seats open to all. */
  readonly releaseMinutes: number
  /** Channel whose tokens may take reserved seats, and bump the tokens that hold one. If left out, no channel may. */
  readonly exempt?: number
  /** Returns how many seats of a slot are reserved for a channel. */
  share(channel: number, slot: QuotaSlot): number
}

/** A slot for which the shares are calculated. */
export interface QuotaSlot {
  /** Its base capacity. */
  readonly base: number
  /** Base capacity of the whole session. */
  readonly total: number
  /** Total base capacity of the slots that have their shares, this one included. */
  readonly laidOut: number
  /** Seats of the other slots that are reserved for the channel or in use by it. */
  readonly given: number
}
