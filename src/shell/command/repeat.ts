import type { CommandResult } from '../../api/results'
import { OpdError } from '../../errors'
import type { CommitRecord } from '../../store/store'
import type { ReadCommand } from './read-command'

/** The answer that a committed command gave; the same id for another command is a mistake of the host. */
export function repeated(known: CommitRecord, command: ReadCommand): CommandResult {
  if ([contentOf(command), gistOf(command)].includes(known.fingerprint)) return known.answer as CommandResult
  throw new OpdError(
    'command-id-reused',
    `The command id '${known.commandId}' was used for another command. Maybe make a new id.`,
    { commandId: known.commandId },
  )
}

/** By what a command is recognised when its id comes again. */
export function fingerprintOf(command: ReadCommand): string {
  return command.commandId === undefined ? gistOf(command) : contentOf(command)
}

/** Everything that the host said, whatever the order of the fields. */
function contentOf(command: ReadCommand): string {
  const said = Object.entries(command).filter(([name, value]) => name !== 'commandId' && value !== undefined)
  return JSON.stringify(said.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * What is done, and to whom. Enough for an id that the engine made: only who had an answer, or `outcome-unknown`, of this very
 * command knows it. Written with every command, so it is short.
 */
function gistOf(command: ReadCommand): string {
  switch (command.op) {
    case 'registerDoctor':
      return `registerDoctor ${command.doctor.id}`
    case 'book':
      return `book ${command.patientId}`
    default:
      return `${command.op} ${'tokenId' in command ? command.tokenId : command.sessionId}`
  }
}
