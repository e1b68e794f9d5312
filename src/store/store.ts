import type { OpdEvent } from './event'

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
  /** One or more streams. */
  readonly writes: readonly Write[]
  /** Ids that the host gave to new tokens; generated ids name their stream and are not claimed. */
  readonly tokens: readonly TokenClaim[]
}

/** A token id that must be unique in the store. */
export interface TokenClaim {
  /** The host's id for a new token. */
  readonly tokenId: string
  /** Stream in which the token is. */
  readonly stream: string
}

/** What became of an append. Unless it was committed, nothing was written. */
export type AppendOutcome =
  | {
      /** Everything was written. */
      readonly status: 'committed'
    }
  | {
      /** A stream has another version than expected. */
      readonly status: 'conflict'
    }
  | {
      /** This command id was committed before. */
      readonly status: 'command-known'
      /** What was committed then. */
      readonly commit: CommitRecord
    }
  | {
      /** Another token has an id that the commit claims. */
      readonly status: 'token-id-taken'
      /** That id. */
      readonly tokenId: string
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

/** Where events are kept. An adapter holds no rules: it keeps streams, checks versions and never guesses. */
export interface Store {
  /** Events of a stream with versions above `afterVersion`, in order. */
  load(stream: string, afterVersion: number): Promise<readonly OpdEvent[]>
  /** Appends to all streams of a commit, or to none. */
  append(commit: Commit): Promise<AppendOutcome>
  /** The commit of a command id, if there was one. */
  findCommit(commandId: string): Promise<CommitRecord | undefined>
  /** At most `limit` events after a position, in the order of commits. */
  read(afterPosition: number, limit: number): Promise<readonly LogEntry[]>
  /** The stream in which a host's own token id was claimed, if one was. */
  locate(tokenId: string): Promise<string | undefined>
  /** Sessions by date, then doctor. */
  sessions(query: SessionQuery): Promise<readonly string[]>
  /** All doctors, in order of id. */
  doctors(): Promise<readonly string[]>
  /** Releases what the adapter holds. */
  close(): Promise<void>
}
