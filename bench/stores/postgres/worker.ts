import pg from 'pg'
import { type Desk, deskOf, type Trial } from './design'
import type { Instruction, Report } from './messages'
import { orderOf } from './orders'

/** One process of the bench: makes the bookings that it is given, a fixed number of them at once. */
interface Part {
  readonly trial: Trial
  readonly inFlight: number
  readonly pool: pg.Pool
  readonly desk: Desk
}

let part: Part | undefined
/** Bookings still to be made, and the loops that wait for more. */
let shares: { readonly numbers: readonly number[]; done: number }[] = []
let hungry: (() => void)[] = []
let isAsked = false
let isOver = false

function say(report: Report): void {
  process.send!(report)
}

/** Returns the number of the next booking, or undefined after the last. Requests more before they run out. */
async function next(): Promise<number | undefined> {
  for (;;) {
    const [share] = shares
    if (shares.length < 2 && !isAsked && !isOver) {
      isAsked = true
      say({ kind: 'more' })
    }
    if (share !== undefined) {
      const n = share.numbers[share.done++]!
      if (share.done === share.numbers.length) shares.shift()
      return n
    }
    if (isOver) return undefined
    await new Promise<void>((resolve) => hungry.push(resolve))
  }
}

function feed(): void {
  const woken = hungry
  hungry = []
  for (const wake of woken) wake()
}

async function open({ trial, run, url, inFlight }: Instruction & { kind: 'open' }): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: Math.max(4, trial.design === 'opd' ? 0 : inFlight) })
  part = { trial, inFlight, pool, desk: deskOf(trial, run, pool) }
  shares = []
  isOver = false
  isAsked = false
  say({ kind: 'open' })
}

async function work({ trial, inFlight, pool, desk }: Part, warmUpMs: number, runMs: number): Promise<void> {
  const used = process.cpuUsage()
  const start = performance.now() + warmUpMs
  const end = start + runMs
  const latencies: number[] = []
  const acknowledged: string[] = []
  let refused = 0
  let last = start
  const clerk = async () => {
    for (;;) {
      const from = performance.now()
      if (from >= end) return
      const n = await next()
      if (n === undefined) return
      const begun = performance.now()
      const id = await desk.book(orderOf(n, trial.doctors))
      const now = performance.now()
      if (id === undefined) refused++
      else acknowledged.push(id)
      // Bookings that end after the measured time are acknowledged, but not counted: counting them would favour slow designs.
      if (now < start || now > end) continue
      latencies.push(now - begun)
      last = now
    }
  }
  await Promise.all(Array.from({ length: inFlight }, clerk))
  await desk.close()
  await pool.end()
  // If the bookings ran out, the time ends with the last.
  const ms = isOver && latencies.length > 0 ? last - start : runMs
  const { user, system } = process.cpuUsage(used)
  const processorMs = (user + system) / 1_000
  say({ kind: 'done', counted: latencies.length, ms, latencies, acknowledged, refused, processorMs })
}

function obey(told: Instruction): void | Promise<void> {
  switch (told.kind) {
    case 'open':
      return open(told)
    case 'begin':
      return work(part!, told.warmUpMs, told.runMs)
    case 'share':
      isAsked = false
      if (told.numbers.length > 0) shares.push({ numbers: told.numbers, done: 0 })
      else isOver = true
      return feed()
    case 'end':
      return process.disconnect()
  }
}

process.on('message', (told: Instruction) => {
  Promise.resolve(obey(told)).catch((thrown: unknown) => {
    say({ kind: 'failed', why: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) })
  })
})
