import { createHash } from 'node:crypto'
import type { Basis, Command, CommandResult } from 'opd-scheduler'
import { z } from 'zod'
import { type Operation, operation } from './operation'
import { Problem } from './problem'
import { lines, text } from './schemas/ids'
import { Move } from './schemas/token'
import type { Services } from './services'

const Key = z
  .string()
  .regex(/^[\x21-\x7e]{1,64}$/, 'give 1 to 64 visible ASCII characters')
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
  commandId: z.string(),
  preview: z.boolean().describe('Whether this is only a preview.'),
}

type Op = Command['op']

interface CommandSpec<O extends Op, P extends z.ZodObject, B extends z.ZodType>
  extends Pick<Operation, 'method' | 'path' | 'tag' | 'summary' | 'roles' | 'scope'> {
  readonly op: O
  /** Operation id, if it differs from the op. */
  readonly id?: string
  readonly params: P
  readonly body: B
  /** Fields of the answer besides those of every command. */
  readonly answer: z.ZodRawShape
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
  const { scheduler, metrics } = services
  const { op, id = op, creates = false } = spec
  const name = `${id[0]?.toUpperCase()}${id.slice(1)}Done`
  return operation({
    ...spec,
    id,
    query: previewQuery,
    headers: commandHeaders,
    answer: z.object({ ...spec.answer, ...done }).meta({ id: name }) as z.ZodType,
    statuses: creates ? [200, 201] : [200],
    problems: [403, 404, 409, 410],
    async handle({ params, query, headers, body }, { caller }) {
      const key = headers['idempotency-key']
      const preview = query.preview === 'true'
      const actor = body.actor === undefined ? caller.name : `${caller.name}/${body.actor}`
      const given = { ...(await spec.command({ params, body }, { key, preview })), op, actor } as unknown as Command
      if (preview) {
        const { basis, ...plan } = await scheduler.plan(given)
        return { body: { ...accepted(plan as CommandResult), preview }, headers: { ETag: etagOf(basis) } }
      }
      const basis = basisOf(headers['if-match'])
      const result = await scheduler.execute(
        key === undefined ? given : { ...given, commandId: key },
        basis === undefined ? {} : { basis },
      )
      metrics.outcome(op, result)
      return { status: creates ? 201 : 200, body: { ...accepted(result), preview } }
    },
  })
}

function accepted(result: CommandResult): CommandResult {
  if (result.status === 'rejected') throw Problem.refused(result)
  return result
}

function etagOf(basis: Basis): string {
  return `"${Buffer.from(JSON.stringify(basis)).toString('base64url')}"`
}

function basisOf(etag: string | undefined): Basis | undefined {
  if (etag === undefined) return undefined
  try {
    return JSON.parse(Buffer.from(etag.replace(/^"|"$/g, ''), 'base64url').toString()) as Basis
  } catch {
    throw new Problem(
      'malformed-request',
      'If-Match is not the ETag of a preview. Send the ETag header of the preview unchanged.',
    )
  }
}

/** Hashes the content of a write, to detect another write under the same key. */
export function fingerprintOf(...content: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url')
}
