import { isOneLine } from '../../core/rules/one-line'
import { OpdError } from '../../errors'
import { type Envelope, encode } from '../../events/encode'
import type { Names, TokenName } from '../../events/names'
import type { Write } from '../../store/store'
import { hostCode } from '../input/host-code'
import { show } from '../input/invalid'
import type { ReadSlot } from '../input/read-slots'
import type { Setting } from '../input/setting'
import type { SessionRecord } from '../sessions/session-record'
import type { Outcome } from './outcome'
import type { SessionCommand } from './read-command'

/**
 * Folds the facts of a command into their sessions and returns what to write to each. A session without facts is written too, with no
 * events: the commit fails if its version has changed, because the decision relied on it.
 */
export function writeDown(
  command: SessionCommand,
  outcome: Outcome,
  records: readonly SessionRecord[],
  commandId: string,
  setting: Setting,
): Write[] {
  const { facts } = outcome
  const envelope = envelopeOf(command, outcome, commandId, setting)
  return records.map((record, index) => {
    const own = records.length === 1 ? facts : facts.filter((fact) => fact.session === index)
    const expectedVersion = record.version
    const events = encode(own, record.names, expectedVersion, envelope)
    for (let i = 0; i < events.length; i++) record.fold(own[i]!, events[i]!)
    return record.write(expectedVersion, events)
  })
}

function envelopeOf(
  command: SessionCommand,
  outcome: Outcome,
  commandId: string,
  { formatNumber, zone }: Setting,
): Envelope {
  const { actor, note } = command
  const walls = command.op === 'openSession' || command.op === 'addSlots' ? wallsOf(command.slots) : NO_WALLS
  const { attributes } = outcome
  const replaces = command.op === 'reschedule' ? command.tokenId : undefined
  const issued = newToken(command, outcome, formatNumber)
  return { commandId, actor, note, issued, replaces, attributes, walls, timeZone: zone.name }
}

const NO_WALLS: Envelope['walls'] = new Map()

function wallsOf(slots: readonly ReadSlot[]): Envelope['walls'] {
  return new Map(
    slots.map(({ slotId, start, wallStart, wallEnd }) => [start, { slotId, start: wallStart, end: wallEnd }]),
  )
}

/** The number of the token that a command issues; undefined if it issues none. */
export function numberIssued(command: SessionCommand, outcome: Outcome, setting: Setting): string | undefined {
  return outcome.facts.length === 0 ? undefined : newToken(command, outcome, setting.formatNumber)?.number
}

/** The names of the token that a booking or a reschedule makes; undefined for other commands. */
function newToken(
  command: SessionCommand,
  { records, index, token }: Outcome,
  format: Setting['formatNumber'],
): TokenName | undefined {
  if (command.op !== 'book' && command.op !== 'reschedule') return undefined
  const sequence = token + 1
  const issuing = records[index]!.names
  const generated = issuing.generated(token)
  if (command.op === 'book') {
    const { tokenId = generated, source, patientId } = command
    return { tokenId, number: numberOf(sequence, source, issuing, format), patientId }
  }
  const { session, names } = records[0]!
  const old = names.token(command.tokenId)
  const number = numberOf(sequence, session.tokens.sources[old]!, issuing, format)
  return { tokenId: generated, number, patientId: names.tokens[old]!.patientId }
}

function numberOf(sequence: number, source: string, issuing: Names, format: Setting['formatNumber']): string {
  const number: unknown = hostCode('formatNumber', () => format(sequence, source))
  if (typeof number !== 'string' || number.length === 0 || number.length > 20 || !isOneLine(number))
    throw wrongNumber(number, sequence, '. Return 1 to 20 characters in one line.')
  if (!issuing.hasNumber(number)) return number
  const other = `, but another token of ${issuing.sessionId} has that number.`
  throw wrongNumber(number, sequence, `${other} Return a text of its own for each sequence.`)
}

function wrongNumber(number: unknown, sequence: number, problem: string): OpdError {
  return new OpdError('invalid-rules', `formatNumber returned ${show(number)} for ${sequence}${problem}`, { sequence })
}
