import { z } from 'zod'
import { STAFF } from '../security/caller'
import { command, Said, said } from './command'
import type { Operation } from './operation'
import { sessionId, tokenId } from './schemas/ids'
import { Status, Token } from './schemas/token'
import type { Services } from './services'

const STEPS = {
  checkIn: ['check-in', 'The patient has arrived, and is never moved from now on'],
  call: ['call', 'Call this token, or call it again'],
  skip: ['skip', 'Called and did not come'],
  start: ['start', 'The patient is with the doctor'],
  complete: ['complete', 'The visit is over'],
  leaveUnseen: ['leave', 'The patient left without being seen'],
  noShow: ['no-show', 'The patient did not come; the seat goes to whom the rules give it'],
  undo: ['undo', 'Take the last step back'],
} as const

const token = { status: Status, token: Token }

/** From the arrival to the way home. */
export function visitOperations(services: Services): Operation[] {
  const tag = 'Visits'
  const common = { method: 'post', tag, roles: STAFF, params: z.object({ tokenId }), answer: token } as const
  const steps = Object.entries(STEPS) as [keyof typeof STEPS, readonly [string, string]][]
  return [
    command(services, {
      ...common,
      op: 'callNext',
      path: '/api/sessions/{sessionId}/call-next',
      summary: 'Call the best of those present',
      params: z.object({ sessionId }),
      body: Said,
      command: ({ params, body }) => ({ ...body, ...params }),
    }),
    ...steps.map(([op, [word, summary]]) =>
      command(services, {
        ...common,
        op,
        path: `/api/tokens/{tokenId}/${word}`,
        summary,
        body: Said,
        command: ({ params, body }) => ({ ...body, ...params }),
      }),
    ),
    command(services, {
      ...common,
      op: 'reinstate',
      path: '/api/tokens/{tokenId}/reinstate',
      summary: 'A no-show came after all',
      body: z
        .strictObject({
          override: z.boolean().optional().describe('Seats it in its old slot above the rules; needs an actor.'),
          ...said,
        })
        .meta({ example: {} }),
      command: ({ params, body }) => ({ ...body, ...params }),
    }),
  ]
}
