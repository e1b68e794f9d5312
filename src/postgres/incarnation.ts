/**
 * SQL for the moment when the server was started, as text that does not depend on settings of the session. Each server has another: a
 * standby that takes over, and the same server after a crash or a restored backup. A pooler does not hide it, every role may ask for it, and
 * it costs a microsecond.
 */
export const STARTED_AT = `encode(timestamptz_send(pg_postmaster_start_time()), 'hex')`

/** Which server the store's memory belongs to, and who must forget what they remember if another one answers. */
export class Incarnation {
  /** When the server was started that answered last; null before the first answer. */
  startedAt: string | null = null
  private readonly forgetting = new Set<() => void>()

  /** Calls `forget` each time another server has answered. */
  onReplaced(forget: () => void): void {
    this.forgetting.add(forget)
  }

  /** Called with what the server of each answer says. */
  answered(startedAt: string): void {
    const isOther = this.startedAt !== null && this.startedAt !== startedAt
    this.startedAt = startedAt
    if (isOther) for (const forget of this.forgetting) forget()
  }

  close(): void {
    this.forgetting.clear()
  }
}
