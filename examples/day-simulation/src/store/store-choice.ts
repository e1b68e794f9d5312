/** Where a run keeps its log. */
export type StoreChoice = { readonly kind: 'memory' } | { readonly kind: 'sqlite'; readonly file: string }

/** What `--store` says; undefined where that is nothing known. */
export function storeChoice(text: string): StoreChoice | undefined {
  if (text === 'memory') return { kind: 'memory' }
  const file = /^sqlite:(.+)$/s.exec(text)?.[1]
  // A database server would be chosen by its address, such as `postgres://…`.
  return file === undefined ? undefined : { kind: 'sqlite', file }
}
