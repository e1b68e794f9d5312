import { z } from 'zod'
import { Event } from './schemas/event'

/** What the receiver of a webhook gets. */
export const WEBHOOK = {
  summary: 'Receive an event',
  description:
    'Sent to each address in WEBHOOKS for every event, in order and at least once. Verify the signature with a library ' +
    'of Standard Webhooks, and ignore an id that you have seen.',
  headers: z.object({
    'webhook-id': z.string().describe('Id of the event, the same when it is sent again.'),
    'webhook-timestamp': z.string().describe('Seconds since 1970 at which it was sent.'),
    'webhook-signature': z.string().describe('`v1,` and the signature of id, timestamp and body.'),
  }),
  body: z
    .object({ position: z.int().describe('Place in the log, from 1 without gaps.'), event: Event })
    .meta({ id: 'Delivery', description: 'An event and its place in the log.' }),
} as const
