import type { Command } from 'opd-scheduler'
import { postgresStore } from 'opd-scheduler/postgres'
import { sqliteStore } from 'opd-scheduler/sqlite'
import type { AppendOutcome, Store } from 'opd-scheduler/store'
import pg from 'pg'
import { deskOn } from './desk-on'

/** Order to this process. */
export interface Order {
  readonly command: Command
  /** Whether it stands still before the append, or after the store has committed it, until it is killed. */
  readonly stand?: 'before' | 'after'
}

export type Report =
  | { readonly is: 'ready' | 'standing' }
  | {
      readonly is: 'answered'
      readonly status: string
      readonly code: string | undefined
      /** The session of the token, or of the one that a refusal names. */
      readonly sessionId: string | undefined
      /** Microseconds, with the same origin for all processes of this machine. */
      readonly from: number
      readonly to: number
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

let standing: Order['stand']
let outcomes: AppendOutcome[] = []
const store: Store = {
  ...inner,
  async append(commits) {
    if (standing === 'before') stand()
    const found = await inner.append(commits)
    if (standing === 'after') stand()
    outcomes.push(...found)
    return found
  },
}
const opd = deskOn(store)

async function carryOut({ command, stand }: Order): Promise<void> {
  standing = stand
  outcomes = []
  const from = instant()
  const result = await opd.execute(command)
  const to = instant()
  const count = (status: string): number => outcomes.filter((outcome) => outcome.status === status).length
  const { status } = result
  const sessionId = 'token' in result ? result.token.sessionId : undefined
  const refusal = result.status === 'rejected' ? result : undefined
  tell({
    is: 'answered',
    status,
    code: refusal?.code,
    sessionId: sessionId ?? (refusal?.code === 'duplicate-token' ? refusal.details.sessionId : undefined),
    from,
    to,
    keysTaken: count('key-taken'),
    conflicts: count('conflict'),
  })
}

function stand(): never {
  tell({ is: 'standing' })
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

function instant(): number {
  return Number(process.hrtime.bigint() / 1000n)
}

function tell(report: Report): void {
  process.send!(report)
}

process.on('message', (order: Order) => {
  carryOut(order).catch((thrown: unknown) => {
    console.error(thrown)
    process.exit(1)
  })
})
tell({ is: 'ready' })
