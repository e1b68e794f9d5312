import { existsSync } from 'node:fs'
import { isOpdError } from 'opd-scheduler'
import { sqliteStore } from 'opd-scheduler/sqlite'
import { book, clinicOn, connect } from './clinic-file'

/** Order to this process. */
export type Order =
  /** Opens the file as soon as there is another one, the gate, and books once. */
  | { readonly open: string; readonly gate: string; readonly name: string }
  /** Books until it is killed. */
  | { readonly bookOn: string }
  /** Holds the file's lock until it is killed. */
  | { readonly lock: string }

const locks: ReturnType<typeof connect>[] = []

async function carryOut(order: Order): Promise<void> {
  if ('open' in order) {
    tell('at the gate')
    // All go in the same moment, sooner than any message would reach them.
    while (!existsSync(order.gate));
    const opd = await clinicOn(sqliteStore(order.open))
    const token = await book(opd, order.name)
    await opd.close()
    tell(token)
  } else if ('lock' in order) {
    // A connection that nothing refers to is closed by the garbage collector.
    locks.push(connect(order.lock))
    locks.at(-1)!.exec('BEGIN IMMEDIATE')
    tell('locked')
  } else {
    const opd = await clinicOn(sqliteStore(order.bookOn))
    for (let i = 0; ; i++) tell(await book(opd, `clerk-${i}`))
  }
}

function tell(message: string): void {
  process.send!(message)
}

process.on('message', (order: Order) => {
  carryOut(order).catch((thrown: unknown) => tell(`failed: ${isOpdError(thrown) ? thrown.code : String(thrown)}`))
})
tell('ready')
