import type { Entry, History, Violation } from './history'

/** The events of one commit, in order. */
export interface FoundCommit {
  readonly id: string
  readonly entries: readonly Entry[]
}

/** Returns the log as commits. Each begins with an event that has the command id. */
export function commitsIn(entries: readonly Entry[]): FoundCommit[] {
  const commits: { id: string; entries: Entry[] }[] = []
  for (const entry of entries) {
    if (entry.command !== null || commits.length === 0) commits.push({ id: entry.event.commandId, entries: [entry] })
    else commits.at(-1)!.entries.push(entry)
  }
  return commits
}

/**
 * Checks that positions are 1 to N, versions 1 to n in every stream, each commit is contiguous, and `read` returns the rows of
 * the tables.
 */
export function checkLog({ entries, log, versions, commits }: History): Violation[] {
  const wrong: Violation[] = []
  const last = new Map<string, number>()
  entries.forEach(({ position, stream, version, event }, index) => {
    if (position !== index + 1)
      wrong.push({ rule: 'holes', message: `position ${position} is number ${index + 1} of the log` })
    const expected = (last.get(stream) ?? 0) + 1
    if (version !== expected || event.version !== expected) {
      const message = `${stream} goes on with version ${version} (in the event ${event.version}) after ${expected - 1}`
      wrong.push({ rule: 'holes', message })
    }
    last.set(stream, Math.max(version, expected))
    const read = log[index]
    if (read?.position !== position || JSON.stringify(read.event) !== JSON.stringify(event))
      wrong.push({ rule: 'holes', message: `read returns another event than the table at position ${position}` })
  })
  if (log.length !== entries.length)
    wrong.push({ rule: 'holes', message: `read returns ${log.length} events, the table has ${entries.length}` })
  for (const [stream, version] of versions === undefined ? [] : last) {
    if (versions?.get(stream) === version) continue
    wrong.push({ rule: 'holes', message: `${stream} ends with ${version} and is listed with ${versions?.get(stream)}` })
  }
  if (commits !== undefined) {
    const written = new Set(entries.map(({ event }) => event.commandId))
    const listed = new Set(commits)
    if (listed.size < commits.length)
      wrong.push({ rule: 'duplicated', message: `${commits.length - listed.size} commands are listed again` })
    for (const id of written) if (!listed.has(id)) wrong.push({ rule: 'holes', message: `${id} is not listed` })
    for (const id of listed)
      if (!written.has(id)) wrong.push({ rule: 'lost', message: `${id} is listed without events` })
  }
  for (const { id, entries: own } of commitsIn(entries)) {
    if (own[0]!.command !== id)
      wrong.push({ rule: 'holes', message: `the commit of ${id} carries the id ${own[0]!.command}` })
    const stray = own.find(({ event }) => event.commandId !== id)
    if (stray !== undefined)
      wrong.push({
        rule: 'holes',
        message: `${stray.event.eventId} of ${stray.event.commandId} is in the commit of ${id}`,
      })
  }
  return wrong
}

/** Groups items by id, in the order in which the ids first occur. */
export function byId<Thing extends { readonly id: string }>(things: readonly Thing[]): Map<string, Thing[]> {
  const groups = new Map<string, Thing[]>()
  for (const thing of things) {
    const group = groups.get(thing.id)
    if (group === undefined) groups.set(thing.id, [thing])
    else group.push(thing)
  }
  return groups
}
