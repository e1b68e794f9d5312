import type { ChildProcess } from 'node:child_process'
import { Journal } from './journal'

/** The supervisor's orders to a process that it starts, as JSON. */
export interface Orders {
  /** Kind and address of the store. */
  readonly store: string
  readonly address: string
  readonly journal: string
}

export interface WorkerOrders extends Orders {
  /** Journal of the killed process that did this work before. */
  readonly before: string | undefined
  /** Prefix of its command ids. */
  readonly name: string
  readonly seed: number
  /** Commands that the whole run has done before. */
  readonly done: number
  readonly deadlineMs: number
  /** Whether it works for fifty doctors instead of a few, one of whom gets most bookings. */
  readonly isWide: boolean
}

export interface SubscriberOrders extends Orders {
  /** Name of its checkpoint. A subscriber without one goes on after the last entry of the process before. */
  readonly consumer: string | undefined
  readonly after: number
}

/** Runs the work of a process, and writes an error to its journal. */
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
  // After an error the store is still open, and would keep the process.
  if (process.exitCode === 1) process.exit()
}

/** What the supervisor tells a process: how many commands the whole run has done, or that it is over. */
type Word = number | 'end'

/** Tells a process, if it is there. */
export function tell(child: ChildProcess | undefined, word: Word): void {
  if (child?.connected) child.send(word, () => {})
}

/** Tells the supervisor that a command was answered, or given up. */
export function tellDone(): void {
  if (process.connected) process.send!('done', () => {})
}

/** Calls back when the supervisor tells something, or is gone itself. */
export function listen({ end, done }: { end: () => void; done?: (commands: number) => void }): void {
  let isOver = false
  const hear = (word: Word) => {
    if (word !== 'end') return done?.(word)
    if (!isOver) end()
    isOver = true
  }
  process.on('message', hear)
  process.once('disconnect', () => hear('end'))
}
