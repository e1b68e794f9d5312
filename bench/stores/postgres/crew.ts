import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { openClinic, type Trial } from './design'
import type { Instruction, Report } from './messages'
import { PER_SESSION } from './orders'

/** Bookings that a worker gets at a time: few, so that all are at the same session. */
const SHARE = 20
/** Bookings that there are for a run. Who has made them all is done early. */
const MOST_BOOKINGS = 25_000
export const IN_FLIGHT = 32

/** What one run came to. */
export interface Measured {
  readonly perSecond: number
  /** Milliseconds that 99 of 100 bookings took at most. */
  readonly p99: number
  readonly counted: number
  readonly refused: number
  readonly acknowledged: readonly string[]
}

export interface Timing {
  readonly warmUpMs: number
  readonly runMs: number
}

/** Processes that book, started once and used by run after run. */
export class Crew {
  private readonly workers: ChildProcess[] = []

  constructor(
    private readonly url: string,
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
    const reports = await Promise.all(
      workers.map((worker) => told(worker, 'done', { kind: 'begin', warmUpMs, runMs }, share)),
    )
    const latencies = reports.flatMap((report) => report.latencies).sort((a, b) => a - b)
    return {
      perSecond: reports.reduce((sum, { counted, ms }) => sum + (counted / ms) * 1000, 0),
      p99: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
      counted: latencies.length,
      refused: reports.reduce((sum, { refused }) => sum + refused, 0),
      acknowledged: reports.flatMap(({ acknowledged }) => acknowledged),
    }
  }

  end(): void {
    for (const worker of this.workers) if (worker.connected) worker.send({ kind: 'end' } satisfies Instruction)
  }
}

/** Tells a worker something and waits until it says that this is done. */
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
