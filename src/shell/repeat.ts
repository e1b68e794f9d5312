import { OpdError } from '../errors'
import type { CommandResult } from '../results'
import type { CommitRecord } from '../store/store'
import type { ReadCommand } from './read-command'

/** The answer that a committed command gave; the same id for another command is a mistake of the host. */
export function repeated(known: CommitRecord, fingerprint: string): CommandResult {
  if (known.fingerprint === fingerprint || known.fingerprint === '') return known.answer as CommandResult
  throw new OpdError(
    'command-id-reused',
    `The command id '${known.commandId}' was used for another command. Maybe make a new id.`,
    { commandId: known.commandId },
  )
}

/** A command's content; empty where the id is not the host's, for whoever repeats a generated id has it from that command. */
export function fingerprintOf(command: ReadCommand): string {
  return command.commandId === undefined ? '' : JSON.stringify({ ...command, commandId: undefined })
}
