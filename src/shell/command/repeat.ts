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
 * Returns a hash of 64 bits of what a command asks for: its fields in any order, without its id, actor and note. It is short, because it
 * is stored with every command, and takes about a microsecond.
 */
export function fingerprintOf(command: ReadCommand): string {
  return `${hashOf(command, 0x01000193)} ${hashOf(command, 0x5bd1e995)}`
}

/** Returns a short hash of 64 bits of the fields of any plain object, in any order. */
export function digestOf(fields: object): string {
  return PRIMES.map((prime) => (sumOf(fields, prime) >>> 0).toString(36)).join('-')
}

/** Multipliers of the two halves of a hash of 64 bits. */
const PRIMES = [0x01000193, 0x5bd1e995] as const

/** A hash of 32 bits of what a command asks for. */
function hashOf(command: ReadCommand, prime: number): number {
  const { commandId, actor, note } = command
  // The hashes of fields are added up, so that those of fields that do not count can be subtracted.
  return (sumOf(command, prime) - sumOf({ commandId, actor, note }, prime)) | 0
}

/** The sum of the hashes of the fields, so that their order does not matter. */
function sumOf(fields: object, prime: number): number {
  let sum = 0
  for (const name in fields) {
    const value: unknown = fields[name as keyof typeof fields]
    if (value === undefined) continue
    // Marks the end of the name: `ward: '12'` is not `ward1: '2'`.
    let hash = Math.imul(fnv(name, 0x811c9dc5, prime), prime)
    if (typeof value === 'string') hash = fnv(value, hash, prime)
    else if (typeof value === 'object' && value !== null) hash ^= sumOf(value, prime)
    // Inverted, so that the number 5 and the text '5' differ.
    else hash = fnv(String(value), ~hash, prime)
    sum = (sum + mixed(hash)) | 0
  }
  return sum
}

/** FNV-1a with any odd multiplier over the code units of a text, starting from a hash. */
function fnv(text: string, from: number, prime: number): number {
  let hash = from
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), prime)
  return hash
}

/** The finalizer of MurmurHash3. Without it two small differences in two fields could cancel each other in the sum. */
function mixed(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const whole = Math.imul(half ^ (half >>> 13), 0xc2b2ae35)
  return whole ^ (whole >>> 16)
}
