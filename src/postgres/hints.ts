import type { PostgresClient, PostgresPool } from './driver'

/** For how long commits share a hint. */
const GATHER_MS = 15
/** How long to wait before another connection is asked for, where one was lost. */
const RECONNECT_MS = 250

/**
 * Tells other processes that something was committed, and listens to them, over LISTEN and NOTIFY. Hints are sent outside the
 * append, where they would cost it half its speed, and may get lost: readers poll as well.
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
    schema: string,
    private readonly facility: string,
  ) {
    this.channel = `opd_${schema}`
  }

  /** Something was committed. */
  send(): void {
    if (this.isClosed || this.sending !== undefined) return
    this.sending = setTimeout(() => {
      this.sending = undefined
      // The setting spares this transaction, which writes nothing that matters, a wait for the disk.
      const sql = `SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)`
      this.pool.query(sql, [this.channel, this.facility]).catch(() => {})
    }, GATHER_MS)
    this.sending.unref?.()
  }

  watch(wake: () => void): () => void {
    // Two may watch with one function, and each ends its own.
    const watcher = () => wake()
    this.watchers.add(watcher)
    // The only connection of a pool is needed for everything else.
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

  /** Gives the connection away: one that listens must not get back into the pool. */
  private rest(): void {
    clearTimeout(this.reconnecting)
    this.stop?.()
    this.stop = undefined
  }

  private listen(): void {
    let client: PostgresClient | undefined
    let isOver = false
    const heard = ({ payload }: { readonly payload?: string | undefined }) => {
      if (payload === this.facility) this.wake()
    }
    const lost = () => {
      if (isOver) return
      stop()
      this.reconnecting = setTimeout(() => this.listen(), RECONNECT_MS)
      this.reconnecting.unref?.()
    }
    const stop = () => {
      isOver = true
      const given = client
      client = undefined
      given?.removeListener('notification', heard)
      // The error listener stays: what breaks from now on is nobody's concern, but unheard it would end the process.
      given?.release(true)
    }
    this.stop = stop
    const begin = async () => {
      client = await this.pool.connect()
      client.on('error', lost)
      client.on('end', lost)
      client.on('notification', heard)
      if (isOver) return stop()
      await client.query(`LISTEN "${this.channel}"`)
      // What was committed while nobody listened.
      if (!isOver) this.wake()
    }
    begin().catch(lost)
  }
}
