/** What every event tells. What is stored is what is emitted. */
export interface EventBase {
  /** Version of the event's shape. */
  readonly schema: 1
  /** Unique, and made of its stream and version: `dr-rao.2026-01-30.e12`. */
  readonly eventId: string
  /** Epoch milliseconds. */
  readonly at: number
  /** Number in its stream, from 1 without holes. */
  readonly version: number
  /** The command that caused it. */
  readonly commandId: string
  /** Who gave the command, where the host said so. */
  readonly actor?: string
  /** The host's free text, never interpreted. */
  readonly note?: string
  /** Why, as a stable code. */
  readonly cause: string
}

/** What every event of a session tells besides, except for its opening. */
export interface SessionEventBase extends EventBase {
  /** The session. */
  readonly sessionId: string
  /** Service date in the facility's zone, `YYYY-MM-DD`. */
  readonly date: string
}
