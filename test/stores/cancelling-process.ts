import type { Basis, Plan } from 'opd-scheduler'
import { postgresStore } from 'opd-scheduler/postgres'
import { type SqliteDatabase, sqliteStore } from 'opd-scheduler/sqlite'
import type { Store } from 'opd-scheduler/store'
import pg from 'pg'
import { type Cancel, type Cancelled, deskOn, type Held, readHeld } from './cancelled-clinic'
import { connect } from './clinic-file'

/** Order to this process. */
export interface Order {
  readonly command: Cancel
  readonly sqlite?: string
  readonly postgres?: { readonly url: string; readonly schema: string }
  /** Of the statements that the file's driver is given while it appends, the one after which the process stands still. */
  readonly standAfter?: number
  /** Plans at first, and executes that plan with the next order. */
  readonly plan?: true
  /** Reads the store before it gives the command, and after it. */
  readonly read?: true
}

export type Report =
  | { readonly is: 'ready' }
  | { readonly is: 'standing'; readonly statement: string }
  | { readonly is: 'planned'; readonly plan: Plan<Cancelled> }
  | {
      readonly is: 'answered'
      readonly answer: Cancelled
      readonly before?: Held
      readonly after?: Held
      readonly statements: number
    }

/** Open stores, by name. */
const opened = new Map<string, Store>()
let basis: Basis | undefined
/** Statements of the appends of the command so far; undefined before it. */
let statements: number | undefined

async function carryOut(order: Order): Promise<void> {
  const name = order.sqlite ?? order.postgres!.schema
  const store = opened.get(name) ?? open(order)
  opened.set(name, store)
  const opd = deskOn(store)
  if (order.plan === true) {
    const plan = await opd.plan(order.command)
    basis = plan.basis
    return tell({ is: 'planned', plan })
  }
  const before = order.read && (await readHeld(store))
  statements = 0
  const answer = await opd.execute(order.command, { basis })
  const after = order.read && (await readHeld(store))
  tell({ is: 'answered', answer, ...(before && { before }), ...(after && { after }), statements })
}

function open({ sqlite, postgres, standAfter }: Order): Store {
  if (sqlite !== undefined) return sqliteStore(watched(connect(sqlite), standAfter ?? -1))
  return postgresStore(new pg.Pool({ connectionString: postgres!.url }), { schema: postgres!.schema })
}

/** A database that counts the statements of an append, from BEGIN to COMMIT, and stands still after one of them. */
function watched(database: SqliteDatabase, standAfter: number): SqliteDatabase {
  let isAppending = false
  const count = (sql: string): void => {
    if (statements === undefined) return
    isAppending ||= sql === 'BEGIN IMMEDIATE'
    if (isAppending && statements++ === standAfter) stand(sql)
    if (sql === 'COMMIT') isAppending = false
  }
  return {
    close: () => database.close(),
    exec(sql) {
      database.exec(sql)
      count(sql)
    },
    prepare(sql) {
      const statement = database.prepare(sql)
      const counting =
        <Answer>(ask: (...values: (string | number | null)[]) => Answer) =>
        (...values: (string | number | null)[]): Answer => {
          const answer = ask.apply(statement, values)
          count(sql)
          return answer
        }
      return { run: counting(statement.run), get: counting(statement.get), all: counting(statement.all) }
    },
  }
}

/** Says so, and stands still until the process is killed. */
function stand(statement: string): never {
  tell({ is: 'standing', statement })
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
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
