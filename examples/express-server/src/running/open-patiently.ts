import { setTimeout as pause } from 'node:timers/promises'
import { isOpdError } from 'opd-scheduler'
import type { Logger } from 'pino'
import { causeOf, sqlStateOf } from './cause'

const LONGEST_PAUSE_MS = 10_000

/**
 * Opens a storage that may be away, as after a power cut: tries again until it is there.
 *
 * @throws what a retry cannot mend, such as a wrong password; an AbortError if the signal aborts
 */
export async function openPatiently<T>(
  open: () => Promise<T>,
  log: Logger,
  signal: AbortSignal,
  firstPauseMs = 500,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    signal.throwIfAborted()
    try {
      return await open()
    } catch (thrown) {
      if (!isTemporary(thrown)) throw thrown
      const ms = Math.min(firstPauseMs * 2 ** failures, LONGEST_PAUSE_MS)
      log.warn({ cause: causeOf(thrown), retryMs: ms }, 'the storage is away')
      await pause(ms, undefined, { signal })
    }
  }
}

/** Classes of SQLSTATEs that may pass: connection, rollback, resources, objects in use, operator, system. */
const PASSING = ['08', '40', '53', '55', '57', '58']

function isTemporary(thrown: unknown): boolean {
  // The library gives its own error to what a retry cannot mend.
  if (isOpdError(thrown)) return false
  const state = sqlStateOf(thrown)
  if (state !== undefined) return PASSING.includes(state.slice(0, 2))
  const code = String(Object(thrown).code ?? '')
  return code.startsWith('SQLITE_') ? code.startsWith('SQLITE_BUSY') : thrown instanceof Error
}
