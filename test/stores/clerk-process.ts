import { isOpdError } from 'opd-scheduler'
import { sqliteStore } from 'opd-scheduler/sqlite'
import { book, clinicOn, connect } from './clinic-file'

/** Order to this process. */
export type Order =
  /** Opens the file at that time, and books once. */
  | { readonly open: string; readonly at: number; readonly name: string }
  /** Books until it is killed. */
  | { readonly bookOn: string }
  /** Holds the file's lock until it is killed. */
  | { readonly lock: string }

const locks: ReturnType<typeof connect>[] = []

async function carryOut(order: Order): Promise<void> {
  if ('open' in order) {
    while (Date.now() < order.at);
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
