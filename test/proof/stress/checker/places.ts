import type { OpdEvent } from 'opd-scheduler'
import { commitsIn } from './commits'
import { Fold } from './fold'
import type { History, Violation } from './history'

/** Checks the capacity of slots after every event of the log, the overflow limit of sessions after every commit, and that every token is in one place, from its first event to the end. */
export function checkPlaces({ entries, executions, places }: History): Violation[] {
  const wrong: Violation[] = []
  const fold = new Fold()
  for (const { stream, event, position } of entries) {
    for (const message of fold.apply(stream, event)) wrong.push({ rule: 'misplaced', message })
    if (gainsSeat(event))
      for (const message of fold.overbooked(stream))
        wrong.push({ rule: 'overbooked', message: `${message}, after position ${position}` })
  }
  wrong.push(...checkCommits(entries))
  for (const [id, { status, slotId }] of fold.tokens) {
    const place = placeText(status, slotId)
    if (places.get(id) !== place)
      wrong.push({
        rule: 'misplaced',
        message: `the log has ${id} ${place}, a scheduler ${places.get(id) ?? 'not at all'}`,
      })
  }
  for (const id of places.keys())
    if (!fold.tokens.has(id)) wrong.push({ rule: 'misplaced', message: `a scheduler has ${id}, the log does not` })
  for (const { id, answer } of executions) {
    for (const token of [answer?.tokenId ?? [], answer?.moved ?? []].flat())
      if (!fold.tokens.has(token)) wrong.push({ rule: 'lost', message: `${token}, in the answer to ${id}, is missing` })
  }
  return wrong
}

/**
 * After each commit nobody may be expected in a slot in which the doctor is away, and no session may have more tokens in overflow seats than
 * its limit. Within the commit of a leave a better waiter may be seated before the token has left that makes room.
 */
function checkCommits(entries: History['entries']): Violation[] {
  const wrong: Violation[] = []
  const fold = new Fold()
  for (const { id, entries: own } of commitsIn(entries)) {
    for (const { stream, event } of own) fold.apply(stream, event)
    for (const stream of new Set(own.map((entry) => entry.stream)))
      for (const message of fold.expectedInVain(stream))
        wrong.push({ rule: 'misplaced', message: `${message}, after the commit of ${id}` })
    for (const stream of new Set(own.filter(({ event }) => gainsSeat(event)).map((entry) => entry.stream)))
      for (const message of fold.aboveLimit(stream))
        wrong.push({ rule: 'overbooked', message: `${message}, after the commit of ${id}` })
  }
  return wrong
}

/** Whether somebody may have got a seat, or a slot has become smaller. A token that leaves cannot overbook. */
function gainsSeat(event: OpdEvent): boolean {
  return !('tokenId' in event) || (event.to !== null && event.to !== event.from)
}

/** Returns the place of a token as a text that can be compared. */
export function placeText(status: string, slotId: string | null): string {
  return slotId === null ? status : `${status} in ${slotId}`
}

/** Returns the places of the tokens that each commit touched, by the number of the commit. */
export function placesAfter(entries: History['entries']): Map<string, string>[] {
  const fold = new Fold()
  return commitsIn(entries).map((commit) => {
    const touched = new Map<string, string>()
    for (const { stream, event } of commit.entries) fold.apply(stream, event)
    for (const { event } of commit.entries) {
      const token = 'tokenId' in event ? fold.tokens.get(event.tokenId) : undefined
      if (token !== undefined && 'tokenId' in event) touched.set(event.tokenId, placeText(token.status, token.slotId))
    }
    return touched
  })
}
