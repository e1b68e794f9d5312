/** The optional fields of every command, checked. */
export interface ReadCommandOptions {
  readonly commandId: string | undefined
  readonly actor: string | undefined
  readonly note: string | undefined
}
