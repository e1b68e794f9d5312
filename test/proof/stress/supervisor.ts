import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { random as randomFrom } from '../../support/seed'
import { lastLines, type Note, readJournal } from './journal'
import { type Orders, type SubscriberOrders, tell, type WorkerOrders } from './orders'
import { whileItMoves } from './patience'
import type { Fault, RunningStore } from './stores/store-under-stress'

/** Deadline for commands of a worker. Some stops are longer. */
const DEADLINE_MS = 1_500
/** Average number of commands of the run from one kill to the next, and from one stop to the next. */
const KILL_EVERY = 250
const STOP_EVERY = 300
/** Commands that a new worker does before it may be killed. Otherwise a slow machine would only start processes. */
const FIRST_COMMANDS = 20
/** How often the processes hear how many commands were done. */
const TELL_EVERY = 20
/** A run ends without having reached everything after this many times the commands that it was asked for. */
const BOUND = 5
/** Time after which a process that ended by itself is replaced. */
const RESTART_MS = 300

/** The options of the command line, such as `--commands`. */
export interface Options {
  readonly store: string
  /** How much the run does at least. */
  readonly commands: number
  /** If given, the run ends after this time, whatever it reached. For runs of hours by hand. */
  readonly seconds: number | undefined
  readonly seed: number
  readonly workers: number
}

/** What the supervisor did, and the journals of the processes. */
export interface Run {
  /** Commands that were answered, or given up. */
  readonly commands: number
  readonly processes: number
  /** How often each fault happened, by its name. */
  readonly faults: ReadonlyMap<string, number>
  /** Journals by role, in the order of their processes. */
  readonly journals: ReadonlyMap<string, readonly string[]>
  /** What must not happen to a process, such as that it does not end on request. */
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
  /** Commands that its present process has done. */
  commands: number
}

/**
 * Starts processes, kills and stops them at random, and starts others in their place, until they have done enough. Everything
 * happens after so many commands and not after a time, so that a slow machine sees the same.
 */
export class Supervisor {
  /** All faults of the run: those of the processes, and those of the store. */
  readonly faults: readonly Fault[]
  private readonly random
  private readonly roles: Role[] = []
  private readonly broken: string[] = []
  private readonly counts: Map<string, number>
  private readonly over = new AbortController()
  private commands = 0
  private waiting: { readonly commands: number; readonly go: () => void }[] = []

  constructor(
    private readonly options: Options,
    private readonly store: RunningStore,
    private readonly folder: string,
  ) {
    this.random = randomFrom(options.seed)
    this.faults = [
      { name: 'kills', every: KILL_EVERY, strike: () => this.kill() },
      { name: 'stops', every: STOP_EVERY, strike: () => this.stop() },
      ...store.faults,
    ]
    this.counts = new Map([...this.faults.map(({ name }) => name), 'long stops'].map((name) => [name, 0]))
  }

  /** Runs until the commands are done and `isEnough` says that everything was reached. */
  async run(isEnough: (run: Run) => Promise<boolean>): Promise<Run> {
    for (let number = 1; number <= this.options.workers; number++) this.hire(`w${number}`, 'worker')
    this.hire('plain', 'plain')
    this.hire('named', 'named')
    const possible = this.faults.filter(({ unavailable }) => unavailable === undefined)
    const strikes = Promise.all(possible.map((fault) => this.repeat(fault)))
    const isMoving = await whileItMoves(this.enough(isEnough), () => this.commands)
    if (!isMoving) this.broken.push(`no command ended any more. The last notes:\n${this.lastNotes(this.roles)}`)
    this.over.abort()
    for (const { go } of this.waiting.splice(0)) go()
    await this.finish((role) => role.kind === 'worker')
    await this.finish((role) => role.kind !== 'worker')
    // Processes have ended, so that nothing else moves.
    if (!(await whileItMoves(strikes, () => 0))) this.broken.push('a fault did not end')
    return this.soFar()
  }

  private soFar(): Run {
    const journals = new Map(this.roles.map((role) => [role.name, role.journals]))
    const processes = this.roles.reduce((sum, role) => sum + role.journals.length, 0)
    return { commands: this.commands, processes, faults: this.counts, journals, broken: this.broken }
  }

  private get isOver(): boolean {
    return this.over.signal.aborted
  }

  private async enough(isEnough: (run: Run) => Promise<boolean>): Promise<void> {
    const { commands, seconds } = this.options
    if (seconds !== undefined)
      return pause(seconds * 1000, undefined, { signal: this.over.signal }).catch(() => undefined)
    for (let at = commands; at <= BOUND * commands; at += Math.ceil(commands / 4)) {
      await this.done(at)
      if (this.isOver || (await isEnough(this.soFar()))) return
    }
  }

