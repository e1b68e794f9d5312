import type { OpdEvent } from './event'
import type { AppendOutcome, Commit, CommitRecord, LogEntry, SessionQuery, Store, StreamEntry } from './store'

/** Keeps everything in this process: for tests, simulations, and wherever losing it all on exit is right. */
export function memoryStore(): Store {
  const streams = new Map<string, OpdEvent[]>()
  const entries = new Map<string, StreamEntry>()
  const log: OpdEvent[] = []
  const commits = new Map<string, CommitRecord>()
  const streamOf = new Map<string, string>()

  function append(commit: Commit): AppendOutcome {
    const known = commits.get(commit.commandId)
    if (known !== undefined) return { status: 'command-known', commit: known }
    for (const write of commit.writes) {
      if ((streams.get(write.stream)?.length ?? 0) !== write.expectedVersion) return { status: 'conflict' }
    }
    for (const { tokenId } of commit.tokens) if (streamOf.has(tokenId)) return { status: 'token-id-taken', tokenId }
    for (const write of commit.writes) {
      const stream = streams.get(write.stream)
      if (stream === undefined) streams.set(write.stream, [...write.events])
      else stream.push(...write.events)
      log.push(...write.events)
      entries.set(write.stream, write.entry)
    }
    for (const { tokenId, stream } of commit.tokens) streamOf.set(tokenId, stream)
    const { commandId, fingerprint, answer } = commit
    commits.set(commandId, { commandId, fingerprint, answer })
    return { status: 'committed' }
  }

  function sessions(query: SessionQuery): string[] {
    const found: { date: string; stream: string }[] = []
    for (const [stream, entry] of entries) {
      if (entry.kind !== 'session' || (query.doctorId ?? entry.doctorId) !== entry.doctorId) continue
      if (entry.date < (query.from ?? '') || entry.date > (query.to ?? '9')) continue
      if ((query.open ?? entry.open) === entry.open) found.push({ date: entry.date, stream })
    }
    const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
    return found.sort((a, b) => order(a.date, b.date) || order(a.stream, b.stream)).map((each) => each.stream)
  }

  return {
    load: async (stream, afterVersion) => streams.get(stream)?.slice(afterVersion) ?? [],
    append: async (commit) => append(commit),
    findCommit: async (commandId) => commits.get(commandId),
    read: async (after, limit): Promise<LogEntry[]> =>
      log.slice(after, after + limit).map((event, index) => ({ position: after + index + 1, event })),
    locate: async (tokenId) => streamOf.get(tokenId),
    sessions: async (query) => sessions(query),
    doctors: async () =>
      [...entries.values()].flatMap((entry) => (entry.kind === 'doctor' ? [entry.doctorId] : [])).sort(),
    close: async () => {},
  }
}
