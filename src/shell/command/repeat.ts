import type { CommandResult } from '../../api/results'
import { OpdError } from '../../errors'
import type { CommitRecord } from '../../store/store'
import type { ReadCommand } from './read-command'
import { answerIn } from './stored-answer'

/** Returns the first answer of a repeated command. Throws `command-id-reused` if the id belongs to another command. */
export function repeated(known: CommitRecord, command: ReadCommand): CommandResult {
  if (known.fingerprint === fingerprintOf(command)) return answerIn(known)
  throw new OpdError(
    'command-id-reused',
    `The command id '${known.commandId}' was used for another command. Give a new id.`,
    { commandId: known.commandId },
  )
}

/**
 * Returns a hash of 64 bits of what a command asks for: its fields in any order, without its id, actor and note. It is short, because it
 * is stored with every command, and takes less than a microsecond.
 */
export function fingerprintOf(command: ReadCommand): string {
  const { first, second } = sumsOf(command, UNASKED)
  return `${first} ${second}`
}

/** Returns a short hash of 64 bits of the fields of any plain object, in any order. */
export function digestOf(fields: object): string {
  const { first, second } = sumsOf(fields, NONE)
  return `${(first >>> 0).toString(36)}-${(second >>> 0).toString(36)}`
}

/** Fields of a command that do not change what it asks for. */
const UNASKED: readonly string[] = ['commandId', 'actor', 'note']
const NONE: readonly string[] = []

/** Multipliers of the two halves of a hash of 64 bits. */
const FIRST = 0x01000193
const SECOND = 0x5bd1e995

/** Two hashes of 32 bits. */
interface Hashes {
  first: number
  second: number
}

/** The sums of the hashes of the fields, so that their order does not matter. */
function sumsOf(fields: object, besides: readonly string[]): Hashes {
  const sums = { first: 0, second: 0 }
  for (const name in fields) {
    const value: unknown = fields[name as keyof typeof fields]
    if (value === undefined || besides.includes(name) || !Object.hasOwn(fields, name)) continue
    let { first, second } = hashesOf(name)
    if (typeof value === 'string') {
      // Both at once: each character of every command passes here.
      for (let i = 0; i < value.length; i++) {
        const unit = value.charCodeAt(i)
        first = Math.imul(first ^ unit, FIRST)
        second = Math.imul(second ^ unit, SECOND)
      }
    } else if (typeof value === 'object' && value !== null) {
      const inner = sumsOf(value, NONE)
      first ^= inner.first
      second ^= inner.second
    } else {
      const text = String(value)
      // Inverted, so that the number 5 and the text '5' differ.
      first = fnv(text, ~first, FIRST)
      second = fnv(text, ~second, SECOND)
    }
    sums.first = (sums.first + mixed(first)) | 0
    sums.second = (sums.second + mixed(second)) | 0
  }
  return sums
}

/** Hashes of the names of fields, which are always the same few, except in attributes. */
const names = new Map<string, Hashes>()
const MOST_NAMES = 200

function hashesOf(name: string): Hashes {
  const known = names.get(name)
  if (known !== undefined) return known
  // Multiplied once more, to mark the end of the name: `ward: '12'` is not `ward1: '2'`.
  const first = Math.imul(fnv(name, 0x811c9dc5, FIRST), FIRST)
  const second = Math.imul(fnv(name, 0x811c9dc5, SECOND), SECOND)
  const hashes = { first, second }
  if (names.size < MOST_NAMES) names.set(name, hashes)
  return hashes
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
