import { z } from 'zod'
import { STAFF } from '../security/caller'
import { command, said, TokenDone } from './command'
import type { Operation } from './operation'
import { sessionId, tokenId } from './schemas/ids'
import type { Services } from './services'

const STEPS = {
  checkIn: ['check-in', 'Check the patient in; a patient who has arrived is not moved any more'],
  call: ['call', 'Call this token, again if needed'],
  skip: ['skip', 'Record that the patient did not answer the call'],
  start: ['start', 'Start the consultation'],
  complete: ['complete', 'Complete the visit'],
  leaveUnseen: ['leave', 'Record that the patient left without being seen'],
  noShow: ['no-show', 'Record that the patient did not come; the rules decide about the seat'],
  undo: ['undo', 'Undo the last step'],
} as const

const NOTHING_MORE = {}
const ANY_DAY = {
  override: z.boolean().optional().describe('Allows a time outside of the session’s date.'),
}
const NEVERTHELESS = {
  override: z
    .boolean()
    .optional()
    .describe('Allows a time outside of the session’s date, and a patient on standby although others come first.'),
}
const room = z.string().min(1).max(20).optional().describe('The consulting room, as patients know it, such as 2.')
/** Fields besides those of every command. Steps that say whether the patient came are limited to the session's date. */
const MORE = {
  checkIn: ANY_DAY,
  call: { ...NEVERTHELESS, room },
  skip: NOTHING_MORE,
  start: { ...NEVERTHELESS, room },
  complete: ANY_DAY,
  leaveUnseen: NOTHING_MORE,
  noShow: ANY_DAY,
  undo: NOTHING_MORE,
} as const

/** Operations on the steps of a visit. */
export function visitOperations(services: Services): Operation[] {
  const tag = 'Visits'
  const params = z.object({ tokenId })
  const common = { method: 'post', tag, roles: STAFF, scope: 'named', params, answer: TokenDone } as const
  const steps = Object.entries(STEPS) as [keyof typeof STEPS, readonly [string, string]][]
  return [
    command(services, {
      ...common,
      op: 'callNext',
      path: '/api/v1/sessions/{sessionId}/call-next',
      summary: 'Call the next patient present',
      params: z.object({ sessionId }),
      body: z.strictObject({ room, ...said }).meta({ example: { room: '2' } }),
      command: ({ params, body }) => ({ ...body, ...params }),
    }),
    ...steps.map(([op, [word, summary]]) =>
      command(services, {
        ...common,
        op,
        path: `/api/v1/tokens/{tokenId}/${word}`,
        summary,
        body: z.strictObject({ ...MORE[op], ...said }).meta({ example: {} }),
        command: ({ params, body }) => ({ ...body, ...params }),
      }),
    ),
    command(services, {
      ...common,
      op: 'reinstate',
      path: '/api/v1/tokens/{tokenId}/reinstate',
      summary: 'Reinstate a no-show who has come',
      body: z
        .strictObject({
          override: z.boolean().optional().describe('Gives a seat in the old slot even if the rules would not.'),
          ...said,
        })
        .meta({ example: {} }),
      command: ({ params, body }) => ({ ...body, ...params }),
    }),
  ]
}
