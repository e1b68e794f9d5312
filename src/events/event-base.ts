/** The fields of every event. Listeners get events as they are stored. */
export interface EventBase {
  /** Version of the event's shape. */
  readonly schema: 1
  /** Unique id, made of stream and version: `dr-rao.2026-01-30.e12`. */
  readonly eventId: string
  /** Time of the event, in epoch milliseconds. */
  readonly at: number
  /** Number in its stream, from 1 without gaps. */
  readonly version: number
  /** The command that caused it. */
  readonly commandId: string
  /** Person or system that gave the command, if it named one. */
  readonly actor?: string
  /** The command's free text, never interpreted. */
  readonly note?: string
  /**
   * Name of the rules that decided this event and those after it, null if the rules have none. Only an event from which on the name is
   * another one has it, above all `session.opened`.
   */
  readonly rules?: string | null
  /** The reason, as a stable code. */
  readonly cause: string
}

/** The fields of every event about a session, after its opening. */
export interface SessionEventBase extends EventBase {
  /** The session. */
  readonly sessionId: string
  /** Service date in the facility's zone, `YYYY-MM-DD`. */
  readonly date: string
}
