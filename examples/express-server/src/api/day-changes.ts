import { z } from 'zod'
import { ADMIN, DESK } from '../security/caller'
import { command, SessionDone, saidOfSession } from './command'
import type { Operation } from './operation'
import { EXAMPLE_DATE, sessionId, time } from './schemas/ids'
import type { Services } from './services'

const range = {
  from: time.optional().describe('From this time, as planned; the beginning of the session if left out.'),
  to: time.optional().describe('Until this time, as planned; the end of the session if left out.'),
}
const elsewhere = z
  .array(sessionId)
  .max(16)
  .optional()
  .describe('Other sessions whose free seats patients may get, in the order in which they are tried.')

/** Operations for a day that goes wrong: the doctor is away, late, or does not come. */
export function dayChangeOperations(services: Services): Operation[] {
  const common = {
    method: 'post',
    tag: 'Changes of the day',
    roles: DESK,
    scope: 'named',
    params: z.object({ sessionId }),
    answer: SessionDone,
  } as const
  return [
    command(services, {
      ...common,
      op: 'blockTime',
      path: '/api/v1/sessions/{sessionId}/block',
      summary: 'The doctor is away: block slots, and find other places for the patients expected there',
      description: 'Without `from` and `to` the whole session is blocked. Unblocking takes it back.',
      body: z
        .strictObject({ ...range, elsewhere, ...saidOfSession })
        .meta({ example: { from: '10:00', to: '12:00', elsewhere: [`dr-shah.${EXAMPLE_DATE}`] } }),
      command: ({ params, body }) => ({ ...body, ...params }),
    }),
    command(services, {
      ...common,
      op: 'unblockTime',
      path: '/api/v1/sessions/{sessionId}/unblock',
      summary: 'The doctor is back: slots give seats again; patients who were moved stay where they are',
      body: z.strictObject({ ...range, ...saidOfSession }).meta({ example: { from: '10:00', to: '11:00' } }),
      command: ({ params, body }) => ({ ...body, ...params }),
    }),
    command(services, {
      ...common,
      op: 'delay',
      path: '/api/v1/sessions/{sessionId}/delay',
      summary: 'The clinic runs late: slots begin later, and nobody becomes a no-show for it',
      body: z
        .strictObject({
          minutes: z.int().min(0).max(720).describe('Minutes behind the plan in all; 0 is on time again.'),
          from: time.optional().describe('Planned start of the first slot concerned; the running or next if left out.'),
          ...saidOfSession,
        })
        .meta({ example: { minutes: 70 } }),
      command: ({ params, body }) => ({ ...body, ...params }),
    }),
    command(services, {
      ...common,
      op: 'closeSession',
      roles: ADMIN,
      path: '/api/v1/sessions/{sessionId}/close',
      // Another doctor's session: in this one the examples after it could not be sent.
      params: z.object({ sessionId: sessionId.meta({ example: `dr-iyer.${EXAMPLE_DATE}` }) }),
      summary: 'Close a session for good: waiting patients are dropped, and no more seats are given',
      description:
        'A closed session cannot be opened again. If the doctor may come after all, block the session instead: without ' +
        '`from` and `to` it is blocked as a whole, and unblocking takes that back.',
      body: z
        .strictObject({
          expected: z
            .enum(['keep', 'move'])
            .optional()
            .describe(
              'Whether expected patients keep their seats, or get other places because the clinic is cancelled.',
            ),
          elsewhere: elsewhere.describe('With expected: move. Other sessions, in the order in which they are tried.'),
          ...saidOfSession,
        })
        .meta({ example: { expected: 'move', elsewhere: [`dr-shah.${EXAMPLE_DATE}`] } }),
      command: ({ params, body }) => ({ ...body, ...params }),
    }),
  ]
}
