import { setTimeout } from 'node:timers/promises'
import type Database from 'libsql'
import type { SqliteRows } from './sqlite-rows'

const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 5_000

/**
 * Removes erased data from the write-ahead log. That is possible only when no other connection reads an older state, so it is tried
 * again until it succeeds, also after a restart. Meanwhile the patients are marked as being erased.
 */
export function truncation(database: Database.Database, rows: SqliteRows, write: (task: () => void) => Promise<void>) {
  const checkpoint = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)')
  const stopping = new AbortController()
  let again: Promise<void> | undefined

  const isTruncated = (): boolean => {
    try {
      const [row] = checkpoint.all() as { readonly busy: number }[]
      return row?.busy === 0
    } catch {
      // For example, the disk is full: the log is still there.
      return false
    }
  }

  /** Returns whether nothing is left to erase. */
  const attempt = async (): Promise<boolean> => {
    const ids = rows.beingErased()
    if (ids.length === 0) return true
    if (!isTruncated()) return false
    await write(() => rows.finishErasing(ids))
    return rows.beingErased().length === 0
  }

  const repeat = async (): Promise<void> => {
    for (let pause = FIRST_PAUSE_MS; !stopping.signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      await setTimeout(pause, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined)
      if (!stopping.signal.aborted && (await attempt().catch(() => false))) return
    }
  }

  return {
    /** Tries once, and goes on in the background if it does not succeed. */
    async finish(): Promise<void> {
      if (await attempt().catch(() => false)) return
      again ??= repeat().finally(() => {
        again = undefined
      })
    },
    async stop(): Promise<void> {
      stopping.abort()
      await again
    },
  }
}
