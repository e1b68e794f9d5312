import type { Basis, Command, CommandResult, Plan, Rejected } from 'opd-scheduler'
import { z } from 'zod'
import { bookFor, planFor, type Wanted } from './book-for'
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
  actor: text(40).optional().describe('The member of staff who gives the command, for the record. Never erased.'),
  note: lines(500).optional().describe('Free text for the record; never interpreted. Erased with the patient.'),
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
  extends Pick<Operation, 'method' | 'path' | 'tag' | 'summary' | 'roles'> {
  readonly op: O
  /** Operation id, if it differs from the op. */
  readonly id?: string
  readonly params: P
  readonly body: B
  /** Fields of the answer besides those of every command. */
  readonly answer: z.ZodRawShape
  /** Whether success is 201. */
  readonly creates?: boolean
  /** Returns the command's fields, without the patient of a booking. */
  command(given: { params: z.output<P>; body: z.output<B> }): FieldsOf<O>
  /** Returns the patient of a booking. */
  wanted?(body: z.output<B>): Wanted
}

/** The fields of a command without `op` and patient. */
type FieldsOf<O extends Op> = Fields<Command, O>
type Fields<C, O> = C extends { readonly op: infer Ops } ? (O extends Ops ? Omit<C, 'op' | 'patientId'> : never) : never

/** Makes an operation of a library command, with preview, idempotency, basis, notes and refusals. */
export function command<
  O extends Op,
  P extends z.ZodObject,
  B extends z.ZodType<{ actor?: string | undefined; note?: string | undefined }>,
>(services: Services, spec: CommandSpec<O, P, B>): Operation {
  const { scheduler, metrics, patients } = services
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
      const basis = preview ? undefined : basisOf(headers['if-match'])
      const { actor, note, ...content } = body
      // The note may name people and is erased with them, so it is not in the scheduler's log.
      const fields = { ...spec.command({ params, body }), note: undefined }
      const given = { ...fields, op, actor: actor === undefined ? caller.name : `${caller.name}/${actor}` }
      const engine = {
        plan: (more: object = {}): Promise<Plan> => scheduler.plan({ ...given, ...more } as unknown as Command),
        execute: (more: object = {}): Promise<CommandResult> =>
          scheduler.execute(
            { ...given, ...(key !== undefined && { commandId: key }), ...more } as unknown as Command,
            basis === undefined ? {} : { basis },
          ),
      }
      const wanted = spec.wanted && { ...spec.wanted(body), key, content: [id, content] }
      if (preview) {
        const { plan, patient } = wanted ? await planFor(wanted, engine, services) : { plan: await engine.plan() }
        const { basis: found, ...result } = plan
        return { body: { ...accepted(result as CommandResult), patient, preview }, headers: { ETag: etagOf(found) } }
      }
      const { result, patient } = wanted ? await bookFor(wanted, engine, services) : { result: await engine.execute() }
      metrics.outcome(op, result)
      const { commandId, ...rest } = accepted(result)
      if (note !== undefined) {
        const patientId = 'token' in rest ? rest.token.patientId : null
        await patients.addNote({ commandId, patientId, text: note })
      }
      return { status: creates ? 201 : 200, body: { ...rest, commandId, patient, preview } }
    },
  })
}

function accepted(result: CommandResult): Exclude<CommandResult, Rejected> {
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
