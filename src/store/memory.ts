import type { OpdEvent } from '../events/event'
import { DATE_LENGTH, dateOf } from '../events/names'
import type { AppendOutcome, Commit, CommitRecord, ListingQuery, LogEntry, Store, StreamEntry } from './store'

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

export type SessionEntry = Extract<StreamEntry, { kind: 'session' }>

/** An index of sessions by date, doctor and openness, and by the time at which they are due. */
class SessionIndex {
  private readonly open = new Listing()
  private readonly closed = new Listing()
  private readonly due = new SortedKeys()

  /** Adds a session that is new, or puts it into its new place; `old` is the entry that it has now. */
  put(stream: string, entry: SessionEntry, old: SessionEntry | undefined): void {
    if (old === entry) return
    if (old?.open !== entry.open) {
      const [into, outOf] = entry.open ? [this.open, this.closed] : [this.closed, this.open]
      outOf.delete(stream, entry)
      into.add(stream, entry)
    }
    if (old?.dueAt === entry.dueAt) return
    if (old !== undefined && old.dueAt !== null) this.due.delete(dueKey(old.dueAt) + entry.date + stream)
    if (entry.dueAt !== null) this.due.add(dueKey(entry.dueAt) + entry.date + stream)
  }

  find(query: ListingQuery): string[] {
    const found = query.dueBy === undefined ? this.ofDates(query) : this.dueBy(query, query.dueBy)
    return found.map((key) => key.slice(DATE_LENGTH))
  }

  private ofDates(query: ListingQuery): string[] {
    const listings = query.open === undefined ? [this.open, this.closed] : [query.open ? this.open : this.closed]
    const found = listings.flatMap((listing) => listing.find(query))
    return listings.length > 1 ? found.sort().slice(0, query.limit) : found
  }

  /** Few sessions are due, so these are filtered. */
  private dueBy(query: ListingQuery, dueBy: number): string[] {
    const due = this.due.between('', dueKey(dueBy + 1)).map((key) => key.slice(DUE_LENGTH))
    const { limit, ...selection } = query
    const { doctorId, from, to, open, after } = selection
    if ([doctorId, from, to, open, after].every((each) => each === undefined)) return due.sort().slice(0, limit)
    const meant = new Set(this.ofDates(selection))
    return due
      .filter((key) => meant.has(key))
      .sort()
      .slice(0, limit)
  }
}

/** Number of digits of the times of JavaScript's dates. */
const DUE_LENGTH = 16

/** A time as a text that sorts by time. All times before 1970 count as the same. */
function dueKey(at: number): string {
  return String(Math.max(0, Math.floor(at))).padStart(DUE_LENGTH, '0')
}

/** Sessions as date and name in one string, so that they sort by date. */
class Listing {
  private readonly all = new SortedKeys()
  private readonly ofDoctor = new Map<string, SortedKeys>()

  add(stream: string, { doctorId, date }: SessionEntry): void {
    this.all.add(date + stream)
    let own = this.ofDoctor.get(doctorId)
    if (own === undefined) {
      own = new SortedKeys()
      this.ofDoctor.set(doctorId, own)
    }
    own.add(date + stream)
  }

  delete(stream: string, { doctorId, date }: SessionEntry): void {
    this.all.delete(date + stream)
    this.ofDoctor.get(doctorId)?.delete(date + stream)
  }

  find({ doctorId, from = '', to = '9', after, limit }: ListingQuery): readonly string[] {
    const keys = doctorId === undefined ? this.all : this.ofDoctor.get(doctorId)
    // The first text after a key is the key and the lowest character.
    const next = after === undefined ? '' : `${dateOf(after)}${after}\0`
    // No stream's name has a character above \uffff.
    return keys?.between(next > from ? next : from, `${to}\uffff`, limit) ?? []
  }
}

/** A sorted set of strings with binary search. */
class SortedKeys {
  private readonly keys: string[] = []

  add(key: string): void {
    const at = this.indexOf(key)
    if (this.keys[at] !== key) this.keys.splice(at, 0, key)
  }

  delete(key: string): void {
    const at = this.indexOf(key)
    if (this.keys[at] === key) this.keys.splice(at, 1)
  }

  /** The keys from `first` up to, but not including, `end`; at most `limit` of them. */
  between(first: string, end: string, limit = Number.POSITIVE_INFINITY): readonly string[] {
    const from = this.indexOf(first)
    return this.keys.slice(from, Math.min(this.indexOf(end), from + limit))
  }

  /** The index of the first key that is not before `key`. */
  private indexOf(key: string): number {
    let low = 0
    let high = this.keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.keys[middle]! < key) low = middle + 1
      else high = middle
    }
    return low
  }
}
