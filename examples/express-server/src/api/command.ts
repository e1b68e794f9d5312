import { createHash } from 'node:crypto'
import type { Basis, Command, CommandResult, Results } from 'opd-scheduler'
import { z } from 'zod'
import { type Operation, operation } from './operation'
import { type Code, Problem } from './problem'
import { REFUSALS_OF } from './refusals'
import { lines, text } from './schemas/ids'
import { Doctor, SessionSummary } from './schemas/session'
import { Move, Status, Token } from './schemas/token'
import type { Services } from './services'

const Key = z
  .string()
  .regex(/^[\x21-\x7e]{1,64}$/, 'give 1 to 64 letters, digits or signs of ASCII, without blanks')
  .describe('Idempotency key. A write repeated with the same key and content is done once and gets the same answer.')

/** Headers of every write. */
export const writeHeaders = z.object({ 'idempotency-key': Key.optional() })

const commandHeaders = writeHeaders.extend({
  'if-match': z
    .string()
    .max(2_000)
    .optional()
    .describe('The ETag of a preview. The command runs only if nothing has changed since.'),
})

const previewQuery = z.strictObject({
  preview: z
    .enum(['true', 'false'])
    .optional()
    .describe('If true, the answer shows what would happen and nothing is changed.'),
})

/** Fields of every command. */
export const said = {
  actor: text(40).optional().describe('The person who gives the command, for the record.'),
  note: lines(500).optional().describe('Free text for the record; never interpreted.'),
}

export const Said = z.strictObject(said).meta({ example: {} })

/** Fields of every command's answer. */
const done = {
  moves: z.array(Move).describe('All other tokens that moved because of the command.'),
  commandId: z.string().describe('The Idempotency-Key, or a new id.'),
  preview: z.boolean().describe('Whether this is only a preview.'),
}

/** The answers of commands: about a token, a session, or a doctor. */
export const TokenDone = z
  .object({ status: Status, token: Token, ...done })
  .meta({ id: 'TokenDone', description: 'The token as it is now, and the tokens that moved.' })
export const SessionDone = z
  .object({ status: z.enum(['open', 'closed']), session: SessionSummary, ...done })
  .meta({ id: 'SessionDone', description: 'The session as it is now, and the tokens that moved.' })
export const DoctorDone = z
  .object({ status: z.literal('registered'), doctor: Doctor, ...done })
  .meta({ id: 'DoctorDone', description: 'The doctor’s data now.' })

type Op = Command['op']

interface CommandSpec<O extends Op, P extends z.ZodObject, B extends z.ZodType>
  extends Pick<Operation, 'method' | 'path' | 'tag' | 'summary' | 'description' | 'roles' | 'scope'> {
  readonly op: O
  /** Operation id, if it differs from the op. */
  readonly id?: string
  readonly params: P
  readonly body: B
  readonly answer: typeof TokenDone | typeof SessionDone | typeof DoctorDone
  /** Codes of problems besides the refusals of the command. */
  readonly problems?: readonly Code[]
  /** Whether success is 201. */
  readonly creates?: boolean
  command(
    given: { params: z.output<P>; body: z.output<B> },
    write: { readonly key: string | undefined; readonly preview: boolean },
  ): FieldsOf<O> | Promise<FieldsOf<O>>
}

/** The fields of a command without `op`. */
type FieldsOf<O extends Op> = Fields<Command, O>
type Fields<C, O> = C extends { readonly op: infer Ops } ? (O extends Ops ? Omit<C, 'op'> : never) : never

/** Makes an operation of a library command, with preview, idempotency, basis and refusals. */
export function command<O extends Op, P extends z.ZodObject, B extends z.ZodType<{ actor?: string | undefined }>>(
  services: Services,
  spec: CommandSpec<O, P, B>,
): Operation {
  const { scheduler, metrics, show, publicUrl } = services
  const { op, id = op, creates = false } = spec
  return operation({
    ...spec,
    id,
    query: previewQuery,
    headers: commandHeaders,
    answer: spec.answer as z.ZodType,
    statuses: creates ? [200, 201] : [200],
    problems: ['plan-stale', ...REFUSALS_OF[op], ...(spec.problems ?? [])],
    hasPreview: true,
    async handle({ params, query, headers, body }, { caller }) {
      const key = headers['idempotency-key']
      const preview = query.preview === 'true'
      const actor = body.actor === undefined ? caller.name : `${caller.name}/${body.actor}`
      const given = { ...(await spec.command({ params, body }, { key, preview })), op, actor } as unknown as Command
      if (preview) {
        const { basis, ...plan } = await scheduler.plan(given)
        return { body: { ...show(accepted(plan as CommandResult)), preview }, headers: { ETag: etagOf(basis) } }
      }
      const basis = basisOf(headers['if-match'])
      const result = await scheduler.execute(
        key === undefined ? given : { ...given, commandId: key },
        basis === undefined ? {} : { basis },
      )
      metrics.outcome(op, result)
      const answer = accepted(result)
      const isNew = creates && 'token' in answer
      return {
        status: isNew ? 201 : 200,
        body: { ...show(answer), preview },
        ...(isNew && { headers: { Location: `${publicUrl}/api/v1/tokens/${answer.token.id}` } }),
      }
    },
  })
}

type Accepted = Exclude<Results[Op], { readonly status: 'rejected' }>

function accepted(result: CommandResult): Accepted {
  if (result.status === 'rejected') throw Problem.refused(result)
  return result
}

function etagOf(basis: Basis): string {
  return `"${Buffer.from(JSON.stringify(basis)).toString('base64url')}"`
}

/** Reads the ETag of a preview. A proxy that compresses answers makes it weak, which changes nothing here. */
function basisOf(etag: string | undefined): Basis | undefined {
  if (etag === undefined) return undefined
  const [, text] = /^(?:W\/)?"?([A-Za-z0-9_-]+)"?$/.exec(etag.trim()) ?? []
  try {
    if (text !== undefined) return JSON.parse(Buffer.from(text, 'base64url').toString()) as Basis
  } catch {}
  const sent = etag.trim() === '*' ? "'*' would match any state" : 'it is not the ETag of a preview'
  throw new Problem('malformed-request', `If-Match: ${sent}. Send the ETag header of the preview unchanged.`)
}

/** Hashes the content of a write, to detect another write under the same key. */
export function fingerprintOf(...content: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url')
}
