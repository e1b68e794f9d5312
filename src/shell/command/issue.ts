import { OpdError } from '../../errors'
import type { TokenName } from '../../events/names'
import { hostCode, show } from '../input/invalid'
import type { Outcome } from './outcome'
import type { SessionCommand } from './prepare'

/** How the host writes a token's number. */
export type NumberFormat = (sequence: number, source: string) => string

/** The token that a command issues, if it issues one. */
export function issuedBy(
  command: SessionCommand,
  { records, index, token }: Outcome,
  format: NumberFormat,
): TokenName | undefined {
  if (command.op !== 'book' && command.op !== 'reschedule') return undefined
  const sequence = token + 1
  const generated = records[index]!.names.generated(token)
  if (command.op === 'book') {
    const { tokenId = generated, source, patientId } = command
    return { tokenId, number: numberOf(sequence, source, format), patientId }
  }
  const { session, names } = records[0]!
  const old = names.token(command.tokenId)
  const number = numberOf(sequence, session.tokens.sources[old]!, format)
  return { tokenId: generated, number, patientId: names.tokens[old]!.patientId }
}

function numberOf(sequence: number, source: string, format: NumberFormat): string {
  const number: unknown = hostCode('formatNumber', () => format(sequence, source))
  if (typeof number === 'string' && number.length > 0 && number.length <= 20) return number
  const message = `formatNumber made ${show(number)} of ${sequence}. Maybe return a text of 1 to 20 characters.`
  throw new OpdError('invalid-rules', message, { sequence })
}
