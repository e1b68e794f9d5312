import type { Connection, Connections } from './connections'
import type { PostgresPool } from './driver'

/** How long commits are gathered into one hint. */
const GATHER_MS = 15
/** How long to wait after a connection was lost before the next one is opened. */
const RECONNECT_MS = 250
/** How often a connection that listens is asked whether it still does. */
const ASK_MS = 10_000

/**
 * Sends hints of commits to other processes with NOTIFY, and receives theirs with LISTEN. Hints are sent after the append, because
 * inside it they would halve its speed. They may get lost, so readers poll as well.
 */
export class Hints {
  private readonly channel: string
  private readonly watchers = new Set<() => void>()
  private sending: ReturnType<typeof setTimeout> | undefined
  private reconnecting: ReturnType<typeof setTimeout> | undefined
  private stop: (() => void) | undefined
  private isClosed = false

  constructor(
    private readonly pool: PostgresPool,
    private readonly connections: Connections,
    schema: string,
    private readonly facility: string,
  ) {
    this.channel = `opd_${schema}`
  }

  /** Sends a hint that something was committed. */
  send(): void {
    if (this.isClosed || this.sending !== undefined) return
    this.sending = setTimeout(() => {
      this.sending = undefined
      // This transaction writes no data, so it need not wait for the disk.
      const sql = `SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)`
      this.connections.query(sql, [this.channel, this.facility]).catch(() => {})
    }, GATHER_MS)
    this.sending.unref?.()
  }

  watch(wake: () => void): () => void {
    if (this.isClosed) return () => {}
    // A function of its own for each call, so that two watchers with the same function end separately.
    const watcher = () => wake()
    this.watchers.add(watcher)
    // Statements need the only connection of a pool of one.
    if (this.stop === undefined && (this.pool.options?.max ?? 10) > 1) this.listen()
    return () => {
      this.watchers.delete(watcher)
      if (this.watchers.size === 0) this.rest()
    }
  }

  close(): void {
    this.isClosed = true
    clearTimeout(this.sending)
    this.watchers.clear()
    this.rest()
  }

  private wake(): void {
    for (const watcher of this.watchers) watcher()
  }

  /** Closes the connection: one that listens must not get back into the pool. */
  private rest(): void {
    clearTimeout(this.reconnecting)
    this.stop?.()
    this.stop = undefined
  }

  private listen(): void {
    let connection: Connection | undefined
    let asking: ReturnType<typeof setTimeout> | undefined
    let isOver = false
    const stop = () => {
      isOver = true
      clearTimeout(asking)
      connection?.close()
    }
    const lost = () => {
      if (isOver) return
      stop()
      this.reconnecting = setTimeout(() => this.listen(), RECONNECT_MS)
      this.reconnecting.unref?.()
    }
    this.stop = stop
    /** LISTEN may be repeated. A connection that is half open has no answer to it, and is closed. */
    const ask = async () => {
      await connection!.query(`LISTEN "${this.channel}"`)
      if (isOver) return
      asking = setTimeout(() => ask().catch(lost), ASK_MS)
      asking.unref?.()
    }
    const begin = async () => {
      connection = await this.connections.borrow(lost)
      if (isOver) return connection.giveBack()
      connection.onNotification(({ payload }) => {
        if (payload === this.facility && !isOver) this.wake()
      })
      await ask()
      // There may have been commits while no connection listened.
      if (!isOver) this.wake()
    }
    begin().catch(lost)
  }
}
