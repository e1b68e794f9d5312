import type { PostgresClient, PostgresPool, PostgresResult } from './driver'

/**
 * A client that was borrowed from the pool. It is given back exactly once. If a statement has no answer by then, its connection is closed:
 * a half-open connection never answers, and a client that waits for it is missing in the pool for ever.
 */
export class Connection {
  private isBack = false
  private readonly unanswered = new Set<(why: Error) => void>()
  private readonly lost = (thrown: unknown) =>
    this.close(thrown instanceof Error ? thrown : new Error('the connection was lost'))

  constructor(
    private readonly client: PostgresClient,
    private readonly giveUpMs: number | undefined,
    private readonly onBack: (connection: Connection) => void,
  ) {
    // An error event without a listener would end the process.
    client.on('error', this.lost)
    client.on('end', this.lost)
  }

  /** Whether a statement has no answer yet. */
  get isBusy(): boolean {
    return this.unanswered.size > 0
  }

  /** Runs a statement. Closes the connection if there is no answer in time. */
  query(sql: string, values?: unknown[], giveUpMs = this.giveUpMs): Promise<PostgresResult> {
    if (this.isBack) return Promise.reject(new Error('the connection was given back'))
    return new Promise((resolve, reject) => {
      const answer = this.client.query(sql, values)
      const timer =
        giveUpMs === undefined ? undefined : setTimeout(() => this.close(new Error('no answer in time')), giveUpMs)
      const answered = () => {
        clearTimeout(timer)
        this.unanswered.delete(fail)
      }
      const fail = (thrown: unknown) => {
        answered()
        reject(thrown)
      }
      this.unanswered.add(fail)
      answer.then((result) => {
        answered()
        resolve(result)
      }, fail)
    })
  }

  /** Calls a listener with each notification of the server. */
  onNotification(listener: (message: { readonly payload?: string | undefined }) => void): void {
    this.client.on('notification', listener)
  }

  /** Gives the client back as it is. No statement may be without an answer. */
  giveBack(): void {
    if (this.isBack) return
    this.client.removeListener('error', this.lost)
    this.client.removeListener('end', this.lost)
    this.release(false)
  }

  /** Gives the client back and has its connection closed. What has no answer yet fails. Does nothing if the client is back. */
  close(why = new Error('the connection was closed before the answer')): void {
    if (this.isBack) return
    // The listeners stay, for errors of a connection that is being closed.
    this.release(true)
    for (const fail of [...this.unanswered]) fail(why)
  }

  private release(isBroken: boolean): void {
    this.isBack = true
    this.client.release(isBroken)
    this.onBack(this)
  }
}

/** The clients that a store has borrowed from the pool of its host. When it is closed, none of them is out any more. */
export class Connections {
  private readonly out = new Set<Connection>()
  /** Ends the wait of those who have asked for a client and got none yet. */
  private readonly waiting = new Set<(why: Error) => void>()
  private giveUpMs: number | undefined
  private isClosed = false

  constructor(private readonly pool: PostgresPool) {}

  /** Called with the time after which nobody waits for an answer. The longest counts. */
  giveUpAfter(ms: number): void {
    this.giveUpMs = Math.max(ms, this.giveUpMs ?? 0)
  }

  /** Borrows a client. One that comes too late goes back unused. */
  borrow(onBack?: () => void): Promise<Connection> {
    if (this.isClosed) return Promise.reject(new Error('the store is closed'))
    return new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer)
        return this.waiting.delete(fail)
      }
      const fail = (thrown: unknown) => {
        stop()
        reject(thrown)
      }
      const { giveUpMs } = this
      const timer =
        giveUpMs === undefined ? undefined : setTimeout(() => fail(new Error('no connection in time')), giveUpMs)
      this.waiting.add(fail)
      this.pool.connect().then((client) => {
        if (!stop()) return client.release()
        const connection = new Connection(client, giveUpMs, (back) => {
          this.out.delete(back)
          onBack?.()
        })
        this.out.add(connection)
        resolve(connection)
      }, fail)
    })
  }

  /** Runs one statement. */
  async query(sql: string, values?: unknown[], giveUpMs = this.giveUpMs): Promise<PostgresResult> {
    const connection = await this.borrow()
    try {
      const result = await connection.query(sql, values, giveUpMs)
      connection.giveBack()
      return result
    } catch (thrown) {
      connection.close()
      throw thrown
    }
  }

  /** Gives back everything at once. */
  close(): void {
    this.isClosed = true
    const why = new Error('the store was closed before the answer')
    for (const fail of [...this.waiting]) fail(why)
    for (const connection of [...this.out]) connection.close(why)
  }
}
