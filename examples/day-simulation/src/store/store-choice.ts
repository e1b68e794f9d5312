/** Where a run keeps its log. */
export type StoreChoice =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly schema: string }

/** What `--store` says; undefined where that is nothing known. */
export function storeChoice(text: string): StoreChoice | undefined {
  if (text === 'memory') return { kind: 'memory' }
  const file = /^sqlite:(.+)$/s.exec(text)?.[1]
  if (file !== undefined) return { kind: 'sqlite', file }
  return /^postgres(?:ql)?:\/\/./.test(text) && URL.canParse(text) ? postgresChoice(new URL(text)) : undefined
}

/** What a choice is called in messages: without a password. */
export function nameOf(choice: Exclude<StoreChoice, { kind: 'memory' }>): string {
  if (choice.kind === 'sqlite') return choice.file
  const url = new URL(choice.url)
  return `postgres://${url.host}${url.pathname}?schema=${choice.schema}`
}

/** `?schema=` is for the store, all else in the address for the driver. */
function postgresChoice(url: URL): StoreChoice {
  const schema = url.searchParams.get('schema') ?? 'opd'
  url.searchParams.delete('schema')
  return { kind: 'postgres', url: url.href, schema }
}
