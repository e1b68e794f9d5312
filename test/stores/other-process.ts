import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A TypeScript file that runs in its own process, and the messages that it sends. */
export class OtherProcess<Message> {
  readonly received: Message[] = []
  private readonly child: ChildProcess
  private errors = ''
  private wake = (): void => {}

  constructor(script: string, environment: Readonly<Record<string, string>> = {}) {
    this.child = fork(script, {
      cwd: root,
      env: { ...process.env, ...environment },
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.child.stderr!.on('data', (chunk: Buffer) => {
      this.errors += chunk.toString()
    })
    this.child.on('message', (message) => {
      this.received.push(message as Message)
      this.wake()
    })
    this.child.on('exit', () => this.wake())
  }

  send(message: Exclude<Parameters<ChildProcess['send']>[0], undefined>): void {
    this.child.send(message)
  }

  /** Waits until this many messages were received, and returns the last one. */
  async receive(count: number): Promise<Message> {
    while (this.received.length < count) {
      if (this.isOver) throw new Error(`the process ended with ${this.child.exitCode}: ${this.errors}`)
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
    return this.received[count - 1]!
  }

  /** Kills the process, as a power cut would, and waits until it is gone. */
  async kill(): Promise<void> {
    await this.end('SIGKILL')
  }

  /** Asks the process to end; throws unless it ends without an error. */
  async stop(): Promise<void> {
    await this.end('SIGTERM')
    if (this.child.exitCode !== 0) throw new Error(`the process ended with ${this.child.exitCode}: ${this.errors}`)
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.isOver) return
    const gone = once(this.child, 'exit')
    this.child.kill(signal)
    await gone
  }

  private get isOver(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null
  }
}
