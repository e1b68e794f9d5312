import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10

/** Milliseconds of processor time that a server on this machine has used with all its processes; undefined where nobody says so. */
export function serverTime(dataDir: string | undefined): number | undefined {
  if (dataDir === undefined || process.platform !== 'linux') return undefined
  const server = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]
  let ticks = 0
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    const fields = statOf(pid)
    if (fields === undefined || (pid !== server && fields[1] !== server)) continue
    // Its own time in both modes, and that of children that have ended.
    ticks += fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  }
  return ticks * TICK_MS
}

/** What the system says of a process after its name, from the state on; undefined for one that has just ended. */
function statOf(pid: string): readonly string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  } catch {
    return undefined
  }
}
