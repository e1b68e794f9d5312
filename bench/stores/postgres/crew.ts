import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { openClinic, type Trial } from './design'
import type { Instruction, Report } from './messages'
import { PER_SESSION } from './orders'
import { serverTime } from './processor'

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
    const { processes, doctors } = trial
    const sessions = Math.ceil(MOST_BOOKINGS / doctors / PER_SESSION)
    const bookings = sessions * doctors * PER_SESSION
    const pool = new pg.Pool({ connectionString: this.url, max: 4 })
    await openClinic(trial, run, pool, sessions)
    await pool.end()

    const workers = this.workers.slice(0, processes)
    const inFlight = IN_FLIGHT / processes
    await Promise.all(
      workers.map((worker) => told(worker, 'open', { kind: 'open', trial, run, url: this.url, inFlight })),
    )
    let next = 0
    const share = (worker: ChildProcess) => {
      const from = next
      next = Math.min(bookings, next + SHARE)
      worker.send({ kind: 'share', from, to: next } satisfies Instruction)
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
