/** Optional fields of every command. */
export interface CommandOptions {
  /**
   * Idempotency key, at most 64 characters. Repeating a committed command with the same id and fields returns its first answer, also
   * to another `actor` with another `note`; the same id with other fields throws `command-id-reused`. Generated if left out.
   */
  readonly commandId?: string | undefined
  /** Person or system that gives the command, for the record. At most 64 characters. */
  readonly actor?: string | undefined
  /**
   * Free text for the record, never interpreted and never shown in an error. At most 500 characters, which may be line breaks and tabs.
   */
  readonly note?: string | undefined
}
