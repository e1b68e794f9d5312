import type { Command } from 'opd-scheduler'
import { postgresStore } from 'opd-scheduler/postgres'
import { sqliteStore } from 'opd-scheduler/sqlite'
import type { AppendOutcome, Store } from 'opd-scheduler/store'
import pg from 'pg'
import { deskOn } from './desk-on'

/** Order to this process; `'go'` ends its wait before the append. */
export type Order = CommandOrder | 'go'

export interface CommandOrder {
  readonly command: Command
  /** Whether it waits before the first append until it is told to go, so that it has decided before the other process commits. */
  readonly waits?: boolean
  /** Whether it stands still before the append, or after the store has committed it, until it is killed. */
  readonly stand?: 'before' | 'after'
}

export type Report =
  | { readonly is: 'ready' | 'waiting' | 'standing' }
  | {
      readonly is: 'answered'
      readonly status: string
      readonly code: string | undefined
      /** The session of the token, or of the one that a refusal names. */
      readonly sessionId: string | undefined
      /** Commits of the command that failed because of a key, and because of a version. */
      readonly keysTaken: number
      readonly conflicts: number
    }

const { SQLITE_FILE, POSTGRES_URL, POSTGRES_SCHEMA } = process.env
const opened: Store =
  SQLITE_FILE === undefined
    ? postgresStore(new pg.Pool({ connectionString: POSTGRES_URL }), { schema: POSTGRES_SCHEMA! })
    : sqliteStore(SQLITE_FILE)
// Turns would spare these processes most of the conflicts that the tests are about.
const { takeTurn: _, ...inner } = opened

let standing: CommandOrder['stand']
let isToWait = false
let go = (): void => {}
let outcomes: AppendOutcome[] = []
const store: Store = {
  ...inner,
  async append(commits) {
    if (standing === 'before') stand()
    if (isToWait) {
      isToWait = false
      const told = new Promise<void>((resolve) => {
        go = resolve
      })
      tell({ is: 'waiting' })
      await told
    }
    const found = await inner.append(commits)
    if (standing === 'after') stand()
    outcomes.push(...found)
    return found
  },
}
const opd = deskOn(store)

async function carryOut({ command, stand, waits = false }: CommandOrder): Promise<void> {
  standing = stand
  isToWait = waits
  outcomes = []
  const result = await opd.execute(command)
  const count = (status: string): number => outcomes.filter((outcome) => outcome.status === status).length
  const { status } = result
  const sessionId = 'token' in result ? result.token.sessionId : undefined
  const refusal = result.status === 'rejected' ? result : undefined
  tell({
    is: 'answered',
    status,
    code: refusal?.code,
    sessionId: sessionId ?? (refusal?.code === 'duplicate-token' ? refusal.details.sessionId : undefined),
    keysTaken: count('key-taken'),
    conflicts: count('conflict'),
  })
}

function stand(): never {
  tell({ is: 'standing' })
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

function tell(report: Report): void {
  process.send!(report)
}

process.on('message', (order: Order) => {
  if (order === 'go') return go()
  carryOut(order).catch((thrown: unknown) => {
    console.error(thrown)
    process.exit(1)
  })
})
tell({ is: 'ready' })
