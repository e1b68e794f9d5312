import { isOpdError, OpdError } from '../errors'
import type { CommandResult } from '../results'
import type { Exchange, Store } from '../store/store'
import type { Basis } from './basis'
import { outcomeUnknown } from './committer'
import type { Engine } from './engine'
import { moment } from './moment'
import { type ReadCommand, sessionOfTokenId } from './read-command'

/** How long an answer may take before this process decides by itself. */
const PATIENCE_MS = 250
/** How long nothing is handed to a process that did not answer in time. */
const REST_MS = 1_000
/** How long it is taken for granted that a doctor's commands are still decided where they were. */
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

/** A doctor's commands are decided there, as far as is known. */
interface Owner {
  readonly address: string
  readonly until: number
}

/**
 * Lets the commands of a doctor meet in one process, where they share appends and never conflict; the others hand theirs over.
 * Nothing but time depends on it: whoever gets no answer decides by itself, and the command id sees to it that a command which
 * was carried out after all is not carried out twice.
 */
export class Affinity {
  private exchange: Promise<Exchange> | undefined
  private readonly owners = new Map<string, Owner>()
  private readonly asked = new Map<string, (message: Message) => void>()
  private readonly resting = new Map<string, number>()

  constructor(
    private readonly engine: Engine,
    private readonly store: Store,
  ) {}

  async execute(command: ReadCommand, basis: Basis | undefined): Promise<CommandResult> {
    const doctorId = doctorOf(command)
    const exchange = doctorId === undefined ? undefined : await this.meet()
    if (doctorId === undefined || exchange === undefined) return this.engine.execute(command, basis)
    const owner = await this.ownerOf(doctorId, exchange)
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
    const answer = await new Promise<Message | undefined>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS, undefined)
      this.asked.set(commandId, (message) => {
        clearTimeout(timer)
        resolve(message)
      })
      this.send(exchange, owner, { kind: 'command', commandId, from: exchange.address, command, basis })
    })
    this.asked.delete(commandId)
    if (answer?.kind === 'answer') return answer.answer
    if (answer?.kind === 'error') throw new OpdError(answer.error.code, answer.error.message, answer.error.details)
    if (answer !== undefined) return this.engine.execute(command, basis, commandId)
    this.resting.set(owner, moment() + REST_MS)
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
      if (result.status !== 'rejected') return result
    } catch (thrown) {
      if (isOpdError(thrown) && thrown.code === 'command-id-reused') throw thrown
      why = thrown
    }
    throw outcomeUnknown(commandId, why)
  }

  private send(exchange: Exchange, address: string, message: Message): void {
    if (exchange.send(address, JSON.stringify(message)) || message.kind === 'command') return
    // The one who asked finds the answer under the command's id.
    exchange.send(address, JSON.stringify({ kind: 'too-long', commandId: message.commandId } satisfies Message))
  }

  private receive(text: string, exchange: Exchange): void {
    const message = JSON.parse(text) as Message
    if (message.kind !== 'command') {
      this.asked.get(message.commandId)?.(message)
      return
    }
    const { command, basis, commandId, from } = message
    this.engine.execute(command, basis, commandId).then(
      (answer) => this.send(exchange, from, { kind: 'answer', commandId, answer }),
      (thrown: unknown) => {
        // Whatever else it is, the one who asked finds out by deciding.
        if (!isOpdError(thrown)) return
        const { code, message, details } = thrown
        this.send(exchange, from, { kind: 'error', commandId, error: { code, message, details } })
      },
    )
  }

  /** Where the commands of a doctor are decided; undefined where it is better to decide here. */
  private async ownerOf(doctorId: string, exchange: Exchange): Promise<string | undefined> {
    const known = this.owners.get(doctorId)
    const now = moment()
    let address = known !== undefined && now < known.until ? known.address : undefined
    if (address === undefined) {
      try {
        address = await exchange.ownerOf(doctorId)
      } catch {
        return undefined
      }
      this.owners.set(doctorId, { address, until: now + LEASE_MS })
    }
    return now < (this.resting.get(address) ?? 0) ? undefined : address
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

/** The doctor whom a command is about, where it says so itself. */
function doctorOf(command: ReadCommand): string | undefined {
  switch (command.op) {
    case 'registerDoctor':
      return undefined
    case 'book':
      return command.target.kind === 'doctor' ? command.target.doctorId : command.target.sessionId.slice(0, -11)
    case 'openSession':
    case 'addSlots':
    case 'resizeSlot':
    case 'closeSession':
    case 'callNext':
    case 'sweep':
      return command.sessionId.slice(0, -11)
    default:
      return sessionOfTokenId(command.tokenId)?.slice(0, -11)
  }
}
