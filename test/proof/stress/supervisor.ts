import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { random as randomFrom } from '../../support/seed'
import { type Note, readJournal } from './journal'
import type { Orders, SubscriberOrders, WorkerOrders } from './orders'
import type { RunningStore } from './stores/store-under-stress'

/** Deadline for commands of a worker. Some stops are longer. */
const DEADLINE_MS = 1_500
/** Shortest time from one kill to the next, and the largest random addition. */
const KILL_MS = [450, 500] as const
const STOP_MS = [500, 900] as const
/** Time after which a process that ended by itself is replaced. */
const RESTART_MS = 300
/** How long the processes may take to end on request. */
const PATIENCE_MS = 60_000

/** The options of the command line, such as `--seconds`. */
export interface Options {
  readonly store: string
  readonly seconds: number
  readonly seed: number
  readonly workers: number
}

/** What the supervisor did, and the journals of the processes. */
export interface Run {
  readonly processes: number
  readonly kills: number
  readonly stops: number
  readonly longStops: number
  /** How often each fault of the store happened. */
  readonly faults: ReadonlyMap<string, number>
  /** Journals by role, in the order of their processes. */
  readonly journals: ReadonlyMap<string, readonly string[]>
  /** Processes that did not end on request. */
  readonly broken: readonly string[]
}

/** One line of work, done by one process at a time. When it is killed, the next one takes over. */
interface Role {
  readonly name: string
  readonly kind: 'worker' | 'plain' | 'named'
  readonly journals: string[]
  child: ChildProcess | undefined
  ended: Promise<void>
  isStopped: boolean
}

/** Starts processes, kills and stops them at random, and starts others in their place, until the time is over. */
export class Supervisor {
  private readonly random
  private readonly roles: Role[] = []
  private readonly started = Date.now()
  private readonly broken: string[] = []
  private readonly faults = new Map<string, number>()
  private kills = 0
  private stops = 0
  private longStops = 0
  private end = 0
  private latest = 0
  private isOver = false

  constructor(
    private readonly options: Options,
    private readonly store: RunningStore,
    private readonly folder: string,
  ) {
    this.random = randomFrom(options.seed)
  }

  async run(): Promise<Run> {
    for (let number = 1; number <= this.options.workers; number++) this.hire(`w${number}`, 'worker')
    this.hire('plain', 'plain')
    this.hire('named', 'named')
    await this.allBegun()
    this.end = Date.now() + this.options.seconds * 1000
    this.latest = this.end + this.options.seconds * 2000
    const possible = this.store.faults.filter(({ unavailable }) => unavailable === undefined)
    const strikes = possible.map(({ name, everyMs, strike }) =>
      this.again(
        () => [everyMs / 2, everyMs],
        async () => {
          if (await strike()) this.faults.set(name, (this.faults.get(name) ?? 0) + 1)
        },
      ),
    )
    await Promise.all([
      this.again(
        () => KILL_MS,
        async () => this.kill(),
      ),
      this.again(
        () => STOP_MS,
        () => this.stop(),
      ),
      ...strikes,
    ])
    this.isOver = true
    await this.finish((role) => role.kind === 'worker')
    await this.finish((role) => role.kind !== 'worker')
    const { kills, stops, longStops, faults, broken } = this
    const journals = new Map(this.roles.map((role) => [role.name, role.journals]))
    const processes = this.roles.reduce((sum, role) => sum + role.journals.length, 0)
    return { processes, kills, stops, longStops, faults, journals, broken }
  }

  /** Repeats an action until the time is over. On a busy machine it goes on until there were enough kills. */
  private async again(spacing: () => readonly [number, number], happen: () => Promise<void>): Promise<void> {
    for (;;) {
      const [least, more] = spacing()
      const wait = least + this.random(more)
      await pause(wait)
      if (Date.now() > this.end && (this.kills >= leastKills(this.options.seconds) || Date.now() > this.latest)) return
      await happen()
    }
  }

