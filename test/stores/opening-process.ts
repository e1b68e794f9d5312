import { sqliteStore } from 'opd-scheduler/sqlite'
import type { Store } from 'opd-scheduler/store'
import { connect, schedulerOn } from './clinic-file'
import { FORTNIGHT } from './opened-fortnight'

/** What the process says. */
export type Said = 'five'

/** Opens the fortnight on a SQLite file, one session in each transaction. After the fifth it says so, and stands still until it is killed. */
const inner = sqliteStore(connect(process.env.SQLITE_FILE!))
let opened = 0
const store: Store = {
  ...inner,
  async append(commits) {
    const outcomes = []
    for (const commit of commits) {
      outcomes.push(...(await inner.append([commit])))
      if (++opened < 5) continue
      process.send!('five' satisfies Said)
      for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    }
    return outcomes
  },
}
await schedulerOn(store).openSessions(FORTNIGHT)
