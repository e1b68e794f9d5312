import type { Exchange, Store } from 'opd-scheduler'

/** An exchange in this process, whose messages and members a test can lose. */
export class Switchboard {
  readonly appends: number[] = []
  conflicts = 0
  /** Messages by kind, and where the last one went. */
  readonly sent: string[] = []
  lastTo = ''
  longest = 10_000
  /** Whether a message gets lost. */
  loses: (text: string) => boolean = () => false
  /** How often somebody asked who decides. */
  questions = 0
  /** Whether a question is answered. */
  answers = true
  private joined = 0
  private owner: string | undefined
  private readonly members = new Map<string, { address: string; receive: (text: string) => void }>()

  constructor(private readonly memory: Store) {}

  /** The shared store as one process sees it. */
  store(): Store {
    return {
      ...this.memory,
      append: async (commits) => {
        this.appends.push(commits.length)
        // As long as a disk takes.
        await new Promise((resolve) => setTimeout(resolve, 2))
        const outcomes = await this.memory.append(commits)
        this.conflicts += outcomes.filter(({ status }) => status === 'conflict').length
        return outcomes
      },
      meet: async (receive) => this.join(receive),
    }
  }

  /** A process is gone; whether it is still taken for the owner. */
  leave(address: string, isStillOwner = true): void {
    this.members.delete(address)
    if (!isStillOwner && this.owner === address) this.owner = undefined
  }

  /** A process has lost its place and got another one. */
  move(address: string): void {
    const member = this.members.get(address)!
    this.leave(address, false)
    this.seat(member)
  }

  private seat(member: { address: string; receive: (text: string) => void }): void {
    member.address = `process-${++this.joined}`
    this.members.set(member.address, member)
  }

  private join(receive: (text: string, exchange: Exchange) => void): Exchange {
    const exchange = {
      address: '',
      receive: (text: string) => receive(text, exchange),
      owner: async () => {
        this.questions++
        if (!this.answers) return new Promise<string>(() => {})
        this.owner ??= exchange.address
        return this.owner
      },
      send: (to: string, text: string) => {
        this.sent.push(JSON.parse(text).kind)
        this.lastTo = to
        if (text.length > this.longest) return false
        if (!this.loses(text)) setImmediate(() => this.members.get(to)?.receive(text))
        return true
      },
      close: async () => this.leave(exchange.address, false),
    }
    this.seat(exchange)
    return exchange
  }
}
