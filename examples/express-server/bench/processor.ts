import { readdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** Seconds of processor time. */
export interface Spent {
  readonly server: number
  /** The server's main thread alone: what the event loop runs on. */
  readonly thread: number
  readonly database: number
  readonly load: number
  /** By anybody on this machine. */
  readonly machine: number
}

/** What was spent so far; only Linux tells. A database elsewhere spends nothing here. */
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

/** The split of processor time for each of so many bookings, and what the limit was: sentences. */
export function splitOf(before: Spent, after: Spent, bookings: number, seconds: number): string[] {
  const used = (who: keyof Spent) => after[who] - before[who]
  const each = (who: keyof Spent) => `${Math.round((1e6 * used(who)) / bookings)} µs`
  const percent = (time: number) => `${Math.round((100 * time) / seconds)} %`
  const mine = used('server') + used('database') + used('load')
  const count = cpus().length
  const lines = [
    `processor time a booking: server ${each('server')} (${each('thread')} of it in its main thread), database ${each('database')}, load ${each('load')}`,
    `of ${count} processors (${count}00 %): server ${percent(used('server'))}, database ${percent(used('database'))}, load ${percent(used('load'))}, other programs ${percent(Math.max(0, used('machine') - mine))}`,
  ]
  const most = Math.round((1e6 * bookings) / (1e6 * used('thread')))
  if (used('thread') > 0.85 * seconds)
    lines.push(
      `the limit is the one thread on which Node serves: with that much a booking it cannot do more than ${most}/s`,
    )
  else if (used('machine') > 0.9 * count * seconds)
    lines.push(`the limit is the machine, whose processors were all busy; the server's thread alone could do ${most}/s`)
  else lines.push(`the limit is waiting, such as for the disk; the server's thread alone could do ${most}/s`)
  return lines
}

/** Of a process and its children, those that ended too. */
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
    // It has ended.
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
