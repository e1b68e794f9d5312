import type { Basis } from '../../api/basis'
import type { HeldKeys } from './command-queue'
import type { Outcome } from './outcome'
import type { ReadCommand } from './read-command'

/** One command that is being carried out. */
export class Run {
  /** The stream of the last conflict; the command id before the first. */
  lostAt: string
  /** The session that was swept because a lapsed hold in it was in the way. Its version says nothing about the basis any more. */
  swept: string | undefined = undefined
  /** The cache's epoch when this attempt began. */
  epoch = 0
  /** The decision that is being committed. */
  decision: Outcome | undefined = undefined

  constructor(
    readonly command: ReadCommand,
    readonly commandId: string,
    readonly basis: Basis | undefined,
    readonly keys: HeldKeys,
    /** When the command arrived, on the monotonic clock in milliseconds. */
    readonly arrived: number,
    /**
     * Called with the decision that was carried out: its events are committed, or it changes nothing. Not called for a refusal, or if the
     * command was committed before.
     */
    readonly onDone: ((decision: Outcome) => void) | undefined,
  ) {
    this.lostAt = commandId
  }
}