  private hire(name: string, kind: Role['kind']): void {
    const role: Role = { name, kind, journals: [], child: undefined, ended: Promise.resolve(), isStopped: false }
    this.roles.push(role)
    this.start(role)
  }

  /** Starts the next process of a role. */
  private start(role: Role): void {
    const { name, kind, journals } = role
    const before = journals.at(-1)
    const journal = join(this.folder, `${name}.${journals.length + 1}.jsonl`)
    const orders: Orders = { store: this.options.store, address: this.store.address, journal }
    const own: WorkerOrders | SubscriberOrders =
      kind === 'worker'
        ? {
            ...orders,
            before: before !== undefined && existsSync(before) ? before : undefined,
            name: `${name}.${journals.length + 1}`,
            seed: this.random(2 ** 31),
            started: this.started,
            deadlineMs: DEADLINE_MS,
            // One worker in four works for a large clinic.
            isWide: Number(name.slice(1)) % 4 === 0,
          }
        : { ...orders, consumer: kind === 'named' ? 'notifier' : undefined, after: lastHandled(journals) }
    const file = join(this.folder, kind === 'worker' ? 'worker.mjs' : 'subscriber.mjs')
    const child = fork(file, [JSON.stringify(own)], { execArgv: [] })
    journals.push(journal)
    role.child = child
    role.isStopped = false
    role.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve()
        if (signal !== null || (code === 0 && this.isOver)) return
        this.broken.push(`${name} ended by itself with ${code}`)
        void pause(RESTART_MS).then(() => this.isOver || this.start(role))
      })
    })
  }

  private async kill(): Promise<void> {
    const role = this.anyRunning()
    if (role === undefined) return
    this.kills++
    role.child?.kill('SIGKILL')
    await role.ended
    this.start(role)
  }

  /** Stops a process for a while, sometimes beyond the deadline of commands, and does not wait for it. */
  private async stop(): Promise<void> {
    const role = this.anyRunning()
    if (role === undefined) return
    const isLong = this.random(8) === 0
    this.stops++
    if (isLong) this.longStops++
    const { child } = role
    role.isStopped = true
    child?.kill('SIGSTOP')
    void pause(isLong ? DEADLINE_MS + 700 : 20 + this.random(300)).then(() => {
      child?.kill('SIGCONT')
      if (role.child === child) role.isStopped = false
    })
  }

  /** The time of the run begins when every process is at work. */
  private async allBegun(): Promise<void> {
    while (!this.roles.every(({ journals }) => existsSync(journals.at(-1)!))) await pause(20)
  }

  /** Returns a random process that has begun its work. */
  private anyRunning(): Role | undefined {
    const running = this.roles.filter(
      ({ isStopped, child, journals }) => !isStopped && isAlive(child) && existsSync(journals.at(-1)!),
    )
    return running[this.random(running.length)]
  }

  private async finish(which: (role: Role) => boolean): Promise<void> {
    const roles = this.roles.filter(which)
    for (const { child } of roles) if (child?.connected) child.send('end', () => {})
    const late = setTimeout(() => {
      for (const { name, child } of roles) {
        if (!isAlive(child)) continue
        this.broken.push(`${name} did not end`)
        child?.kill('SIGKILL')
      }
    }, PATIENCE_MS)
    await Promise.all(roles.map((role) => role.ended))
    clearTimeout(late)
  }
}

/** Returns the least number of kills, below which a run proves too little. */
export function leastKills(seconds: number): number {
  return Math.floor((50 * seconds) / 60)
}

function isAlive(child: ChildProcess | undefined): boolean {
  return child !== undefined && child.exitCode === null && child.signalCode === null
}

function lastHandled(journals: readonly string[]): number {
  const notes = journals.filter(existsSync).flatMap(readJournal)
  const last = notes.findLast((note): note is Note & { note: 'event' } => note.note === 'event')
  return last?.position ?? 0
}
