import type { TokenOp } from '../../api/commands'
import type { TokenAttributes } from '../../core/rules/rules'
import { sessionOfTokenId } from '../../events/ids'
import type { Fields } from '../input/fields'
import { invalid } from '../input/invalid'
import type { ReadCommandOptions } from './command-options'
import { type Outcome, refused, requestOf } from './outcome'
import type { Preparation } from './preparation'
import { notFound } from './refuse'

/** A checked command that needs only the token. */
export interface ReadTokenStep extends ReadCommandOptions {
  readonly op: TokenOp
  readonly tokenId: string
}

/** A checked `reinstate` command. */
export interface ReadReinstate extends ReadCommandOptions {
  readonly op: 'reinstate'
  readonly tokenId: string
  readonly override: boolean
}

/** A checked `reclassify` command. A field that stays is undefined. */
export interface ReadReclassify extends ReadCommandOptions {
  readonly op: 'reclassify'
  readonly tokenId: string
  readonly source: string | undefined
  readonly attributes: TokenAttributes | undefined
}

export function readReinstate(fields: Fields, options: ReadCommandOptions): ReadReinstate {
  return { ...options, op: 'reinstate', tokenId: fields.id('tokenId'), override: readOverride(fields, options) }
}

export function readReclassify(fields: Fields, options: ReadCommandOptions): ReadReclassify {
  const source = fields.optionalText('source', 40)
  const attributes = fields.attributes('attributes')
  if (source === undefined && attributes === undefined)
    throw invalid('source', undefined, 'Give a new source or new attributes')
  return { ...options, op: 'reclassify', tokenId: fields.id('tokenId'), source, attributes }
}

/** Reads whether the command overrides the rules, which needs an actor. */
export function readOverride(fields: Fields, { actor }: ReadCommandOptions): boolean {
  const override = fields.flag('override')
  if (override && actor === undefined) throw invalid('actor', actor, 'Name the person who overrides the rules')
  return override
}

/** Decides a command about a token in its own session. */
export async function prepareToken(
  command: ReadTokenStep | ReadReinstate | ReadReclassify,
  on: Preparation,
): Promise<Outcome> {
  const { op, tokenId } = command
  const sessionId = sessionOfTokenId(tokenId) ?? (await on.setting.store.locate(tokenId))
  if (sessionId === undefined) return refused([], notFound.token(tokenId))
  const record = await on.session(sessionId)
  const token = record.names.token(tokenId)
  if (token < 0) return refused([record], notFound.token(tokenId))
  if (op !== 'reinstate' && op !== 'reclassify') return on.decide([record], { op, at: on.now, token }, token)
  const booked = requestOf(record, token)
  if (op === 'reinstate') {
    const { override, actor } = command
    return on.decide([record], { op, at: on.now, token, request: booked, override, actor }, token)
  }
  const { source = booked.source, attributes = booked.attributes } = command
  return on.decide(
    [record],
    { op, at: on.now, token, request: Object.freeze({ source, attributes }) },
    token,
    attributes,
  )
}
