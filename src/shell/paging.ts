import { dateOf } from '../events/names'
import type { ListingQuery, SessionQuery, Store } from '../store/store'
import { sideBySide } from './time'

/** Most entries of one batch. */
const MOST = 1_000

/** Returns the entries of a list that come after one of them; at most `size`, which may be infinite. */
type List = (after: string | undefined, size: number) => Promise<readonly string[]>

/**
 * Yields a list in batches, each twice as large as the one before: a page that finds little in each entry needs few queries, and reads at
 * most twice as many entries as it needs.
 */
export async function* batches(
  list: List,
  after: string | undefined,
  first: number,
): AsyncGenerator<readonly string[]> {
  for (let [last, size] = [after, first]; ; size = Math.min(size * 2, MOST)) {
    const ids = await list(last, size)
    yield ids
    if (ids.length < size) return
    last = ids.at(-1)
  }
}

/** Collects what is found in the entries of a list, in order, until there are `limit` results. */
export async function fillPage<Result>(
  limit: number,
  list: AsyncIterable<readonly string[]>,
  look: (id: string, most: number) => Promise<readonly Result[]>,
): Promise<Result[]> {
  const page: Result[] = []
  for await (const ids of list) {
    const most = limit - page.length
    for (const found of await sideBySide(ids, (id) => look(id, most))) for (const each of found) page.push(each)
    if (page.length >= limit) break
  }
  return limit < page.length ? page.slice(0, limit) : page
}

/** Returns a list of the sessions that a query selects, by date, then id. */
export function sessionList(store: Store, { open, ...query }: SessionQuery): List {
  // A store lists closed sessions in which patients are expected as open, because they are swept.
  const selection: ListingQuery = { ...query, open: open === false ? undefined : open }
  return async (after, size) => {
    const listed = await store.sessions({ ...selection, after, limit: size === Infinity ? undefined : size })
    if (after === undefined && listed.length <= size) return listed
    // An adapter that was written before there were pages gives the whole list.
    return listed.filter((id) => after === undefined || placeOf(id) > placeOf(after)).slice(0, size)
  }
}

/** Whether a query about doctors and dates selects a session. */
export function isSelected({ doctorId, from, to }: SessionQuery, sessionId: string): boolean {
  const date = dateOf(sessionId)
  const isOfDoctor = doctorId === undefined || sessionId === `${doctorId}.${date}`
  return isOfDoctor && (from === undefined || from <= date) && (to === undefined || date <= to)
}

/** A text that sorts as the sessions of a list do. */
function placeOf(sessionId: string): string {
  return dateOf(sessionId) + sessionId
}
