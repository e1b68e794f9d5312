/**
 * SQL for a text that tells which database answers, whatever the settings of the connection. It is another text if a standby has taken
 * over, or if the server was started again. It is also another text in a copy of the database, and after a restore without a restart,
 * which makes the table of events anew or empties it. A pooler does not hide it, every role may ask for it, and it costs half a
 * microsecond. Use it in a statement that reads from `behindRestores`.
 */
export function incarnationSql(s: string): string {
  const startedAt = `encode(timestamptz_send(pg_postmaster_start_time()), 'hex')`
  // The file's path has the numbers of the database and of the file. A partitioned table has no file.
  return `concat_ws(' ', ${startedAt}, pg_relation_filepath('${s}.events'::regclass))`
}

/**
 * One row, for the FROM of a statement that asks which database answers. The server locks the table of streams before it answers, so a
 * statement that comes during a restore waits for its end, and is told of it. Otherwise it would be told of the database before the
 * restore, and then wait and write to the one after it.
 */
export function behindRestores(s: string): string {
  return `(SELECT) AS one LEFT JOIN ${s}.streams ON false`
}

/** Which database the store's memory belongs to, and who must forget what they remember if another one answers. */
export class Incarnation {
  /** What the last answer said of its database; null before the first answer. */
  known: string | null = null
  private readonly forgetting = new Set<() => void>()

  /** Calls `forget` each time another database has answered. */
  onReplaced(forget: () => void): void {
    this.forgetting.add(forget)
  }

  /** Called with what each answer says of its database. */
  answered(found: string): void {
    const isOther = this.known !== null && this.known !== found
    this.known = found
    if (isOther) for (const forget of this.forgetting) forget()
  }

  close(): void {
    this.forgetting.clear()
  }
}
