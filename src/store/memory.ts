import type { OpdEvent } from '../events/event'
import { type SessionEntry, SessionIndex } from './session-index'
import type { AppendOutcome, Commit, CommitRecord, LogEntry, Store } from './store'

interface Stream {
  readonly events: OpdEvent[]
  /** Its entry, if it is a session. */
  entry: SessionEntry | undefined
}

const COMMITTED: AppendOutcome = Object.freeze({ status: 'committed' })

/** Stores everything in this process's memory, for tests and simulations. All is lost when the process ends. */
export function memoryStore(): Store {
  const streams = new Map<string, Stream>()
  const index = new SessionIndex()
  const doctors = new Set<string>()
  const log: OpdEvent[] = []
  const commits = new Map<string, CommitRecord>()
  const keys = new Map<string, string>()
  const checkpoints = new Map<string, number>()

  function appendOne(commit: Commit, broken: Set<string>): AppendOutcome {
    const known = commits.get(commit.commandId)
    if (known !== undefined) return { status: 'command-known', commit: known }
    for (const { stream, expectedVersion } of commit.writes) {
      const version = streams.get(stream)?.events.length ?? 0
      if (version !== expectedVersion || broken.has(stream)) return { status: 'conflict' }
    }
    const { commandId, fingerprint, answer, releases } = commit
    for (const { key } of commit.claims)
      if (keys.has(key) && !releases.includes(key)) return { status: 'key-taken', key }
    for (const { stream, events, entry } of commit.writes) {
      let written = streams.get(stream)
      if (written === undefined) {
        written = { events: [], entry: undefined }
        streams.set(stream, written)
      }
      for (const event of events) {
        written.events.push(event)
        log.push(event)
      }
      if (entry.kind === 'doctor') doctors.add(entry.doctorId)
      else {
        index.put(stream, entry, written.entry)
        written.entry = entry
      }
    }
    for (const key of releases) keys.delete(key)
    for (const { key, stream } of commit.claims) keys.set(key, stream)
    commits.set(commandId, { commandId, fingerprint, answer })
    return COMMITTED
  }

  return {
    load: async (stream, afterVersion) => streams.get(stream)?.events.slice(afterVersion) ?? [],
    append: async (batch) => {
      const broken = new Set<string>()
      return batch.map((commit) => {
        const outcome = appendOne(commit, broken)
        if (outcome.status !== 'committed') for (const { stream } of commit.writes) broken.add(stream)
        return outcome
      })
    },
    findCommit: async (commandId) => commits.get(commandId),
    read: async (after, limit): Promise<LogEntry[]> =>
      log.slice(after, after + limit).map((event, index) => ({ position: after + index + 1, event })),
    head: async () => log.length,
    locate: async (key) => keys.get(key),
    sessions: async (query) => index.find(query),
    doctors: async () => [...doctors].sort(),
    checkpoint: async (consumer) => checkpoints.get(consumer) ?? 0,
    advance: async (consumer, from, to) => {
      if ((checkpoints.get(consumer) ?? 0) !== from) return false
      checkpoints.set(consumer, to)
      return true
    },
    close: async () => {},
  }
}
