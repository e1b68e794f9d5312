import type { Store } from 'opd-scheduler/store'
import type { StoredEvent } from '../checker/history'
import type { Edit } from '../sabotage'
import { failoverUnderStress } from './failover'
import { postgresUnderStress } from './postgres'
import { sqliteUnderStress } from './sqlite'

/** A fault that is caused again and again: a process is killed, a server restarts, a connection is cut. */
export interface Fault {
  readonly name: string
  /** Average number of commands of the run from one to the next. */
  readonly every: number
  /** Reason why it cannot happen in this run. Then the run proves too little. */
  readonly unavailable?: string | undefined
  /** Causes the fault, and resolves when it is over; with false if it did not happen, for example because the run ended before. */
  readonly strike: (over: AbortSignal) => Promise<boolean>
}

/** A store during a run. */
export interface RunningStore {
  /** Address of the store for a process. */
  readonly address: string
  /** Address without the faults, for reading the store afterwards. */
  readonly quietAddress: string
  /** Faults of the store, besides those of the processes. */
  readonly faults: readonly Fault[]
  /** Returns everything stored, in order of position, read from the tables without the adapter. */
  tables(): Promise<Tables>
  stop(): Promise<void>
}

/** Contents of the tables, for the checker. */
export interface Tables {
  readonly events: readonly StoredEvent[]
  /** Version of each stream, if the tables have it besides the log. */
  readonly versions?: ReadonlyMap<string, number>
  /** The stream of each key. */
  readonly keys: ReadonlyMap<string, string>
  /** Command ids of all commits, if they have their own table. */
  readonly commits?: readonly string[]
}

/** A kind of store that the harness can test. */
export interface StoreUnderStress {
  /** Opens a connection of one process. */
  open(address: string): Promise<Store>
  /** Creates a new and empty store in this folder. The first process that opens it creates its tables. */
  start(folder: string): Promise<RunningStore>
  /** Whether acknowledged commits may get lost. The run must then show that some were, and that the others still make sense. */
  readonly losesCommits?: boolean
  /** Edits of the adapter for a `--sabotage` of this name, in addition to those of the shell. */
  readonly sabotage: Readonly<Record<string, readonly Edit[]>>
}

/** Stores by the name given with `--store`. */
export const STORES: Readonly<Record<string, StoreUnderStress>> = {
  sqlite: sqliteUnderStress,
  postgres: postgresUnderStress,
  failover: failoverUnderStress(true),
  'failover-asynchronous': failoverUnderStress(false),
}
