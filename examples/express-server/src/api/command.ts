import type { Basis, Command, CommandResult, Plan, Results } from 'opd-scheduler'
import { z } from 'zod'
import { causeOf } from '../running/cause'
import { bookFor, planFor, type Wanted } from './book-for'
import { type Operation, operation } from './operation'
import { type Code, Problem } from './problem'
import { REFUSALS_OF } from './refusals'
import { lines, text } from './schemas/ids'
import { BookedPatient } from './schemas/patient'
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
  actor: text(40).optional().describe('The member of staff who gives the command, for the record. Never erased.'),
  note: lines(500).optional().describe('Free text for the record; never interpreted. Erased with the patient.'),
}

/** Fields of every command about a session or a doctor. */
export const saidOfSession = {
  ...said,
  note: lines(500)
    .optional()
    .describe(
      'Free text for the record, shown with each token that the command moves. Never erased, so it must name nobody.',
    ),
}

export const Said = z.strictObject(said).meta({ example: {} })
export const SaidOfSession = z.strictObject(saidOfSession).meta({ example: {} })

/** Fields of every command's answer. */
const done = {
  moves: z.array(Move).describe('All other tokens that moved because of the command.'),
  commandId: z.string().describe('The Idempotency-Key, or a new id.'),
  preview: z.boolean().describe('Whether this is only a preview.'),
  noteLost: z
    .literal(true)
    .optional()
    .describe(
      'The command was carried out, but its note could not be stored. Repeat it only under the same Idempotency-Key.',
    ),
}

/** The answers of commands: about a token, a session, or a doctor. */
export const TokenDone = z
  .object({ status: Status, token: Token, ...done })
  .meta({ id: 'TokenDone', description: 'The token as it is now, and the tokens that moved.' })
export const BookingDone = TokenDone.extend({ patient: BookedPatient.optional() }).meta({
  id: 'BookingDone',
  description: 'The token of the booking, its patient, and the tokens that moved.',
})
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
  readonly answer: typeof TokenDone | typeof BookingDone | typeof SessionDone | typeof DoctorDone
  /** Codes of problems besides the refusals of the command. */
  readonly problems?: readonly Code[]
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
  const { scheduler, metrics, patients, show, publicUrl, log } = services
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
        return {
          body: { ...show(accepted(result as CommandResult)), patient, preview },
          headers: { ETag: etagOf(found) },
        }
      }
      const { result, patient } = wanted ? await bookFor(wanted, engine, services) : { result: await engine.execute() }
      metrics.outcome(op, result)
      const answer = accepted(result)
      let noteLost: true | undefined
      if (note !== undefined) {
        const patientId = 'token' in answer ? answer.token.patientId : null
        // The command is done, so a failure here must not invite the client to repeat it.
        noteLost = await patients.addNote({ commandId: answer.commandId, patientId, text: note }).then(
          () => undefined,
          (thrown) => {
            log.error({ commandId: answer.commandId, cause: causeOf(thrown) }, 'note lost')
            return true as const
          },
        )
      }
      const isNew = creates && 'token' in answer
      return {
        status: isNew ? 201 : 200,
        body: { ...show(answer), patient, preview, noteLost },
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
