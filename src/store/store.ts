import type { OpdEvent } from '../events/event'

/** New events of one stream: a doctor (`dr-rao`) or a session (`dr-rao.2026-01-30`). */
export interface Write {
  /** Stream to append to. */
  readonly stream: string
  /** Version that the stream must have now; 0 for a stream that does not exist yet. */
  readonly expectedVersion: number
  /** Events with the versions that follow, without holes; none where only the version has to be true at the commit. */
  readonly events: readonly OpdEvent[]
  /** How the stream is listed from now on. */
  readonly entry: StreamEntry
}

/** One stream in the store's list. */
export type StreamEntry =
  | {
      /** A doctor's details. */
      readonly kind: 'doctor'
      /** The doctor. */
      readonly doctorId: string
    }
  | {
      /** A session. */
      readonly kind: 'session'
      /** Whose session it is. */
      readonly doctorId: string
      /** Service date, `YYYY-MM-DD`. */
      readonly date: string
      /** Whether it still gives seats. */
      readonly open: boolean
    }

/** All that one command changes: committed as a whole or not at all. */
export interface Commit {
  /** Unique for ever. */
  readonly commandId: string
  /** The command's content, to recognise another command under the same id. */
  readonly fingerprint: string
  /** The answer that repeating the command gives again: a JSON value. */
  readonly answer: unknown
  /** One or more streams, with at least one event among them. */
  readonly writes: readonly Write[]
  /** Keys that must be free now and are taken from now on. A key is the id that a host gave to a token. */
  readonly claims: readonly KeyClaim[]
  /** Keys that are free from now on, before those above are claimed. */
  readonly releases: readonly string[]
}

/** A key that belongs to one stream at a time. */
export interface KeyClaim {
  /** Unique in the store until it is released. */
  readonly key: string
  /** Stream that the key leads to. */
  readonly stream: string
}

/** What became of a commit. Unless it was committed, nothing of it was written. */
export type AppendOutcome =
  | {
      /** Everything was written and is durable. */
      readonly status: 'committed'
    }
  | {
      /** A stream has another version than expected, or an earlier commit of the batch that it builds on failed. */
      readonly status: 'conflict'
    }
  | {
      /** This command id was committed before. */
      readonly status: 'command-known'
      /** What was committed then. */
      readonly commit: CommitRecord
    }
  | {
      /** A key that the commit claims is taken. */
      readonly status: 'key-taken'
      /** That key. */
      readonly key: string
    }

/** What the store remembers of a commit. */
export type CommitRecord = Pick<Commit, 'commandId' | 'fingerprint' | 'answer'>

/** An event and its place in the log of all streams. */
export interface LogEntry {
  /** From 1 without holes, in the order of commits. */
  readonly position: number
  /** The event. */
  readonly event: OpdEvent
}

/** Which sessions to list; a bound that is absent does not limit. */
export interface SessionQuery {
  /** Sessions of this doctor only. */
  readonly doctorId?: string | undefined
  /** First service date, `YYYY-MM-DD`. */
  readonly from?: string | undefined
  /** Last service date, `YYYY-MM-DD`. */
  readonly to?: string | undefined
  /** Only open sessions, or only closed ones. */
  readonly open?: boolean | undefined
}

/**
 * Where events are kept. An adapter holds no rules: it keeps streams, checks versions and never guesses.
 *
 * What it throws for a failure that trying again cannot mend is an `OpdError` (`store-failed`, `store-corrupt`, `closed`), and
 * then nothing was written. Anything else that it throws means "not known, maybe later": reads are tried again, and so are
 * appends, whose command ids tell whether the first try was committed after all.
 */
export interface Store {
  /** Events of a stream with versions above `afterVersion`, in order. */
  load(stream: string, afterVersion: number): Promise<readonly OpdEvent[]>
  /**
   * The same of several streams with one question, each named with its version; left out where that is no gain. They need not be
   * of one moment.
   */
  loadAll?(versions: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, readonly OpdEvent[]>>
  /**
   * Carries out commits one after the other and makes them durable together; one outcome for each. Each is written as a whole
   * or not at all. A commit that fails takes with it every later one of the batch that writes to one of its streams, for those
   * were decided on it. The engine sends up to 256 commits. Checked in this order: the command id, the versions, the keys.
   */
  append(commits: readonly Commit[]): Promise<readonly AppendOutcome[]>
  /** The commit of a command id, if there was one. */
  findCommit(commandId: string): Promise<CommitRecord | undefined>
  /** At most `limit` events after a position, in the order of commits, without holes. */
  read(afterPosition: number, limit: number): Promise<readonly LogEntry[]>
  /** Position of the last event in the log; 0 where there is none. */
  head(): Promise<number>
  /** The stream that a key leads to, if it is taken. */
  locate(key: string): Promise<string | undefined>
  /** Sessions by date, then name; found without a look at those that are not asked for. */
  sessions(query: SessionQuery): Promise<readonly string[]>
  /** All doctors, in order of id. */
  doctors(): Promise<readonly string[]>
  /** Position up to which a consumer has handled the log; 0 for one that is new. */
  checkpoint(consumer: string): Promise<number>
  /** Moves a consumer's checkpoint, unless it is no longer at `from`; whether it was moved. */
  advance(consumer: string, from: number, to: number): Promise<boolean>
  /**
   * Calls back soon after other processes may have committed; the function that it answers ends that. A hint and no promise:
   * without it, or between two calls, subscribers poll.
   */
  watch?(wake: () => void): () => void
  /** Releases what the adapter holds. */
  close(): Promise<void>
}