  /** Causes a fault again and again, until the run is over. */
  private async repeat({ name, every, strike }: Fault): Promise<void> {
    while (!this.isOver) {
      await this.done(this.commands + every / 2 + this.random(every))
      if (this.isOver) return
      try {
        if (await strike(this.over.signal)) this.count(name)
      } catch (thrown) {
        this.broken.push(`${name}: ${thrown}`)
        return
      }
    }
  }

  private count(what: string): void {
    this.counts.set(what, this.counts.get(what)! + 1)
  }

  /** Resolves when the run has done so many commands, or is over. */
  private done(commands: number): Promise<void> {
    if (this.isOver) return Promise.resolve()
    return new Promise((go) => this.waiting.push({ commands, go }))
  }

  /** A worker has done a command. */
  private advance(role: Role): void {
    role.commands++
    this.commands++
    if (this.commands % TELL_EVERY === 0) for (const { child } of this.roles) tell(child, this.commands)
    const due = this.waiting.filter(({ commands }) => commands <= this.commands)
    if (due.length === 0) return
    this.waiting = this.waiting.filter(({ commands }) => commands > this.commands)
    for (const { go } of due) go()
  }

  private hire(name: string, kind: Role['kind']): void {
    const fresh = { child: undefined, ended: Promise.resolve(), isStopped: false, commands: 0 }
    const role: Role = { name, kind, journals: [], ...fresh }
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
            done: this.commands,
            deadlineMs: DEADLINE_MS,
            // One worker in four works for a large clinic.
            isWide: Number(name.slice(1)) % 4 === 0,
          }
        : { ...orders, consumer: kind === 'named' ? 'notifier' : undefined, after: lastHandled(journals) }
    const file = join(this.folder, kind === 'worker' ? 'worker.mjs' : 'subscriber.mjs')
    const child = fork(file, [JSON.stringify(own)], { execArgv: [] })
    child.on('message', () => this.advance(role))
    journals.push(journal)
    role.child = child
    role.isStopped = false
    role.commands = 0
    role.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve()
        if (signal !== null || (code === 0 && this.isOver)) return
        this.broken.push(`${name} ended by itself with ${code}`)
        void pause(RESTART_MS).then(() => this.isOver || this.start(role))
      })
    })
  }

  private async kill(): Promise<boolean> {
    const role = this.anyAtWork()
    if (role === undefined) return false
    role.child?.kill('SIGKILL')
    await role.ended
    if (!this.isOver) this.start(role)
    return true
  }

  /** Stops a process for a while, sometimes beyond the deadline of commands, and does not wait for it. */
  private async stop(): Promise<boolean> {
    const role = this.anyAtWork()
    if (role === undefined) return false
    const isLong = this.random(8) === 0
    if (isLong) this.count('long stops')
    const { child } = role
    role.isStopped = true
    child?.kill('SIGSTOP')
    void pause(isLong ? DEADLINE_MS + 700 : 20 + this.random(300)).then(() => {
      child?.kill('SIGCONT')
      if (role.child === child) role.isStopped = false
    })
    return true
  }

  /** Returns a random process that has done some work. */
  private anyAtWork(): Role | undefined {
    const atWork = this.roles.filter(
      ({ kind, isStopped, child, journals, commands }) =>
        !isStopped && isAlive(child) && (kind === 'worker' ? commands >= FIRST_COMMANDS : existsSync(journals.at(-1)!)),
    )
    return atWork[this.random(atWork.length)]
  }

  /** Tells processes to end, and waits for each as long as it writes notes. */
  private async finish(which: (role: Role) => boolean): Promise<void> {
    await Promise.all(
      this.roles.filter(which).map(async (role) => {
        tell(role.child, 'end')
        if (await whileItMoves(role.ended, () => sizeOf(role.journals.at(-1)!))) return
        this.broken.push(`${role.name} did not end. Its last notes:\n${this.lastNotes([role])}`)
        role.child?.kill('SIGKILL')
        await role.ended
      }),
    )
  }

  private lastNotes(roles: readonly Role[]): string {
    return roles
      .map(({ name, journals }) =>
        lastLines(journals.at(-1)!, 3)
          .map((line) => `  ${name}: ${line}`)
          .join('\n'),
      )
      .join('\n')
  }
}

function isAlive(child: ChildProcess | undefined): boolean {
  return child !== undefined && child.exitCode === null && child.signalCode === null
}

function sizeOf(journal: string): number {
  return existsSync(journal) ? statSync(journal).size : 0
}

function lastHandled(journals: readonly string[]): number {
  const notes = journals.filter(existsSync).flatMap(readJournal)
  const last = notes.findLast((note): note is Note & { note: 'event' } => note.note === 'event')
  return last?.position ?? 0
}
