import type { CommandResult } from '../../api/results'
import { OpdError } from '../../errors'
import type { CommitRecord } from '../../store/store'
import type { ReadCommand } from './read-command'

/** The answer that a committed command gave. Throws `command-id-reused` if it was another command. */
export function repeated(known: CommitRecord, command: ReadCommand): CommandResult {
  if (known.fingerprint === fingerprintOf(command)) return known.answer as CommandResult
  throw new OpdError(
    'command-id-reused',
    `The command id '${known.commandId}' was used for another command. Maybe make a new id.`,
    { commandId: known.commandId },
  )
}

/**
 * A hash of all that a command says but its id, whatever the order of the fields. Two commands that differ have the same hash once in
 * four billion pairs. Written with every command, so it is short; it costs half a microsecond.
 */
export function fingerprintOf(command: ReadCommand): string {
  // The hashes of fields are added up, so that of the id can be subtracted again.
  return String((hashOf(command) - hashOf({ commandId: command.commandId })) | 0)
}

/** The sum of the hashes of an object's fields, so that their order makes no difference. */
function hashOf(fields: object): number {
  let sum = 0
  for (const name in fields) {
    const value: unknown = fields[name as keyof typeof fields]
    if (value === undefined) continue
    let hash = fnv(name, 0x811c9dc5)
    if (typeof value === 'string') hash = fnv(value, hash)
    else if (typeof value === 'object' && value !== null) hash ^= hashOf(value)
    // Different from the same text: 5 is not '5'.
    else hash = fnv(String(value), ~hash)
    sum = (sum + mixed(hash)) | 0
  }
  return sum
}

/** FNV-1a over the code units of a text, going on from a hash. */
function fnv(text: string, from: number): number {
  let hash = from
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

/** The finalizer of MurmurHash3. Without it two small differences in two fields could cancel each other in the sum. */
function mixed(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const whole = Math.imul(half ^ (half >>> 13), 0xc2b2ae35)
  return whole ^ (whole >>> 16)
}
