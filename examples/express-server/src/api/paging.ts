import { setImmediate as nextTurn } from 'node:timers/promises'
import { type SessionSummary, STATUSES, type TokenStatus, type TokenView } from 'opd-scheduler'
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

function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10)
}

interface Page<T> {
  readonly found: readonly T[]
  readonly next: string | null
}

/** Cuts a list that is ordered by key into a page. */
async function cut<T>(
  all: AsyncIterable<T> | Iterable<T>,
  keyOf: (entry: T) => Key,
  { limit, after }: { readonly limit: number; readonly after: Key | undefined },
): Promise<Page<T>> {
  const found: T[] = []
  for await (const entry of all) {
    if (after !== undefined && compare(keyOf(entry), after) <= 0) continue
    if (found.length === limit) return { found, next: cursorOf(keyOf(found.at(-1)!)) }
    found.push(entry)
  }
  return { found, next: null }
}

/** Place of an entry in its list: texts and numbers, compared one after the other. */
type Key = readonly (string | number)[]

function compare(a: Key, b: Key): number {
  const differing = a.findIndex((each, index) => each !== b[index])
  return differing < 0 ? 0 : a[differing]! < b[differing]! ? -1 : 1
}

function cursorOf(key: Key): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

const KINDS = {
  date: (value: unknown) => date.safeParse(value).success,
  text: (value: unknown) => typeof value === 'string',
  number: (value: unknown) => typeof value === 'number',
}

function keyIn(cursor: string | undefined, kinds: readonly (keyof typeof KINDS)[]): Key | undefined {
  if (cursor === undefined) return undefined
  try {
    const key = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (key.length === kinds.length && key.every((each, index) => KINDS[kinds[index]!](each))) return key as Key
  } catch {}
  throw new Problem('invalid-input', 'query.cursor is not of this list. Give the `next` of its last answer unchanged.')
}

interface Paging {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Returns a page of a list in the order of its ids. */
export function pageById<T extends { readonly id: string }>(
  all: readonly T[],
  { limit, cursor }: Paging,
): Promise<Page<T>> {
  return cut(all, ({ id }) => [id], { limit, after: keyIn(cursor, ['text']) })
}

interface SessionFilter {
  readonly doctorId?: string | undefined
  readonly open?: boolean | undefined
}

/** Returns a page of sessions by date and doctor. */
export function pageOfSessions(
  services: Services,
  { from, to, limit, cursor, ...filter }: Range & Paging & SessionFilter,
): Promise<Page<SessionSummary>> {
  const after = keyIn(cursor, ['date', 'text'])
  const all = sessionsOf(services, { ...filter, from: firstDate(from, after), to }, limit + 1)
  return cut(all, ({ date, doctorId }) => [date, doctorId], { limit, after })
}

interface TokenFilter extends Pick<SessionFilter, 'doctorId'> {
  readonly number?: string | undefined
  readonly status?: readonly TokenStatus[] | undefined
  readonly patientId?: string | undefined
}

/** Returns a page of tokens by date, doctor and order of arrival. */
export function pageOfTokens(
  services: Services,
  { from, to, limit, cursor, ...filter }: Range & Paging & TokenFilter,
): Promise<Page<TokenView>> {
  const after = keyIn(cursor, ['date', 'text', 'number'])
  const all = tokensOf(services, { ...filter, from: firstDate(from, after), to })
  return cut(all, ({ date, doctorId, sequence }) => [date, doctorId, sequence], { limit, after })
}

function firstDate(from: string, after: Key | undefined): string {
  return after === undefined || after[0]! < from ? from : String(after[0])
}

/** Sessions of one read: few enough that other requests do not wait for long. */
const MOST_AT_ONCE = 100

/** Reads a day at first, and then as many days as may have the sessions that are wanted, so that a page costs as much as its entries. */
async function* sessionsOf(
  { scheduler }: Services,
  { from, to, ...filter }: Range & SessionFilter,
  wanted = MOST_AT_ONCE,
): AsyncGenerator<SessionSummary> {
  let first = from
  let days = 1
  while (first <= to) {
    const last = daysAfter(first, days - 1)
    const found = await scheduler.sessions({ ...filter, from: first, to: last < to ? last : to })
    yield* found.toSorted((a, b) => compare([a.date, a.doctorId], [b.date, b.doctorId]))
    first = daysAfter(last, 1)
    const each = found.length / days
    days = each === 0 ? days * 2 : Math.max(1, Math.floor(Math.min(wanted, MOST_AT_ONCE) / each))
    await nextTurn()
  }
}

async function* tokensOf(
  services: Services,
  { number, status = STATUSES, patientId, ...range }: Range & TokenFilter,
): AsyncGenerator<TokenView> {
  for await (const { doctorId, date } of sessionsOf(services, range)) {
    const found = await services.scheduler.tokens({ doctorId, from: date, to: date, patientId, status })
    for (const token of found) if (number === undefined || token.number === number) yield token
    // A session takes a few milliseconds, in which other requests wait.
    await nextTurn()
  }
}
