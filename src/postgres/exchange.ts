import { OpdError } from '../errors'
import type { Exchange } from '../store/store'
import type { PostgresClient, PostgresPool, PostgresResult } from './driver'
import { failure } from './failure'

/** Bytes that one notification carries; the server takes less than 8,000. */
const PAYLOAD = 7_900
/** How long to wait before another connection is asked for, where one was lost. */
const RECONNECT_MS = 250

/** Notifications are no part of what must survive, and their texts are quoted by the rules of the standard. */
const JOIN = `
SELECT pg_backend_pid() AS pid, hashtextextended($1, 1)::text AS key,
  set_config('synchronous_commit', 'off', false), set_config('standard_conforming_strings', 'on', false)`

/** Takes the lock, or says who has it. Whoever loses the connection loses the lock. */
const OWNER = `
SELECT CASE WHEN pg_try_advisory_lock($1::bigint) THEN pg_backend_pid() ELSE (
  SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND classid::bigint = ($1::bigint >> 32) & 4294967295 AND objid::bigint = $1::bigint & 4294967295
) END AS pid`

/**
 * Processes that share a database talk over its LISTEN and NOTIFY, on one connection each; the owner is whoever holds an
 * advisory lock. The address of a process is the number of its connection on the server.
 */
export class PostgresExchange implements Exchange {
  address = ''
  /** Of the lock, and part of the channels' names: the number of a connection may come again, with another facility's process. */
  private key = ''
  private client: PostgresClient | undefined
  private outbox: { readonly channel: string; readonly text: string }[] = []
  private turn: Promise<unknown> = Promise.resolve()
  private isSending = false
  private isClosed = false

  private constructor(
    private readonly pool: PostgresPool,
    private readonly scope: string,
    private readonly receive: (text: string, exchange: Exchange) => void,
  ) {}

  static async join(
    pool: PostgresPool,
    scope: string,
    receive: (text: string, exchange: Exchange) => void,
  ): Promise<PostgresExchange> {
    if ((pool.options?.max ?? 10) < 2)
      throw new OpdError(
        'store-failed',
        'An exchange needs a connection of its own. Maybe let the pool have two or more.',
      )
    const exchange = new PostgresExchange(pool, scope, receive)
    await exchange.connect()
    return exchange
  }

  async owner(): Promise<string> {
    const { rows } = await this.ask(OWNER, [this.key])
    const { pid } = rows[0] as { pid: number | null }
    // Given up at this very moment: whoever asks next gets it.
    if (pid === null) throw new Error('nobody is the owner')
    return String(pid)
  }

  send(address: string, text: string): boolean {
    if (this.client === undefined || Buffer.byteLength(text) > PAYLOAD) return false
    this.outbox.push({ channel: this.channelOf(address), text })
    if (!this.isSending) {
      this.isSending = true
      // What is said in the same turn goes together.
      setImmediate(() => void this.empty())
    }
    return true
  }

  async close(): Promise<void> {
    this.isClosed = true
    this.leave()
  }

  private async connect(): Promise<void> {
    const client = await this.pool.connect()
    // One that breaks before it is used fails the question below.
    client.on('error', () => {
      if (this.client !== client) return
      this.leave()
      this.reconnect()
    })
    client.on('notification', ({ payload = '' }) => {
      for (const text of payload.split('\n')) this.receive(text, this)
    })
    try {
      const { rows } = await client.query(JOIN, [`opd-scheduler ${this.scope}`])
      const { pid, key } = rows[0] as { pid: number; key: string }
      const address = String(pid)
      this.key = key
      await client.query(`LISTEN "${this.channelOf(address)}"`)
      this.address = address
      this.client = client
      if (this.isClosed) this.leave()
    } catch (thrown) {
      client.release(true)
      throw failure(thrown, 'The exchange cannot be joined')
    }
  }

  private reconnect(): void {
    if (!this.isClosed) setTimeout(() => void this.connect().catch(() => this.reconnect()), RECONNECT_MS).unref()
  }

  /** Gives the connection away: one that listens and holds locks must not get back into the pool. */
  private leave(): void {
    const { client } = this
    this.client = undefined
    this.outbox = []
    client?.release(true)
  }

  /** One question at a time: a connection answers them in turn, and the driver wants to be asked so. */
  private ask(sql: string, values?: unknown[]): Promise<PostgresResult> {
    const answer = this.turn.then(() => {
      if (this.client === undefined) throw new Error('the connection of the exchange is lost')
      return this.client.query(sql, values)
    })
    this.turn = answer.catch(() => {})
    return answer
  }

  private channelOf(address: string): string {
    return `opd_${this.key}_${address}`
  }

  /** Sends what there is, again and again, each time all that has gathered meanwhile. */
  private async empty(): Promise<void> {
    try {
      while (this.outbox.length > 0) {
        const packets = packed(this.outbox)
        this.outbox = []
        // A script, for a call of `pg_notify` would have to be parsed, planned and bound each time, and answers rows.
        await this.ask(
          packets.map(({ channel, text }) => `NOTIFY "${channel}", '${text.replaceAll("'", "''")}'`).join(';'),
        )
      }
    } catch {
      // Whoever waits for an answer decides by itself.
      this.outbox = []
    } finally {
      this.isSending = false
    }
  }
}

/** As few notifications as these fit into, a text a line. */
function packed(outbox: readonly { readonly channel: string; readonly text: string }[]) {
  const packets: { channel: string; text: string }[] = []
  const open = new Map<string, { packet: { channel: string; text: string }; bytes: number }>()
  for (const { channel, text } of outbox) {
    const bytes = Buffer.byteLength(text) + 1
    const last = open.get(channel)
    if (last !== undefined && last.bytes + bytes <= PAYLOAD) {
      last.packet.text += `\n${text}`
      last.bytes += bytes
    } else {
      const packet = { channel, text }
      packets.push(packet)
      open.set(channel, { packet, bytes })
    }
  }
  return packets
}
