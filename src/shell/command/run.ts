import type { Basis } from '../../api/basis'
import type { HeldKeys } from './command-queue'
import type { Outcome } from './outcome'
import type { ReadCommand } from './read-command'

/** One command that is being carried out. */
export interface Run {
  readonly command: ReadCommand
  readonly commandId: string
  readonly basis: Basis | undefined
  readonly keys: HeldKeys
  readonly arrived: number
  /** The stream of the last conflict; the command id before the first. */
  lostAt: string
  /**
   * Called with the decision that was carried out: its events are committed, or it changes nothing. Not called for a refusal, or if the
   * command was committed before.
   */
  readonly onDone: ((decision: Outcome) => void) | undefined
  /** The decision that is being committed. */
  decision: Outcome | undefined
}
