import type { Operation } from './operation'

const text = (description: string, example: string) => ({ description, schema: { type: 'string', example } })

/** The headers of answers. */
export const HEADERS = {
  RequestId: text('Id of the request: the one that it gave, or a new one.', '0b5c8a1e-5f0f-4a55-9d0c-3a9f7f6d2c11'),
  ETag: text('Of a read: send it as If-None-Match with the next one. Of a preview: send it as If-Match.', 'W/"8Jb0x5"'),
  Location: text('Address of the new token.', '/api/v1/tokens/dr-rao.2026-01-30.t1'),
  RateLimit: text('How many reads or writes remain, and for how many seconds.', 'limit=1200, remaining=1199, reset=60'),
  RateLimitPolicy: text('How many reads or writes are allowed in how many seconds.', '1200;w=60'),
  RetryAfter: text('Try again after so many seconds.', '1'),
  WwwAuthenticate: text('How to send a key.', 'Basic realm="opd"'),
} as const

const NAMES: Readonly<Record<string, keyof typeof HEADERS>> = {
  'X-Request-Id': 'RequestId',
  ETag: 'ETag',
  Location: 'Location',
  RateLimit: 'RateLimit',
  'RateLimit-Policy': 'RateLimitPolicy',
  'Retry-After': 'RetryAfter',
  'WWW-Authenticate': 'WwwAuthenticate',
}

/** Returns the headers of an operation's answer with this status. */
export function headersOf({ keyless, isPolled, hasPreview }: Operation, status: number): Record<string, object> {
  const has: Readonly<Record<string, boolean>> = {
    'X-Request-Id': true,
    ETag: (isPolled && (status === 200 || status === 304)) || (hasPreview && status === 200),
    Location: hasPreview && status === 201,
    RateLimit: !keyless,
    'RateLimit-Policy': !keyless,
    'Retry-After': status === 429 || status === 503,
    'WWW-Authenticate': status === 401,
  }
  const names = Object.keys(NAMES).filter((name) => has[name])
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${NAMES[name]}` }]))
}
