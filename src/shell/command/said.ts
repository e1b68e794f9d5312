/** What any command may carry. */
export interface Said {
  readonly commandId: string | undefined
  readonly actor: string | undefined
  readonly note: string | undefined
}
