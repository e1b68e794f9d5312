import type { Connection, Connections } from './connections'
import type { PostgresResult } from './driver'

/** Longest time that a process waits for its turn. Then it writes without one. */
const WAIT_MS = 1_000
/** Longest time that a process keeps its turn without a statement. Then the server closes its connection. */
const IDLE_MS = 500

/** A transaction that holds a lock which only one process can have. */
export class Turn {
  /** Whether no statement can be added any more. */
  isOver = false
  private isEnded = false

  private constructor(private readonly connection: Connection) {}

  /** Waits for the lock. Processes get it in the order in which they ask. */
  static async begin(connections: Connections, lock: string): Promise<Turn> {
    const connection = await connections.borrow()
    try {
      // Each statement has to see what was committed before the lock was free.
      await connection.query(
        `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL lock_timeout = ${WAIT_MS};
         SET LOCAL idle_in_transaction_session_timeout = ${IDLE_MS};
         SELECT pg_advisory_xact_lock(hashtextextended('${lock}', 0))`,
      )
      return new Turn(connection)
    } catch (thrown) {
      connection.close()
      throw thrown
    }
  }

  /** Runs a statement and returns its rows. */
  async query(sql: string, values: unknown[]): Promise<readonly unknown[]> {
    if (this.isOver) throw new Error('the turn is over')
    return (await this.connection.query(sql, values)).rows
  }

  /** Runs the last statement, commits, and returns its rows. That takes one round trip: other processes wait for it. */
  async commit(last: string): Promise<readonly unknown[]> {
    // What came after a ROLLBACK would be written outside the turn.
    if (this.isOver) throw new Error('the turn is over')
    this.isOver = true
    try {
      // A script returns the result of each statement.
      const results = (await this.connection.query(`${last}; COMMIT`)) as unknown as readonly PostgresResult[]
      this.isEnded = true
      this.connection.giveBack()
      return results[0]!.rows
    } catch (thrown) {
      this.end()
      throw thrown
    }
  }

  /**
   * Ends the transaction, if it has not ended. A statement without an answer may never get one, not even to a ROLLBACK behind it, so the
   * connection is closed: the server then rolls back, unless it has committed.
   */
  end(): void {
    if (this.isEnded) return
    this.isEnded = true
    this.isOver = true
    if (this.connection.isBusy) this.connection.close()
    else
      this.connection.query('ROLLBACK').then(
        () => this.connection.giveBack(),
        () => this.connection.close(),
      )
  }
}
