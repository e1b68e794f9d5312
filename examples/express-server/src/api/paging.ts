import { isOpdError, type SessionSummary, STATUSES, type TokenStatus, type TokenView } from 'opd-scheduler'
import { z } from 'zod'
import { Problem } from './problem'
import { date } from './schemas/ids'
import { dayOf, type Services } from './services'

const COMING_DAYS = 30
const LONGEST_DAYS = 92
const DAY_MS = 86_400_000
/** The last service date of the library. */
const LAST_DAY = '2199-12-31'

/** The dates of a list. */
export const dates = {
  from: date.optional().describe('First service date; today if left out.'),
  to: date
    .optional()
    .describe(`Last service date; ${COMING_DAYS} days after the first if left out, and at most ${LONGEST_DAYS - 1}.`),
}

/** The page of a list. */
export const page = {
  limit: z.coerce
    .number({ error: 'give a whole number from 1 to 1000' })
    .int({ error: 'give a whole number from 1 to 1000' })
    .min(1, { error: 'give a whole number from 1 to 1000' })
    .max(1000, { error: 'give a whole number from 1 to 1000' })
    .default(100)
    .describe('Most entries of the answer.'),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,200}$/, 'give the `next` of an earlier answer unchanged')
    .optional()
    .describe('The `next` of the last answer, to continue after it.'),
}

export const next = z
  .string()
  .nullable()
  .describe('The cursor of the next page; null at the end. Entries added in between neither repeat nor hide others.')

interface Range {
  readonly from: string
  readonly to: string
}

/** Returns the dates of a list, with defaults. */
export function rangeOf(
  services: Services,
  given: { from?: string | undefined; to?: string | undefined },
  comingDays = COMING_DAYS,
): Range {
  const { from = dayOf(services), to = daysAfter(from, comingDays) } = given
  if (from > LAST_DAY || to > LAST_DAY)
    throw new Problem('invalid-input', `query.from and query.to: give dates up to ${LAST_DAY}.`)
  if (to < from)
    throw new Problem(
      'invalid-input',
      `query.to is ${to}, before query.from, ${given.from === undefined ? `today, ${from}` : from}.`,
    )
  if (to > daysAfter(from, LONGEST_DAYS - 1))
    throw new Problem(
      'invalid-input',
      `query.to is ${to}, more than ${LONGEST_DAYS} days from ${from} on. Ask for at most ${LONGEST_DAYS} days at once.`,
    )
  return { from, to }
}

/** Returns the date some days after another, or before. */
export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10)
}

interface Page<T> {
  readonly found: readonly T[]
  readonly next: string | null
}

interface Paging {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Reads a page of one of the library's lists, and whether the list goes on. The cursor is the id of the page's last entry. */
export async function pageOf<T extends { readonly id: string }>(
  { limit, cursor }: Paging,
  list: (page: { readonly limit: number; readonly after: string | undefined }) => Promise<readonly T[]>,
): Promise<Page<T>> {
  const given = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString()
  const found = await list({ limit, after: given }).catch((thrown: unknown) => {
    throw given !== undefined && isAboutPlace(thrown) ? new Problem('invalid-input', UNKNOWN_CURSOR) : thrown
  })
  const after = found.at(-1)?.id
  const goesOn = after !== undefined && found.length === limit && (await list({ limit: 1, after })).length > 0
  return { found, next: goesOn ? Buffer.from(after).toString('base64url') : null }
}

const UNKNOWN_CURSOR = 'query.cursor is not of this list. Give the `next` of its last answer unchanged.'

/** Whether the library refuses the entry after which a page is to begin. */
function isAboutPlace(thrown: unknown): boolean {
  return isOpdError(thrown) && thrown.code === 'invalid-input' && thrown.details.field === 'the query.after'
}

interface SessionFilter {
  readonly doctorId?: string | undefined
  readonly open?: boolean | undefined
}

/** Returns a page of sessions by date and id. */
export function pageOfSessions(
  { scheduler }: Services,
  { limit, cursor, ...filter }: Range & Paging & SessionFilter,
): Promise<Page<SessionSummary>> {
  return pageOf({ limit, cursor }, (part) => scheduler.sessions({ ...filter, ...part }))
}

interface TokenFilter extends Pick<SessionFilter, 'doctorId'> {
  readonly number?: string | undefined
  readonly status?: readonly TokenStatus[] | undefined
  readonly patientId?: string | undefined
}

/** Returns a page of tokens by date, session and order of arrival. */
export function pageOfTokens(
  { scheduler }: Services,
  { limit, cursor, number, status = STATUSES, ...filter }: Range & Paging & TokenFilter,
): Promise<Page<TokenView>> {
  return pageOf({ limit, cursor }, async (part) => {
    if (number === undefined) return scheduler.tokens({ ...filter, status, ...part })
    const found: TokenView[] = []
    for (let { after } = part; ; ) {
      const some = await scheduler.tokens({ ...filter, status, limit: AT_ONCE, after })
      found.push(...some.filter((token) => token.number === number))
      if (some.length < AT_ONCE || found.length >= part.limit) return found.slice(0, part.limit)
      after = some.at(-1)!.id
    }
  })
}

/** How many tokens are read at once to find those with a number. */
const AT_ONCE = 500
