import { readdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** CPU time in seconds. */
export interface Spent {
  readonly server: number
  /** The server's main thread, which runs the event loop. */
  readonly thread: number
  readonly database: number
  readonly load: number
  /** All programs on this machine. */
  readonly machine: number
}

/** Returns the CPU time used so far. Works on Linux only; a database on another machine counts as zero. */
export function spent(server: number, database: number | undefined): Spent {
  const { user, system } = process.cpuUsage()
  const busy = cpus().map(({ times }) => times.user + times.nice + times.sys + times.irq)
  return {
    server: statOf(`/proc/${server}/stat`).seconds,
    thread: statOf(`/proc/${server}/task/${server}/stat`).seconds,
    database: database === undefined ? 0 : ofFamily(database),
    load: (user + system) / 1e6,
    machine: busy.reduce((sum, each) => sum + each, 0) / 1000,
  }
}

/** Describes the CPU time of each booking, and the limiting resource. */
export function splitOf(before: Spent, after: Spent, bookings: number, seconds: number): string[] {
  const used = (part: keyof Spent) => after[part] - before[part]
  const each = (part: keyof Spent) => `${Math.round((1e6 * used(part)) / bookings)} µs`
  const percent = (time: number) => `${Math.round((100 * time) / seconds)} %`
  const mine = used('server') + used('database') + used('load')
  const count = cpus().length
  const lines = [
    `CPU time for each booking: server ${each('server')} (${each('thread')} of it in its main thread), database ${each('database')}, load ${each('load')}`,
    `of ${count} processors (${count}00 %): server ${percent(used('server'))}, database ${percent(used('database'))}, load ${percent(used('load'))}, other programs ${percent(Math.max(0, used('machine') - mine))}`,
  ]
  const most = Math.round((1e6 * bookings) / (1e6 * used('thread')))
  if (used('thread') > 0.85 * seconds)
    lines.push(`the limit is Node's main thread: at this cost for each booking it can do at most ${most}/s`)
  else if (used('machine') > 0.9 * count * seconds)
    lines.push(`the limit is the machine: all processors were busy; the server's main thread could do ${most}/s`)
  else lines.push(`the limit is waiting, for example for the disk; the server's main thread could do ${most}/s`)
  return lines
}

/** CPU time of a process and its children, including those that have ended. */
function ofFamily(parent: number): number {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const family = all.map((name) => statOf(`/proc/${name}/stat`)).filter((stat) => stat.parent === parent)
  const own = statOf(`/proc/${parent}/stat`)
  return family.reduce((sum, { seconds }) => sum + seconds, own.seconds + own.ofEnded)
}

function statOf(path: string): { readonly parent: number; readonly seconds: number; readonly ofEnded: number } {
  let text: string
  try {
    text = readFileSync(path, 'latin1')
  } catch {
    // The process has ended.
    return { parent: 0, seconds: 0, ofEnded: 0 }
  }
  // The name before the last parenthesis may have spaces; times are in hundredths of a second.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const at = (index: number) => fields[index] ?? 0
  return { parent: at(1), seconds: (at(11) + at(12)) / 100, ofEnded: (at(13) + at(14)) / 100 }
}
