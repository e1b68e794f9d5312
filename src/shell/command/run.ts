import type { Basis } from '../../api/commands'
import type { CommandResult } from '../../api/results'
import type { Commit } from '../../store/store'
import type { Committing, KeyChanges } from '../sessions/committer'
import type { HeldKeys } from './command-queue'
import type { Outcome } from './preparation'
import type { ReadCommand } from './read-command'
import { fingerprintOf } from './repeat'
import { storedAnswer } from './stored-answer'

/** One command that is being carried out. */
export class Run implements Committing {
  /** The stream of the last conflict; the command id before the first. */
  lostAt: string
  /** The session that was swept because a lapsed hold in it was in the way. Its version says nothing about the basis any more. */
  swept: string | undefined = undefined
  /** How often it was decided. */
  attempts = 0
  /** Answers it, once a commit of it was handed over. The keys of its sessions are released by then. */
  resolve: ((answer: CommandResult | Promise<CommandResult>) => void) | undefined = undefined
  /** The cache's epoch when this attempt began. */
  epoch = 0
  /** The decision that is being committed. */
  decision: Outcome | undefined = undefined
  /** The answer, for when it is committed. */
  answer: CommandResult | undefined = undefined

  /** When this attempt began, on the monotonic clock in milliseconds. */
  asked: number

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
    this.asked = arrived
  }

  commitOf(writes: Commit['writes'], { claims, releases }: KeyChanges): Commit {
    const { commandId, command } = this
    const answer = storedAnswer(this.answer!)
    return { commandId, fingerprint: fingerprintOf(command), answer, writes, claims, releases }
  }
}
