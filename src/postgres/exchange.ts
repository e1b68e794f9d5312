import { OpdError } from '../errors'
import type { Exchange } from '../store/store'
import type { PostgresClient, PostgresPool, PostgresResult } from './driver'
import { failure } from './failure'

/** Doctors that one process owns at most; the one that it took first is given up for another. */
const LEASES = 1_000
/** Bytes that one notification carries; the server takes less than 8,000. */
const PAYLOAD = 7_900
/** How long to wait before another connection is asked for, where one was lost. */
const RECONNECT_MS = 250

/** Takes the lock, or says who has it. Whoever loses the connection loses its locks. */
const OWNER = `
WITH asked AS (SELECT hashtextextended($1, 1) AS key)
SELECT CASE WHEN pg_try_advisory_lock(key) THEN pg_backend_pid() ELSE (
  SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND classid::bigint = (key >> 32) & 4294967295 AND objid::bigint = key & 4294967295
) END AS pid FROM asked`

/**
 * Processes that share a database talk over its LISTEN and NOTIFY, on one connection each; a doctor's owner is whoever holds an
 * advisory lock. The address of a process is the number of its connection on the server.
 */
export class PostgresExchange implements Exchange {
  address = ''
  private readonly owned = new Set<string>()
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

  async ownerOf(doctorId: string): Promise<string> {
    if (this.owned.has(doctorId)) return this.address
    const { rows } = await this.ask(OWNER, [this.lockOf(doctorId)])
    const { pid } = rows[0] as { pid: number | null }
    // Given up at this very moment: whoever asks next gets it.
    if (pid === null) throw new Error(`nobody owns ${doctorId}`)
    if (String(pid) === this.address) await this.own(doctorId)
    return String(pid)
  }

  send(address: string, text: string): boolean {
    if (Buffer.byteLength(text) > PAYLOAD) return false
    this.outbox.push({ channel: channelOf(address), text })
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
    const lost = () => {
      if (this.client === client) this.leave()
      if (!this.isClosed) setTimeout(() => void this.connect().catch(lost), RECONNECT_MS).unref()
    }
    client.on('error', lost)
    client.on('notification', ({ payload = '' }) => {
      for (const text of payload.split('\n')) this.receive(text, this)
    })
    try {
      // Notifications are no part of what must survive.
      const { rows } = await client.query('SELECT pg_backend_pid() AS pid, set_config($1, $2, false)', [
        'synchronous_commit',
        'off',
      ])
      const address = String((rows[0] as { pid: number }).pid)
      await client.query(`LISTEN ${channelOf(address)}`)
      this.address = address
      this.client = client
    } catch (thrown) {
      client.release(true)
      throw failure(thrown, 'The exchange cannot be joined')
    }
  }

  /** Gives the connection away: one that listens and holds locks must not get back into the pool. */
  private leave(): void {
    const { client } = this
    this.client = undefined
    this.owned.clear()
    this.outbox = []
    client?.release(true)
  }

  /** One question at a time: a connection answers them in turn, and the driver wants to be asked so. */
  private ask(sql: string, values: unknown[]): Promise<PostgresResult> {
    const answer = this.turn.then(() => {
      if (this.client === undefined) throw new Error('the connection of the exchange is lost')
      return this.client.query(sql, values)
    })
    this.turn = answer.catch(() => {})
    return answer
  }

  private async own(doctorId: string): Promise<void> {
    this.owned.add(doctorId)
    if (this.owned.size <= LEASES) return
    const [first] = this.owned
    this.owned.delete(first!)
    await this.ask('SELECT pg_advisory_unlock(hashtextextended($1, 1))', [this.lockOf(first!)])
  }

  private lockOf(doctorId: string): string {
    return `opd-scheduler ${this.scope} ${doctorId}`
  }

  /** Sends what there is, again and again, each time all that has gathered meanwhile. */
  private async empty(): Promise<void> {
    try {
      while (this.outbox.length > 0) {
        const packets = packed(this.outbox)
        this.outbox = []
        await this.ask('SELECT pg_notify(channel, text) FROM unnest($1::text[], $2::text[]) AS said (channel, text)', [
          packets.map(({ channel }) => channel),
          packets.map(({ text }) => text),
        ])
      }
    } catch {
      // Whoever waits for an answer decides by itself.
      this.outbox = []
    } finally {
      this.isSending = false
    }
  }
}

function channelOf(address: string): string {
  return `opd_process_${address}`
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
