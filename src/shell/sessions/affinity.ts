import type { CommandResult } from '../../api/results'
import { isOpdError, OpdError } from '../../errors'
import type { Exchange, Store } from '../../store/store'
import type { Basis } from '../command/basis'
import type { Engine } from '../engine'
import type { ReadCommand } from '../input/read-command'
import { monotonicNow } from '../time/monotonic'
import { outcomeUnknown } from './committer'

/** How long an answer may take before this process decides by itself. */
const PATIENCE_MS = 250
/** How long nothing is handed to a process that did not answer in time. */
const REST_MS = 1_000
/** How long it is taken for granted that commands are still decided where they were. */
const LEASE_MS = 1_000

/** What processes say to each other. */
type Message =
  | {
      readonly kind: 'command'
      readonly commandId: string
      readonly from: string
      readonly command: ReadCommand
      readonly basis: Basis | undefined
    }
  | { readonly kind: 'answer'; readonly commandId: string; readonly answer: CommandResult }
  | { readonly kind: 'too-long'; readonly commandId: string }
  | {
      readonly kind: 'error'
      readonly commandId: string
      readonly error: Pick<OpdError, 'code' | 'message' | 'details'>
    }

/** Where commands are decided, as far as is known. */
interface Known {
  readonly owner: string
  /** The address of this process when it asked: with a new one it is no longer what it was to the others. */
  readonly asker: string
  readonly until: number
}

/**
 * Lets the commands for a store meet in one process, where they share appends and never conflict; the others hand theirs over.
 * Nothing but time depends on it: whoever gets no answer decides by itself, and the command id sees to it that a command which
 * was carried out after all is not carried out twice.
 */
export class Affinity {
  private exchange: Promise<Exchange> | undefined
  private known: Known | undefined
  private asking: Promise<void> | undefined
  private readonly asked = new Map<string, (message: Message) => void>()
  /** The process that did not answer in time, and how long it is left alone. */
  private silent: { readonly address: string; readonly until: number } | undefined

  constructor(
    private readonly engine: Engine,
    private readonly store: Store,
  ) {}

  async execute(command: ReadCommand, basis: Basis | undefined): Promise<CommandResult> {
    const exchange = await this.meet()
    if (exchange === undefined) return this.engine.execute(command, basis)
    const owner = await this.ownerIn(exchange)
    if (owner === undefined || owner === exchange.address) return this.engine.execute(command, basis)
    return this.handOver(command, basis, owner, exchange)
  }

  async close(): Promise<void> {
    await (await this.exchange?.catch(() => undefined))?.close()
  }

  private async handOver(
    command: ReadCommand,
    basis: Basis | undefined,
    owner: string,
    exchange: Exchange,
  ): Promise<CommandResult> {
    const commandId = command.commandId ?? this.engine.newCommandId()
    if (!this.send(exchange, owner, { kind: 'command', commandId, from: exchange.address, command, basis }))
      return this.engine.execute(command, basis)
    const answer = await new Promise<Message | undefined>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS, undefined)
      this.asked.set(commandId, (message) => {
        clearTimeout(timer)
        resolve(message)
      })
    })
    this.asked.delete(commandId)
    if (answer?.kind === 'answer') return answer.answer
    if (answer?.kind === 'error') throw new OpdError(answer.error.code, answer.error.message, answer.error.details)
    if (answer !== undefined) return this.engine.execute(command, basis, commandId)
    this.silent = { address: owner, until: monotonicNow() + REST_MS }
    // Where it is gone, somebody else is the owner by now.
    if (this.known?.owner === owner) this.known = undefined
    return this.afterSilence(command, basis, commandId)
  }

  /** Decides a command that the owner may yet carry out: what is committed is committed once, but nothing else is certain. */
  private async afterSilence(
    command: ReadCommand,
    basis: Basis | undefined,
    commandId: string,
  ): Promise<CommandResult> {
    let why: unknown = 'the process that it was handed to does not answer'
    try {
      const result = await this.engine.execute(command, basis, commandId)
      // What changed nothing is not committed, and the owner may find something to change.
      if (result.status !== 'rejected' && (await this.store.findCommit(commandId)) !== undefined) return result
    } catch (thrown) {
      if (isOpdError(thrown) && thrown.code === 'command-id-reused') throw thrown
      why = thrown
    }
    throw outcomeUnknown(commandId, why)
  }

  private send(exchange: Exchange, address: string, message: Message): boolean {
    return exchange.send(address, JSON.stringify(message))
  }

  private receive(text: string, exchange: Exchange): void {
    const message = JSON.parse(text) as Message
    if (message.kind !== 'command') {
      this.asked.get(message.commandId)?.(message)
      return
    }
    const { command, basis, commandId, from } = message
    this.engine.execute(command, basis, commandId).then(
      (answer) => {
        // The one who asked finds a long answer under the command's id.
        if (!this.send(exchange, from, { kind: 'answer', commandId, answer }))
          this.send(exchange, from, { kind: 'too-long', commandId })
      },
      (thrown: unknown) => {
        // Whatever else it is, the one who asked finds out by deciding.
        if (!isOpdError(thrown)) return
        const { code, message, details } = thrown
        this.send(exchange, from, { kind: 'error', commandId, error: { code, message, details } })
      },
    )
  }

  /** Where commands are decided; undefined where it is better to decide here. */
  private async ownerIn(exchange: Exchange): Promise<string | undefined> {
    if (this.known?.asker !== exchange.address) await this.ask(exchange)
    // Nobody waits for what is most likely still so.
    else if (monotonicNow() > this.known.until) void this.ask(exchange)
    const owner = this.known?.owner
    return owner === this.silent?.address && monotonicNow() < this.silent!.until ? undefined : owner
  }

  /** Whoever asks meanwhile shares the answer. */
  private ask(exchange: Exchange): Promise<void> {
    const asker = exchange.address
    this.asking ??= exchange
      .owner()
      .then(
        (owner) => {
          this.known = { owner, asker, until: monotonicNow() + LEASE_MS }
        },
        () => {
          this.known = undefined
        },
      )
      .finally(() => {
        this.asking = undefined
      })
    return this.asking
  }

  /** Undefined while no exchange can be had. */
  private async meet(): Promise<Exchange | undefined> {
    this.exchange ??= this.store.meet!((text, exchange) => this.receive(text, exchange))
    try {
      return await this.exchange
    } catch {
      this.exchange = undefined
      return undefined
    }
  }
}
