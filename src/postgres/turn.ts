import type { PostgresClient, PostgresPool, PostgresResult } from './driver'

/** Longest time that a process waits for its turn. Then it writes without one. */
const WAIT_MS = 1_000
/** Longest time that a process keeps its turn without a statement. Then the server closes its connection. */
const IDLE_MS = 500

/** A transaction that holds a lock which only one process can have. */
export class Turn {
  isOver = false

  private constructor(private readonly client: PostgresClient) {}

  /** Waits for the lock. Processes get it in the order in which they ask. */
  static async begin(pool: PostgresPool, lock: string): Promise<Turn> {
    const client = await pool.connect()
    // An error event without a listener would end the process.
    client.on('error', ignore)
    try {
      // Each statement has to see what was committed before the lock was free.
      await client.query(
        `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL lock_timeout = ${WAIT_MS};
         SET LOCAL idle_in_transaction_session_timeout = ${IDLE_MS};
         SELECT pg_advisory_xact_lock(hashtextextended('${lock}', 0))`,
      )
      return new Turn(client)
    } catch (thrown) {
      giveBack(client, true)
      throw thrown
    }
  }

  /** Runs a statement and returns its rows. */
  async query(sql: string, values: unknown[]): Promise<readonly unknown[]> {
    return (await this.client.query(sql, values)).rows
  }

  /** Runs the last statement, commits, and returns its rows. That takes one round trip: other processes wait for it. */
  async commit(last: string): Promise<readonly unknown[]> {
    this.isOver = true
    try {
      // A script returns the result of each statement.
      const results = (await this.client.query(`${last}; COMMIT`)) as unknown as readonly PostgresResult[]
      giveBack(this.client, false)
      return results[0]!.rows
    } catch (thrown) {
      this.rollBack()
      throw thrown
    }
  }

  /** Ends the transaction without a last statement. Does nothing if it is over. */
  end(): void {
    if (this.isOver) return
    this.isOver = true
    this.rollBack()
  }

  private rollBack(): void {
    this.client.query('ROLLBACK').then(
      () => giveBack(this.client, false),
      () => giveBack(this.client, true),
    )
  }
}

function giveBack(client: PostgresClient, isBroken: boolean): void {
  client.removeListener('error', ignore)
  client.release(isBroken)
}

const ignore = () => {}
