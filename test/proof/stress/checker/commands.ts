import { byId, commitsIn, type FoundCommit } from './commits'
import type { Execution, History, Violation } from './history'
import { placesAfter, placeText } from './places'

/** Answers for which nothing is committed. */
const MAY_CHANGE_NOTHING = ['registerDoctor', 'openSession', 'sweepSession', 'blockTime', 'unblockTime', 'delay']

interface Written extends FoundCommit {
  /** Places of the tokens that it touched. */
  readonly places: ReadonlyMap<string, string>
}

/**
 * Checks every command by its id: if ok, it is in the log once and matches the answer; if refused or failed, never; if unknown,
 * once or never.
 */
export function checkCommands({ entries, executions }: Pick<History, 'entries' | 'executions'>): Violation[] {
  const wrong: Violation[] = []
  const places = placesAfter(entries)
  const written = byId(commitsIn(entries).map((commit, index): Written => ({ ...commit, places: places[index]! })))
  const asked = byId(executions)
  // A booking that meets the day's key of a lapsed hold ends that hold, as a sweep would, under an id of the library's.
  for (const [id, commits] of written)
    if (!asked.has(id) && commits.some(({ entries: own }) => own[0]!.event.type !== 'token.expired'))
      wrong.push({ rule: 'unasked', message: `the command ${id} was never given` })
  for (const [id, times] of asked) wrong.push(...judge(id, times, written.get(id) ?? []))
  return wrong
}

function judge(id: string, times: readonly Execution[], commits: readonly Written[]): Violation[] {
  const wrong: Violation[] = []
  const [first] = commits
  const ok = times.filter(({ outcome }) => outcome === 'ok')
  const mustBe = ok.filter(
    ({ command, answer }) => !MAY_CHANGE_NOTHING.includes(command.op) || answer!.moved.length > 0,
  )
  if (commits.length > 1) {
    const at = commits.map((commit) => commit.entries[0]!.position).join(', ')
    wrong.push({ rule: 'duplicated', message: `${id} is in the log ${commits.length} times, at ${at}` })
  }
  if (first === undefined) {
    if (mustBe.length > 0) wrong.push({ rule: 'lost', message: `${id} was acknowledged, but is not in the log` })
    return wrong
  }
  if (times.every(({ outcome }) => outcome === 'refused' || outcome === 'failed'))
    wrong.push({ rule: 'unasked', message: `${id} was ${times[0]!.outcome} (${times[0]!.code}) and is in the log` })
  const { position } = first.entries[0]!
  for (const time of times)
    if (time.outcome === 'refused' && position <= time.headBefore)
      wrong.push({
        rule: 'wrong answer',
        message: `${id} was refused (${time.code}) after it had been committed at ${position}`,
      })
  if (new Set(mustBe.map(({ answer }) => answer!.digest)).size > 1)
    wrong.push({ rule: 'wrong answer', message: `${id} was answered in ${ok.length} different ways` })
  for (const { answer } of mustBe) {
    const { tokenId, status, slotId, moved } = answer!
    const place = tokenId === null ? undefined : (first.places.get(tokenId) ?? 'untouched')
    if (tokenId !== null && place !== placeText(status, slotId))
      wrong.push({
        rule: 'wrong answer',
        message: `${id} answered ${tokenId} ${placeText(status, slotId)}, the log has it ${place}`,
      })
    const others = first.entries.flatMap(({ event }) =>
      'tokenId' in event && event.tokenId !== tokenId ? event.tokenId : [],
    )
    // The log has the events session by session, the answer the moves in the order in which they were decided.
    const isOneSession = new Set(first.entries.map(({ stream }) => stream)).size === 1
    const inOrder = (ids: readonly string[]): string => (isOneSession ? ids : ids.toSorted()).join()
    if (inOrder(others) !== inOrder(moved))
      wrong.push({ rule: 'wrong answer', message: `${id} answered that ${moved} moved, in the log ${others} did` })
  }
  return wrong
}

/**
 * Checks that a command that ended before another began comes earlier in their stream, and that none comes before it was given.
 */
export function checkOrder({ entries, executions }: History): Violation[] {
  const wrong: Violation[] = []
  const asked = byId(executions)
  const latest = new Map<string, { id: string; invokedAt: number }>()
  for (const { id, entries: own } of commitsIn(entries)) {
    const times = asked.get(id)
    if (times === undefined) continue
    const invokedAt = Math.min(...times.map((time) => time.invokedAt))
    const endedAt = Math.min(...times.map((time) => (time.outcome === 'ok' ? time.endedAt! : Number.POSITIVE_INFINITY)))
    const headBefore = Math.min(...times.map((time) => time.headBefore))
    if (own[0]!.position <= headBefore)
      wrong.push({
        rule: 'out of order',
        message: `${id} is at ${own[0]!.position}, and was given when the log ended at ${headBefore}`,
      })
    for (const stream of new Set(own.map((entry) => entry.stream))) {
      const before = latest.get(stream)
      if (before !== undefined && endedAt < before.invokedAt)
        wrong.push({
          rule: 'out of order',
          message: `${id} had ended before ${before.id} was given, and comes after it in ${stream}`,
        })
      if (before === undefined || before.invokedAt < invokedAt) latest.set(stream, { id, invokedAt })
    }
  }
  return wrong
}
