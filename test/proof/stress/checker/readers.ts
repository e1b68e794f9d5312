import type { History, Subscriber, Violation } from './history'

/** Every subscriber got exactly the log, in order. */
export function checkSubscribers({ entries, subscribers }: History): Violation[] {
  return subscribers.flatMap((subscriber) => {
    const complaint = complain(subscriber, entries)
    return complaint === undefined ? [] : [{ rule: 'subscriber', message: `${subscriber.name}: ${complaint}` }]
  })
}

function complain({ named, runs }: Subscriber, entries: History['entries']): string | undefined {
  let last = 0
  for (const run of runs) {
    // A new process may get again events that the one before had handled, and go on from there.
    let expected: number | undefined
    for (const { position, eventId } of run) {
      expected ??= named && position <= last ? position : last + 1
      if (position !== expected) return `got position ${position} instead of ${expected}`
      if (entries[position - 1]?.event.eventId !== eventId) return `got ${eventId} as position ${position}`
      last = Math.max(last, position)
      expected = position + 1
    }
  }
  return last === entries.length ? undefined : `got ${last} of ${entries.length} events`
}

/** A query shows every commit that was in the log, or acknowledged to any process, before the query. */
export function checkQueries({ entries, executions, queries }: History): Violation[] {
  const acknowledged = new Map<string, number>()
  for (const { id, outcome, endedAt } of executions)
    if (outcome === 'ok') acknowledged.set(id, Math.min(endedAt!, acknowledged.get(id) ?? Number.POSITIVE_INFINITY))
  const streams = new Map<string, { position: number; version: number; since: number }[]>()
  for (const { stream, position, version, event } of entries) {
    const own = streams.get(stream) ?? []
    if (own.length === 0) streams.set(stream, own)
    own.push({ position, version, since: acknowledged.get(event.commandId) ?? Number.POSITIVE_INFINITY })
  }
  return queries.flatMap(({ at, head, session, version }) => {
    const missed = streams
      .get(session)
      ?.find((entry) => entry.version > version && (entry.position <= head || entry.since < at))
    if (missed === undefined) return []
    const message = `${session} was shown with version ${version} after version ${missed.version} was there, at position ${missed.position}`
    return [{ rule: 'stale query', message }]
  })
}
