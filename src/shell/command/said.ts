/** The optional fields of every command, checked. */
export interface Said {
  readonly commandId: string | undefined
  readonly actor: string | undefined
  readonly note: string | undefined
}
