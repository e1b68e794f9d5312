import { Journal } from './journal'

/** What the supervisor tells every process that it starts, as JSON. */
export interface Orders {
  /** Kind of store and how to reach it. */
  readonly store: string
  readonly address: string
  readonly journal: string
}

export interface WorkerOrders extends Orders {
  /** Journal of the one that did this work before and was killed. */
  readonly before: string | undefined
  /** Its command ids begin with it. */
  readonly name: string
  readonly seed: number
  /** `Date.now()` when the run began. */
  readonly started: number
  readonly deadlineMs: number
  /** Whether it works for fifty doctors instead of a few with one who is asked for most. */
  readonly isWide: boolean
}

export interface SubscriberOrders extends Orders {
  /** Name of its checkpoint; a subscriber without one goes on after what the one before was handed. */
  readonly consumer: string | undefined
  readonly after: number
}

/** Does what a process is for; whatever it throws is in its journal. */
export async function underOrders<Given extends Orders>(
  task: (orders: Given, journal: Journal) => Promise<void>,
): Promise<void> {
  const orders = JSON.parse(process.argv[2]!) as Given
  const journal = new Journal(orders.journal)
  try {
    await task(orders, journal)
    journal.write({ note: 'end' })
  } catch (thrown) {
    journal.write({ note: 'broken', message: thrown instanceof Error ? String(thrown.stack) : String(thrown) })
    process.exitCode = 1
  } finally {
    journal.close()
    if (process.connected) process.disconnect()
  }
}

/** Calls back when the supervisor says that it is over, or is no more itself. */
export function onEnd(end: () => void): void {
  let isOver = false
  const once = () => {
    if (!isOver) end()
    isOver = true
  }
  process.once('message', once)
  process.once('disconnect', once)
}
