import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type Command, type CommandResult, isOpdError, OpdScheduler } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { random as randomFrom } from '../../support/seed'
import { clockAt, DOCTORS, datesAt, opening, RULES, TIME_ZONE, WIDE_DOCTORS } from './clinic'
import { anyCommand, KnownTokens } from './commands'
import { flaky } from './flaky'
import { type Answer, instant, type Journal, readJournal } from './journal'
import { listen, tellDone, underOrders, type WorkerOrders } from './orders'
import { persistent } from './persistent'
import { STORES } from './stores/store-under-stress'

/** Simultaneous commands of a worker. */
const IN_FLIGHT = 5

/** A desk: gives commands one after the other, and writes each command and answer to its journal. */
class Worker {
  private readonly random
  private readonly known = new KnownTokens()
  private readonly opd: OpdScheduler
  private readonly done: Command[] = []
  /** For the reads of the journal, which must survive every fault. The library gets the store with its faults. */
  private readonly reads: Store
  private readonly opened = new Set<string>()
  private readonly doctors: readonly string[]
  private issued = 0
  /** Commands that the whole run has done, as far as this process has heard. They are its clock. */
  private doneByAll: number
  private isOver = false

  constructor(
    private readonly orders: WorkerOrders,
    store: Store,
    private readonly journal: Journal,
  ) {
    const { seed, done, deadlineMs, isWide } = orders
    this.doneByAll = done
    this.doctors = isWide ? WIDE_DOCTORS : DOCTORS
    this.random = randomFrom(seed)
    this.reads = persistent(store)
    const line = flaky(store, randomFrom(seed + 1), (what) => journal.write({ note: 'append', ...what }))
    const clock = () => clockAt(this.doneByAll)
    this.opd = new OpdScheduler({ timeZone: TIME_ZONE, rules: RULES, store: line, clock, deadlineMs })
  }

  async run(): Promise<void> {
    listen({
      end: () => {
        this.isOver = true
      },
      done: (commands) => {
        this.doneByAll = commands
      },
    })
    await Promise.all(
      this.doctors.map((id) => this.give({ op: 'registerDoctor', id, name: id, commandId: this.nextId() })),
    )
    await this.openDays()
    for (const command of this.unknownBefore()) await this.give(command)
    await Promise.all(Array.from({ length: IN_FLIGHT }, () => this.work()))
    await this.opd.close()
  }

  private async work(): Promise<void> {
    while (!this.isOver) {
      await this.openDays()
      const dice = this.random(100)
      const again = this.done.length > 0 && dice < 5 ? this.done.splice(this.random(this.done.length), 1)[0] : undefined
      if (dice > 94)
        await this.look().catch((thrown) => {
          // While the server restarts, a query may give up at its deadline, like a command.
          if (isOpdError(thrown) && thrown.code === 'store-failed') return
          this.journal.write({ note: 'broken', message: `query: ${thrown}` })
        })
      else await this.give(again ?? this.think())
      // A pause between patients. Without it, a store that answers at once would starve timers and signals.
      await pause(this.random(8))
    }
  }

  private think(): Command {
    const { random, known } = this
    return anyCommand({
      random,
      known,
      doneByAll: this.doneByAll,
      isWide: this.orders.isWide,
      commandId: this.nextId(),
    })
  }

  /** Returns most of the commands whose end the killed process did not record. Repeated with the same ids, none happens twice. */
  private unknownBefore(): Command[] {
    if (this.orders.before === undefined) return []
    const open = new Map<string, Command>()
    for (const note of readJournal(this.orders.before)) {
      if (note.note === 'invoke') open.set(note.id, note.command)
      if (note.note === 'ok' || note.note === 'refused' || note.note === 'failed') open.delete(note.id)
    }
    return [...open.values()].filter(() => this.random(5) > 0)
  }

  private async openDays(): Promise<void> {
    for (const date of this.dates()) {
      if (this.opened.has(date)) continue
      this.opened.add(date)
      await Promise.all(this.doctors.map((doctorId) => this.give(opening(doctorId, date, this.nextId()))))
    }
  }

  private async give(command: Command): Promise<void> {
    await this.ask(command)
    tellDone()
  }

  private async ask(command: Command): Promise<void> {
    const id = command.commandId!
    const head = await this.reads.head()
    this.journal.write({ note: 'invoke', at: instant(), id, head, command })
    try {
      const result = await this.opd.execute(command)
      if (result.status === 'rejected')
        this.journal.write({ note: 'refused', at: instant(), id, code: result.code, head: await this.reads.head() })
      else this.acknowledge(command, answerOf(result))
    } catch (thrown) {
      // A command without an end in the journal has an unknown outcome.
      if (!isOpdError(thrown)) return this.journal.write({ note: 'broken', message: `${command.op}: ${thrown}` })
      if (thrown.code === 'store-corrupt' || thrown.code === 'invalid-input')
        this.journal.write({ note: 'broken', message: `${command.op}: ${thrown.code}: ${thrown.message}` })
      const note = thrown.code === 'outcome-unknown' ? 'unknown' : 'failed'
      this.journal.write({ note, at: instant(), id, code: thrown.code })
      if (note === 'unknown') this.done.push(command)
    }
  }

  private acknowledge(command: Command, answer: Answer): void {
    this.journal.write({ note: 'ok', at: instant(), id: command.commandId!, answer })
    if (answer.tokenId !== null) this.known.hear(answer.tokenId)
    // A refusal is not stored: it would be decided again.
    if (answer.tokenId !== null && this.random(4) === 0) this.done.push(command)
    if (this.done.length > 40) this.done.shift()
  }

  /** Queries a session, and so learns of the tokens of others. */
  private async look(): Promise<void> {
    const [today] = this.dates()
    const { doctors, random } = this
    const id = `${doctors[!this.orders.isWide && random(3) > 0 ? 0 : random(doctors.length)]}.${today}`
    const head = await this.reads.head()
    const at = instant()
    const session = await this.opd.session(id)
    this.journal.write({ note: 'query', at, head, session: id, version: session?.version ?? 0 })
    const tokens = session?.tokens ?? []
    for (const token of tokens.slice(-20)) this.known.hear(token.id)
  }

  private dates(): [string, string] {
    return datesAt(this.doneByAll, this.orders.isWide)
  }

  private nextId(): string {
    return `${this.orders.name}-${++this.issued}`
  }
}

function answerOf(result: Exclude<CommandResult, { status: 'rejected' }>): Answer {
  const token = 'token' in result ? result.token : undefined
  const digest = createHash('sha1').update(JSON.stringify(result)).digest('base64')
  const moved = result.moves.map(({ tokenId }) => tokenId)
  return { status: result.status, tokenId: token?.id ?? null, slotId: token?.slotId ?? null, moved, digest }
}

await underOrders(async (orders: WorkerOrders, journal) => {
  const store = await STORES[orders.store]!.open(orders.address)
  await new Worker(orders, store, journal).run()
})
