import type { Store } from 'opd-scheduler/store'
import type { StoredEvent } from '../checker/history'
import type { Edit } from '../sabotage'
import { postgresUnderStress } from './postgres'
import { sqliteUnderStress } from './sqlite'

/** Something that happens to a store and to no process: a server that restarts, a connection that is cut. */
export interface Fault {
  readonly name: string
  /** Milliseconds from one to the next, on the average. */
  readonly everyMs: number
  /** How often it has to happen in a minute, or the run proves too little. */
  readonly perMinute: number
  /** Why it cannot happen in this run. Then the run proves too little. */
  readonly unavailable?: string | undefined
  /** Lets it happen, and resolves when it is over; false where it did not come to it. */
  readonly strike: () => Promise<boolean>
}

/** A store while a run uses it. */
export interface RunningStore {
  /** What a process needs to reach it. */
  readonly address: string
  /** The same without the faults, for who looks at it afterwards. */
  readonly quietAddress: string
  readonly faults: readonly Fault[]
  /** Everything stored, in order of position, as the tables have it: read without a line of the adapter. */
  tables(): Promise<Tables>
  stop(): Promise<void>
}

/** What the checker wants to see of the tables. */
export interface Tables {
  readonly events: readonly StoredEvent[]
  /** Version of each stream, where the tables keep it beside the log. */
  readonly versions?: ReadonlyMap<string, number>
  /** Command ids of all commits, where a table of their own keeps them. */
  readonly commits?: readonly string[]
}

/** A kind of store that the harness can try. */
export interface StoreUnderStress {
  /** A connection of one process. */
  open(address: string): Promise<Store>
  /** A new and empty one in this folder; the first process to open it makes its tables. */
  start(folder: string): Promise<RunningStore>
  /** Edits of the adapter that a `--sabotage` of this name makes besides those of the shell. */
  readonly sabotage: Readonly<Record<string, readonly Edit[]>>
}

/** By the name given with `--store`. */
export const STORES: Readonly<Record<string, StoreUnderStress>> = {
  sqlite: sqliteUnderStress,
  postgres: postgresUnderStress,
}
