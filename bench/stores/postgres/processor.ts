import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10

/**
 * Returns the milliseconds of processor time that a server on this machine has used with all its processes, or undefined if the
 * system does not report it.
 */
export function serverTime(dataDir: string | undefined): number | undefined {
  if (dataDir === undefined || process.platform !== 'linux') return undefined
  const server = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]
  let ticks = 0
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    const fields = statOf(pid)
    if (fields === undefined || (pid !== server && fields[1] !== server)) continue
    // User and system time of the process, and of its children that have ended.
    ticks += fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  }
  return ticks * TICK_MS
}

/** Returns the fields of a process's `stat` after its name, or undefined if the process has just ended. */
function statOf(pid: string): readonly string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  } catch {
    return undefined
  }
}
