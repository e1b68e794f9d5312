import type { OpdEvent } from '../events/event'

/** New events of one stream: a doctor (`dr-rao`) or a session (`dr-rao.2026-01-30`). */
export interface Write {
  /** The stream to append to. */
  readonly stream: string
  /** The version that the stream must have at the commit; 0 for a new stream. */
  readonly expectedVersion: number
  /** The stream's next events, with versions without holes. Empty if only the version is to be checked. */
  readonly events: readonly OpdEvent[]
  /** The stream's entry in the store's list from now on. */
  readonly entry: StreamEntry
}

/** The entry of a stream in the store's list. */
export type StreamEntry =
  | {
      /** A doctor's details. */
      readonly kind: 'doctor'
      /** The doctor's id. */
      readonly doctorId: string
    }
  | {
      /** A session. */
      readonly kind: 'session'
      /** The id of the session's doctor. */
      readonly doctorId: string
      /** Service date, `YYYY-MM-DD`. */
      readonly date: string
      /** Whether the session is open, or patients are still expected in it. */
      readonly open: boolean
      /**
       * Earliest time at which a sweep may find something to do in the session, in epoch milliseconds; null if only another command can
       * give it something to do. It may be too early, never too late.
       */
      readonly dueAt: number | null
    }

/** All that one command changes. It is committed as a whole or not at all. */
export interface Commit {
  /** The command's idempotency key, unique for ever. */
  readonly commandId: string
  /** A hash of the command's content, to recognise another command under the same id. */
  readonly fingerprint: string
  /** What the library needs to answer a repeated command as it did before: a JSON value. Store it as it is. */
  readonly answer: unknown
  /** One write or more, with at least one event among them. */
  readonly writes: readonly Write[]
  /** Keys that must be free and belong to a stream from now on. A key is the id that a host gave to a token, or `~day/`, a date and a patient id. */
  readonly claims: readonly KeyClaim[]
  /** Keys that become free, before those above are claimed. */
  readonly releases: readonly string[]
}

/** A key that belongs to one stream at a time. */
export interface KeyClaim {
  /** The key, unique in the store until it becomes free. */
  readonly key: string
  /** The stream that has the key. */
  readonly stream: string
}

/** The outcome of a commit. Unless it is `committed`, nothing was written. */
export type AppendOutcome =
  | {
      /** Everything was written and is durable. */
      readonly status: 'committed'
    }
  | {
      /** A stream has another version than expected, or an earlier commit of the batch to one of its streams failed. */
      readonly status: 'conflict'
    }
  | {
      /** This command id was committed before. */
      readonly status: 'command-known'
      /** That earlier commit. */
      readonly commit: CommitRecord
    }
  | {
      /** A key that the commit claims is not free. */
      readonly status: 'key-taken'
      /** The key. */
      readonly key: string
    }

/** The part of a commit that can be found by its command id. */
export type CommitRecord = Pick<Commit, 'commandId' | 'fingerprint' | 'answer'>

/** An event and its position in the log of all streams. */
export interface LogEntry {
  /** Counted from 1 without holes, in the order of commits. */
  readonly position: number
  /** The event. */
  readonly event: OpdEvent
}

/** Selects sessions. A field that is left out selects all. */
export interface SessionQuery {
  /** Only sessions of this doctor. */
  readonly doctorId?: string | undefined
  /** First service date, `YYYY-MM-DD`. */
  readonly from?: string | undefined
  /** Last service date, `YYYY-MM-DD`. */
  readonly to?: string | undefined
  /**
   * Only open sessions, or only closed ones. In a store's list a closed session counts as open while patients are expected in it; the
   * queries of a scheduler list it as closed.
   */
  readonly open?: boolean | undefined
}

/** Selects sessions in a store's list. */
export interface ListingQuery extends SessionQuery {
  /** Only sessions whose `dueAt` is not later, in epoch milliseconds. */
  readonly dueBy?: number | undefined
  /**
   * Only sessions that come after this one in the list: those with a later date, and those of its date whose names sort after its name.
   * Its date is its last ten characters. It need not be among the sessions selected.
   */
  readonly after?: string | undefined
  /** Only so many sessions, the first of the list. */
  readonly limit?: number | undefined
}

/** When a session is due that has no new events. */
export interface Postponement {
  /** The session's stream. */
  readonly stream: string
  /** The version that the stream must have. */
  readonly version: number
  /** The `dueAt` of its entry from now on. */
  readonly dueAt: number | null
}

