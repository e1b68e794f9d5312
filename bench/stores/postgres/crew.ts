import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { openClinic, type Trial } from './design'
import type { Instruction, Report } from './messages'
import { orderOf, PER_SESSION } from './orders'
import { serverTime } from './processor'
import { processOf } from './routing'

/** Bookings that a worker gets at a time. Few, so that all workers book in the same session. */
const SHARE = 20
/** Bookings for a run. A run that makes them all ends early. */
const MOST_BOOKINGS = 25_000
export const IN_FLIGHT = 32

/** Result of one run. */
export interface Measured {
  readonly perSecond: number
  /** 99th percentile of the time of a booking, in milliseconds. */
  readonly p99: number
  readonly counted: number
  readonly refused: number
  readonly acknowledged: readonly string[]
  /** Microseconds of processor time for one booking: of our processes, and of the server if that can be measured. */
  readonly processes: number
  readonly server: number | undefined
}

export interface Timing {
  readonly warmUpMs: number
  readonly runMs: number
}

/** Processes that book. They are started once and used for every run. */
export class Crew {
  private readonly workers: ChildProcess[] = []

  constructor(
    private readonly url: string,
    private readonly dataDir: string | undefined,
    size: number,
  ) {
    const path = fileURLToPath(new URL('worker.ts', import.meta.url))
    for (let i = 0; i < size; i++) this.workers.push(fork(path))
  }

  async measure(trial: Trial, run: number, { warmUpMs, runMs }: Timing): Promise<Measured> {
    const { doctors } = trial
    const sessions = Math.ceil(MOST_BOOKINGS / doctors / PER_SESSION)
    const bookings = sessions * doctors * PER_SESSION
    const pool = new pg.Pool({ connectionString: this.url, max: 4 })
    await openClinic(trial, run, pool, sessions)
    await pool.end()

    const queues = queuesOf(trial, bookings)
    const workers = this.workers.slice(0, queues.length)
    await Promise.all(
      workers.map((worker, index) => {
        const { inFlight } = queues[index]!
        return told(worker, 'open', { kind: 'open', trial, run, url: this.url, inFlight })
      }),
    )
    const share = (worker: ChildProcess) => {
      const { numbers } = queues[workers.indexOf(worker)]!
      worker.send({ kind: 'share', numbers: numbers.splice(0, SHARE) } satisfies Instruction)
    }
    const serverBefore = serverTime(this.dataDir)
    const reports = await Promise.all(
      workers.map((worker) => told(worker, 'done', { kind: 'begin', warmUpMs, runMs }, share)),
    )
    const serverAfter = serverTime(this.dataDir)
    const latencies = reports.flatMap((report) => report.latencies).sort((a, b) => a - b)
    const all = sum(reports.map(({ acknowledged, refused }) => acknowledged.length + refused))
    return {
      perSecond: sum(reports.map(({ counted, ms }) => (counted / ms) * 1000)),
      p99: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
      counted: latencies.length,
      refused: sum(reports.map(({ refused }) => refused)),
      acknowledged: reports.flatMap(({ acknowledged }) => acknowledged),
      processes: (sum(reports.map(({ processorMs }) => processorMs)) * 1_000) / all,
      server: serverAfter === undefined ? undefined : ((serverAfter - serverBefore!) * 1_000) / all,
    }
  }

  end(): void {
    for (const worker of this.workers) if (worker.connected) worker.send({ kind: 'end' } satisfies Instruction)
  }
}

/** Bookings that a process still has to make, and how many of them are in flight at once. */
interface Queue {
  readonly numbers: number[]
  readonly inFlight: number
}

/** One queue for each process: shared by all, or of its own doctors, with bookings in flight in proportion to its part. */
function queuesOf({ processes, doctors, isRouted }: Trial, bookings: number): Queue[] {
  const all = Array.from({ length: bookings }, (_, n) => n)
  if (!isRouted) return Array.from({ length: processes }, () => ({ numbers: all, inFlight: IN_FLIGHT / processes }))
  const own: number[][] = Array.from({ length: processes }, () => [])
  for (const n of all) own[processOf(orderOf(n, doctors).doctor, processes)]!.push(n)
  let before = 0
  return own.map((numbers) => {
    // Rounds the running sum, so that the parts add up to IN_FLIGHT.
    const from = Math.round((before / bookings) * IN_FLIGHT)
    before += numbers.length
    return { numbers, inFlight: Math.round((before / bookings) * IN_FLIGHT) - from }
  })
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** Sends a worker a message and waits for the answer. */
function told<Kind extends Report['kind']>(
  worker: ChildProcess,
  kind: Kind,
  instruction: Instruction,
  onMore?: (worker: ChildProcess) => void,
): Promise<Report & { kind: Kind }> {
  return new Promise((resolve, reject) => {
    const listen = (report: Report) => {
      if (report.kind === 'more') onMore?.(worker)
      else if (report.kind === kind) finish(() => resolve(report as Report & { kind: Kind }))
      else finish(() => reject(new Error(report.kind === 'failed' ? report.why : `unexpected: ${report.kind}`)))
    }
    const lost = (code: number | null) => finish(() => reject(new Error(`a worker ended with ${code}`)))
    const finish = (then: () => void) => {
      worker.off('message', listen)
      worker.off('exit', lost)
      then()
    }
    worker.on('message', listen)
    worker.on('exit', lost)
    worker.send(instruction)
  })
}
