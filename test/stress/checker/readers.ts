import type { History, Subscriber, Violation } from './history'

/** Every subscriber was handed the log, all of it and nothing else, in order. */
export function checkSubscribers({ entries, subscribers }: History): Violation[] {
  return subscribers.flatMap((subscriber) => {
    const complaint = complain(subscriber, entries)
    return complaint === undefined ? [] : [{ rule: 'subscriber', message: `${subscriber.name}: ${complaint}` }]
  })
}

function complain({ named, runs }: Subscriber, entries: History['entries']): string | undefined {
  let last = 0
  for (const run of runs) {
    // A new process may be handed again what the one before had handled, and go on from there.
    let expected: number | undefined
    for (const { position, eventId } of run) {
      expected ??= named && position <= last ? position : last + 1
      if (position !== expected) return `was handed position ${position} in place of ${expected}`
      if (entries[position - 1]?.event.eventId !== eventId) return `was handed ${eventId} as position ${position}`
      last = Math.max(last, position)
      expected = position + 1
    }
  }
  return last === entries.length ? undefined : `was handed ${last} of ${entries.length} events`
}

/** A query shows every commit that was in the log before it was asked. */
export function checkQueries({ entries, queries }: History): Violation[] {
  const positions = new Map<string, number[]>()
  for (const { stream, position } of entries) {
    const own = positions.get(stream)
    if (own === undefined) positions.set(stream, [position])
    else own.push(position)
  }
  return queries.flatMap(({ head, session, version }) => {
    const next = positions.get(session)?.[version]
    if (next === undefined || next > head) return []
    const message = `${session} was shown with version ${version} when its next event had been committed at ${next}, and the log ended at ${head}`
    return [{ rule: 'stale query', message }]
  })
}
