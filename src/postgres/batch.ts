import type { AppendOutcome, Commit, CommitRecord, StreamEntry } from '../store/store'

/** Streams, commands and keys of a batch that exist in the database. */
export interface Facts {
  readonly versions: ReadonlyMap<string, number>
  readonly commands: ReadonlyMap<string, CommitRecord>
  readonly taken: ReadonlySet<string>
}

/** A stream before and after the batch. */
interface StreamChange {
  readonly expected: number
  version: number
  /** Undefined if only the version is checked. */
  entry: StreamEntry | undefined
}

/**
 * The outcome of each commit of a batch, and the rows to write, if the database is as `facts` say. Without facts, it assumes what the
 * first commit on each stream, command and key expects. The database checks every assumption.
 */
export class Batch {
  readonly outcomes: readonly AppendOutcome[]
  /** Commits to write. */
  readonly hoped: Commit[] = []
  readonly streams = new Map<string, StreamChange>()
  /** Keys that must not exist. */
  readonly free = new Set<string>()
  /** Keys to delete if they exist. */
  readonly dropped = new Set<string>()
  private readonly owners = new Map<string, string | undefined>()
  private readonly broken = new Set<string>()
  private readonly known: Map<string, CommitRecord>

  constructor(
    commits: readonly Commit[],
    private readonly facts: Facts | undefined,
  ) {
    this.known = new Map(facts?.commands)
    this.outcomes = commits.map((commit) => {
      const outcome = this.outcomeOf(commit)
      if (outcome.status === 'committed') this.take(commit)
      else for (const { stream } of commit.writes) this.broken.add(stream)
      return outcome
    })
  }

  /** Keys to insert, with the stream of each. */
  get claimed(): [key: string, stream: string][] {
    return [...this.owners].filter((owner): owner is [string, string] => owner[1] !== undefined)
  }

  private outcomeOf({ commandId, writes, claims, releases }: Commit): AppendOutcome {
    const commit = this.known.get(commandId)
    if (commit !== undefined) return { status: 'command-known', commit }
    for (const { stream, expectedVersion } of writes)
      if (this.broken.has(stream) || this.versionOf(stream, expectedVersion) !== expectedVersion)
        return { status: 'conflict' }
    const taken = claims.find(({ key }) => !releases.includes(key) && this.isTaken(key))
    return taken === undefined ? { status: 'committed' } : { status: 'key-taken', key: taken.key }
  }

  private versionOf(stream: string, hoped: number): number {
    const written = this.streams.get(stream)
    if (written !== undefined) return written.version
    return this.facts === undefined ? hoped : (this.facts.versions.get(stream) ?? 0)
  }

  private isTaken(key: string): boolean {
    return this.owners.has(key) ? this.owners.get(key) !== undefined : this.facts?.taken.has(key) === true
  }

  private take(commit: Commit): void {
    const { commandId, fingerprint, answer, writes, claims, releases } = commit
    this.hoped.push(commit)
    this.known.set(commandId, { commandId, fingerprint, answer })
    for (const { stream, expectedVersion, events, entry } of writes) {
      let change = this.streams.get(stream)
      if (change === undefined) {
        change = { expected: expectedVersion, version: expectedVersion, entry: undefined }
        this.streams.set(stream, change)
      }
      change.version = expectedVersion + events.length
      if (events.length > 0) change.entry = entry
    }
    for (const key of releases) {
      if (!this.owners.has(key)) this.dropped.add(key)
      this.owners.set(key, undefined)
    }
    for (const { key, stream } of claims) {
      if (!this.owners.has(key)) this.free.add(key)
      this.owners.set(key, stream)
    }
  }
}