/** One process's turn to write to sessions that other processes write to as well. */
export interface WriteTurn {
  /** Ends the turn if it is not over. Never throws. */
  end(): void
}

/**
 * Stores events in streams, with optimistic concurrency. An adapter has no rules of the hospital: it stores streams and checks versions.
 *
 * It throws an `OpdError` (`store-failed`, `store-corrupt`, `closed`) only for a failure that a retry cannot mend, and only if nothing was
 * written. Any other error means that the outcome is unknown: reads are retried, and so are appends, whose command ids tell whether an
 * earlier attempt was committed.
 */
export interface Store {
  /** Returns the events of a stream with versions above `afterVersion`, in order. */
  load(stream: string, afterVersion: number): Promise<readonly OpdEvent[]>
  /**
   * Does the same for several streams, each with its version, in one query. They need not show the same moment. Leave it out if one
   * query saves nothing.
   */
  loadAll?(
    versions: ReadonlyMap<string, number>,
    /** If given, the events of all earlier turns are among those returned. */
    turn?: WriteTurn,
  ): Promise<ReadonlyMap<string, readonly OpdEvent[]>>
  /**
   * Carries out commits one after the other, makes them durable together, and returns an outcome for each. Each commit is written as a
   * whole or not at all, and checked in this order: the command id, the versions, the keys. If one fails, every later commit of the batch
   * that writes to one of its streams fails too, because it was decided on events that are not there. A batch has up to 256 commits.
   */
  append(
    commits: readonly Commit[],
    /** If given, the append may end it. The caller ends it in any case. */
    turn?: WriteTurn,
  ): Promise<readonly AppendOutcome[]>
  /** Returns the commit of a command id, or undefined if there is none. */
  findCommit(commandId: string): Promise<CommitRecord | undefined>
  /** Returns at most `limit` events after a position, in the order of commits, without holes. */
  read(afterPosition: number, limit: number): Promise<readonly LogEntry[]>
  /** Returns the position of the last event in the log, or 0 if it is empty. */
  head(): Promise<number>
  /** Returns the stream that has a key, or undefined if the key is free. */
  locate(key: string): Promise<string | undefined>
  /**
   * Returns the streams of sessions by date, then name. Every sweep asks with `dueBy`, and every page of a list with `limit`, so use
   * indexes for them. Pages from an adapter that leaves `after` and `limit` out of account are right, but cost as much as the whole list.
   */
  sessions(query: ListingQuery): Promise<readonly string[]>
  /**
   * Changes `dueAt` in the entries of sessions, each only if its stream still has the version given. A sweep calls it for sessions that
   * were listed too early. Leave it out if entries without a `dueAt` were never written to the store: such a session is then swept each time.
   */
  postpone?(sessions: readonly Postponement[]): Promise<void>
  /** Returns all doctors' ids in order. */
  doctors(): Promise<readonly string[]>
  /** Returns the position up to which a consumer has handled the log, or 0 for a new one. */
  checkpoint(consumer: string): Promise<number>
  /** Moves a consumer's checkpoint if it is at `from`, and returns whether it was. */
  advance(consumer: string, from: number, to: number): Promise<boolean>
  /**
   * Calls `wake` soon after another process may have committed, until the function that it returns is called. It is only a hint:
   * subscribers poll as well.
   */
  watch?(wake: () => void): () => void
  /**
   * Waits for a turn among the processes of a facility that want one, so that they do not decide on each other's old events. It is given to
   * `loadAll` and `append`. Turns are a courtesy: appends without a turn go on, and one with a turn checks versions too. So a turn may be taken
   * away from a process that keeps it too long, and a store that wraps another one may leave turns out of account. Leave it out if
   * processes do not share the store, or if a conflict costs little.
   */
  takeTurn?(): Promise<WriteTurn>
  /**
   * Calls `forget` if another database may have taken over, which may lack commits that were acknowledged and have others in their place: a
   * standby, or a restored backup. It is called before the first answer that shows the other database is returned. From an append that
   * was called before, nothing is written after it. Leave it out if the database cannot change under a process.
   */
  whenReplaced?(forget: () => void): void
  /**
   * Called with the deadline of each scheduler that uses the store: nobody waits longer for an answer, in milliseconds. What the store holds
   * for a call without an answer, such as a connection, must be free then. Leave it out if no call of the store can wait for ever.
   */
  giveUpAfter?(ms: number): void
  /** Frees the adapter's resources, also those of calls that have no answer yet. */
  close(): Promise<void>
}
