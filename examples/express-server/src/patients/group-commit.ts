import { setImmediate, setTimeout } from 'node:timers/promises'
import type Database from 'libsql'

/** Most writes in one transaction. */
const BATCH = 256
/** How long writes wait for a lock of another process, in milliseconds. */
const PATIENCE_MS = 5_000
const LONGEST_PAUSE_MS = 50

interface Waiting {
  readonly isDurable: boolean
  run(): void
  finish(failure: unknown): void
}

/**
 * Commits all writes that wait in one transaction, with a savepoint each, so that one that fails harms no other. A transaction never
 * waits for anything, so another connection of this process is never locked out.
 */
export function groupCommit(database: Database.Database) {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const save = database.prepare('SAVEPOINT one')
  const keep = database.prepare('RELEASE one')
  const undo = database.prepare('ROLLBACK TO one')
  const commit = database.prepare('COMMIT')
  const waiting: Waiting[] = []
  let running: Promise<void> | undefined

  /** Begins a transaction as soon as no other process writes. Waiting inside SQLite would stop the whole server. */
  const begun = async (isDurable: boolean): Promise<void> => {
    const giveUp = performance.now() + PATIENCE_MS
    for (let pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        // Without FULL, a power cut may lose the write, until a later commit of any connection flushes the same log.
        database.exec(`PRAGMA synchronous = ${isDurable ? 'FULL' : 'NORMAL'}`)
        begin.run()
        return
      } catch (thrown) {
        if (!isBusy(thrown) || performance.now() > giveUp) throw thrown
        await setTimeout(pause * Math.random())
      }
    }
  }

  const carry = async (batch: readonly Waiting[]): Promise<void> => {
    let failures: unknown[] = []
    try {
      await begun(batch.some(({ isDurable }) => isDurable))
      try {
        failures = batch.map(({ run }) => {
          save.run()
          try {
            run()
          } catch (thrown) {
            undo.run()
            return thrown
          } finally {
            keep.run()
          }
          return undefined
        })
        commit.run()
      } catch (thrown) {
        if (database.inTransaction) database.exec('ROLLBACK')
        throw thrown
      }
    } catch (thrown) {
      failures = batch.map(() => thrown)
    }
    batch.forEach(({ finish }, index) => {
      finish(failures[index])
    })
  }

  const work = async (): Promise<void> => {
    // Requests that arrive in this turn share the transaction.
    for (await setImmediate(); waiting.length > 0; await setImmediate()) await carry(waiting.splice(0, BATCH))
    running = undefined
  }

  return {
    /** Runs a task, which must not wait for anything, in a transaction. */
    write<T>(task: () => T, isDurable: boolean): Promise<T> {
      return new Promise((resolve, reject) => {
        let result: T
        waiting.push({
          isDurable,
          run() {
            result = task()
          },
          finish: (failure) => (failure === undefined ? resolve(result) : reject(failure)),
        })
        running ??= work()
      })
    },
    /** Resolves when all writes have ended. */
    async ended(): Promise<void> {
      await running
    },
  }
}

function isBusy(thrown: unknown): boolean {
  return thrown instanceof Error && Reflect.get(thrown, 'code') === 'SQLITE_BUSY'
}
