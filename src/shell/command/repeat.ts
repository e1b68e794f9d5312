import type { CommandResult } from '../../api/results'
import { OpdError } from '../../errors'
import type { CommitRecord } from '../../store/store'
import type { ReadCommand } from './read-command'

/** Returns the first answer of a repeated command. Throws `command-id-reused` if the id belongs to another command. */
export function repeated(known: CommitRecord, command: ReadCommand): CommandResult {
  if (known.fingerprint === fingerprintOf(command)) return known.answer as CommandResult
  throw new OpdError(
    'command-id-reused',
    `The command id '${known.commandId}' was used for another command. Give a new id.`,
    { commandId: known.commandId },
  )
}

/**
 * Returns a hash of a command's fields in any order, without its id. Two different commands have the same hash once in four billion
 * pairs. It is short, because it is stored with every command, and takes half a microsecond.
 */
export function fingerprintOf(command: ReadCommand): string {
  // The hashes of fields are added up, so that the id's hash can be subtracted.
  return String((hashOf(command) - hashOf({ commandId: command.commandId })) | 0)
}

/** The sum of the hashes of the fields, so that their order does not matter. */
function hashOf(fields: object): number {
  let sum = 0
  for (const name in fields) {
    const value: unknown = fields[name as keyof typeof fields]
    if (value === undefined) continue
    // Marks the end of the name: `ward: '12'` is not `ward1: '2'`.
    let hash = Math.imul(fnv(name, 0x811c9dc5), PRIME)
    if (typeof value === 'string') hash = fnv(value, hash)
    else if (typeof value === 'object' && value !== null) hash ^= hashOf(value)
    // Inverted, so that the number 5 and the text '5' differ.
    else hash = fnv(String(value), ~hash)
    sum = (sum + mixed(hash)) | 0
  }
  return sum
}

const PRIME = 0x01000193

/** FNV-1a over the code units of a text, starting from a hash. */
function fnv(text: string, from: number): number {
  let hash = from
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME)
  return hash
}

/** The finalizer of MurmurHash3. Without it two small differences in two fields could cancel each other in the sum. */
function mixed(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const whole = Math.imul(half ^ (half >>> 13), 0xc2b2ae35)
  return whole ^ (whole >>> 16)
}
