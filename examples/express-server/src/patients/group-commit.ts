import { setImmediate, setTimeout } from 'node:timers/promises'
import type Database from 'libsql'

/** Most writes in one transaction. */
const BATCH = 256
/** How long writes wait for a lock of another process, in milliseconds. */
const PATIENCE_MS = 5_000
const LONGEST_PAUSE_MS = 50

interface Waiting<Item, Result> {
  readonly item: Item
  readonly isDurable: boolean
  readonly resolve: (result: Result) => void
  readonly reject: (thrown: unknown) => void
}

/**
 * Commits all writes that wait in one transaction; if it fails, each in its own, so that one that fails harms no other. `carry` returns a
 * result for each. It must not wait for anything, so another connection of this process is never locked out.
 */
export function groupCommit<Item, Result>(
  database: Database.Database,
  carry: (items: readonly Item[]) => readonly Result[],
) {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const waiting: Waiting<Item, Result>[] = []
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

  const commitAll = (batch: readonly Waiting<Item, Result>[]): readonly Result[] => {
    try {
      const results = carry(batch.map(({ item }) => item))
      commit.run()
      return results
    } catch (thrown) {
      if (database.inTransaction) database.exec('ROLLBACK')
      throw thrown
    }
  }

  const attempt = async (batch: readonly Waiting<Item, Result>[]): Promise<void> => {
    let isBegun = false
    try {
      await begun(batch.some(({ isDurable }) => isDurable))
      isBegun = true
      const results = commitAll(batch)
      batch.forEach(({ resolve }, index) => {
        resolve(results[index]!)
      })
    } catch (thrown) {
      if (isBegun && batch.length > 1) for (const each of batch) await attempt([each])
      else for (const { reject } of batch) reject(thrown)
    }
  }

  const work = async (): Promise<void> => {
    // Requests that arrive in this turn share the transaction.
    for (await setImmediate(); waiting.length > 0; await setImmediate()) await attempt(waiting.splice(0, BATCH))
    running = undefined
  }

  return {
    write(item: Item, isDurable: boolean): Promise<Result> {
      return new Promise((resolve, reject) => {
        waiting.push({ item, isDurable, resolve, reject })
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
