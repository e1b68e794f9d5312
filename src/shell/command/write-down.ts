import { nextDue } from '../../core/decide/clock'
import { type Fold, settle } from '../../core/decide/settle'
import type { Fact } from '../../core/fact'
import { isOneLine } from '../../core/rules/words'
import { OpdError } from '../../errors'
import { type Envelope, encode, type Issued } from '../../events/encode'
import type { Names } from '../../events/names'
import type { Write } from '../../store/store'
import { show } from '../input/fields'
import { hostCode } from '../input/host-code'
import type { ReadSlot } from '../input/read-slots'
import type { Setting } from '../input/setting'
import type { SessionRecord } from '../sessions/session-record'
import type { LiveKeys } from './live-keys'
import type { Outcome } from './preparation'
import type { SessionCommand } from './read-command'

/** What a command writes to each of its sessions, and all its facts, with those that follow. */
export interface Written {
  readonly writes: readonly Write[]
  readonly facts: readonly Fact[]
}

/**
 * Folds the facts of a command into their sessions, then those by which each is settled, and returns what to write. A session without
 * facts is written too, with no events: the commit fails if its version has changed, because the decision relied on it. `live` learns of
 * each fact that follows before it is folded.
 */
export function writeDown(
  command: SessionCommand,
  outcome: Outcome,
  records: readonly SessionRecord[],
  commandId: string,
  setting: Setting,
  live?: LiveKeys,
): Written {
  const { facts } = outcome
  // Before anything is folded, because names of new tokens depend on those before them.
  const issued = newTokens(command, outcome, setting.formatNumber)
  const replacedBy = replacements(outcome, issued)
  const isAlone = records.length === 1
  const all = facts.slice()
  const writes = records.map((record, index) => {
    const own = isAlone ? facts : facts.filter((fact) => fact.session === index)
    const tokens = isAlone ? issued : issued.filter((token) => token.session === index)
    const replaced = index === 0 ? replacedBy : NO_TOKENS
    const envelope = envelopeOf(command, outcome, commandId, record, tokens, replaced, setting)
    const expectedVersion = record.version
    const events = encode(own, record.names, expectedVersion, envelope)
    for (let i = 0; i < events.length; i++) record.fold(own[i]!, events[i]!)
    let later: Envelope | undefined
    const fold: Fold = (_, fact) => {
      live?.learn(record, fact)
      later ??= { ...envelope, ...NOTHING_NEW }
      const [event] = encode([fact], record.names, record.version, later)
      record.fold(fact, event!)
      events.push(event!)
      all.push(fact)
    }
    if (own.length > 0) hostCode('a rule', settle, record, own, fold)
    const dueAt = hostCode('a rule', nextDue, record.session, record.rules, record.updatedAt)
    return record.write(expectedVersion, events, dueAt)
  })
  return { writes, facts: all }
}

/** What follows from a command issues no token, and its first event has named the rules. */
const NOTHING_NEW = { issued: [], rules: undefined }

/** What the command adds to the events of a session. */
function envelopeOf(
  command: SessionCommand,
  { attributes }: Outcome,
  commandId: string,
  record: SessionRecord,
  issued: readonly Issued[],
  replacedBy: Envelope['replacedBy'],
  { zone }: Setting,
): Envelope {
  const { actor, note } = command
  return {
    commandId,
    actor,
    note,
    rooms: (command.op === 'openSession' ? command.rooms : undefined) ?? 1,
    issued,
    replacedBy,
    sources: record.exists ? record.session.tokens.sources : NO_SOURCES,
    attributes,
    walls: command.op === 'openSession' || command.op === 'addSlots' ? wallsOf(command.slots) : NO_WALLS,
    timeZone: zone.name,
    rules: record.rulesToRecord,
  }
}

const NO_SOURCES: readonly string[] = []

const NO_TOKENS: Envelope['replacedBy'] = new Map()

const NO_WALLS: Envelope['walls'] = new Map()

function wallsOf(slots: readonly ReadSlot[]): Envelope['walls'] {
  return new Map(
    slots.map(({ slotId, start, wallStart, wallEnd }) => [start, { slotId, start: wallStart, end: wallEnd }]),
  )
}

/** The numbers of the tokens that a command issues. */
export function numbersIssued(command: SessionCommand, outcome: Outcome, setting: Setting): readonly string[] {
  return newTokens(command, outcome, setting.formatNumber).map(({ number }) => number)
}

/** A token that a command issues, and the index of its session. */
type NewToken = Issued & { readonly session: number }

/** The tokens that a command issues, in the order of their facts. */
function newTokens(command: SessionCommand, outcome: Outcome, format: Setting['formatNumber']): readonly NewToken[] {
  const { records, facts, index, token, attributes } = outcome
  if (facts.length === 0) return NONE
  switch (command.op) {
    case 'book': {
      const { names } = records[index]!
      const { tokenId = names.generated(token), source, patientId } = command
      const number = numberOf(token + 1, source, names, format)
      return [{ session: index, tokenId, number, patientId, attributes, replaces: undefined }]
    }
    case 'reschedule':
    case 'blockTime':
    case 'closeSession':
      return successors(outcome, format)
    default:
      return NONE
  }
}

const NONE: readonly NewToken[] = []

/** Tokens that replace others of the first session. The facts have them in the same order as those that they replace. */
function successors({ records, facts }: Outcome, format: Setting['formatNumber']): readonly NewToken[] {
  const { names } = records[0]!
  const replaced = facts.filter(({ type }) => type === 'token.rescheduled')
  const arrivals = facts.filter(({ intake }) => intake !== null)
  const issued = arrivals.map(({ session, token, intake }, n): NewToken => {
    const issuing = records[session]!.names
    const old = replaced[n]!.token
    const { tokenId, patientId } = names.tokens[old]!
    const number = numberOf(token + 1, intake!.source, issuing, format)
    const attributes = names.attributes[old]
    return { session, tokenId: issuing.generated(token), number, patientId, attributes, replaces: tokenId }
  })
  const numbers = new Set<string>()
  for (const [n, { session, number }] of issued.entries()) {
    const own = `${session} ${number}`
    if (numbers.has(own))
      throw wrongNumber(
        number,
        arrivals[n]!.token + 1,
        ', and for an earlier token. Return a text of its own for each.',
      )
    numbers.add(own)
  }
  return issued
}

/** Ids of the tokens that replace others of the first session, by the handle of the replaced one. */
function replacements({ facts }: Outcome, issued: readonly NewToken[]): Envelope['replacedBy'] {
  const replaced = issued.length === 0 ? [] : facts.filter(({ type }) => type === 'token.rescheduled')
  if (replaced.length === 0) return NO_TOKENS
  return new Map(replaced.map(({ token }, n) => [token, issued[n]!.tokenId]))
}

function numberOf(sequence: number, source: string, issuing: Names, format: Setting['formatNumber']): string {
  const number: unknown = hostCode('formatNumber', format, sequence, source)
  if (typeof number !== 'string' || number.length === 0 || number.length > 20 || !isOneLine(number))
    throw wrongNumber(number, sequence, '. Return 1 to 20 characters in one line.')
  if (!issuing.hasNumber(number)) return number
  const other = `, but another token of ${issuing.sessionId} has that number.`
  throw wrongNumber(number, sequence, `${other} Return a text of its own for each sequence.`)
}

function wrongNumber(number: unknown, sequence: number, problem: string): OpdError {
  return new OpdError('invalid-rules', `formatNumber returned ${show(number)} for ${sequence}${problem}`, { sequence })
}
