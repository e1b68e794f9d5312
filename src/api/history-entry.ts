import type { Rival } from '../events/token-event'

/** One event of a token, in data and in a sentence. */
export interface HistoryEntry {
  /** Epoch milliseconds. */
  readonly at: number
  /** Kind of event. */
  readonly type: string
  /** Slot that it left, or null. */
  readonly from: string | null
  /** Slot that it has afterwards, or null. */
  readonly to: string | null
  /** The reason, as a code. */
  readonly cause: string
  /** Name of the strategy that chose its place, or null. */
  readonly strategy: string | null
  /** Its rank. */
  readonly rank: number
  /** The token that caused the move, with its rank and booking class; or null. */
  readonly by: Rival | null
  /** Person or system that gave the command, or null. */
  readonly actor: string | null
  /** The host's note, or null. */
  readonly note: string | null
  /** Name of the rules that decided it, or null if they have none. */
  readonly rules: string | null
  /** The command that caused it. */
  readonly commandId: string
  /** The same in a sentence that names token numbers and slots, never patients. */
  readonly sentence: string
}
