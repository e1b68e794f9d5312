/** Where a run keeps its log. */
export type StoreChoice =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly schema: string }

/** Reads the value of `--store`. Returns undefined if it is none of the known forms. */
export function storeChoice(text: string): StoreChoice | undefined {
  if (text === 'memory') return { kind: 'memory' }
  const file = /^sqlite:(.+)$/s.exec(text)?.[1]
  if (file !== undefined) return { kind: 'sqlite', file }
  return /^postgres(?:ql)?:\/\/./.test(text) && URL.canParse(text) ? postgresChoice(new URL(text)) : undefined
}

/** Returns the store's name for messages, without the password. */
export function nameOf(choice: Exclude<StoreChoice, { kind: 'memory' }>): string {
  if (choice.kind === 'sqlite') return choice.file
  const url = new URL(choice.url)
  return `postgres://${url.host}${url.pathname}?schema=${choice.schema}`
}

/** `?schema=` is for the store; the rest of the address goes to the driver. */
function postgresChoice(url: URL): StoreChoice {
  const schema = url.searchParams.get('schema') ?? 'opd'
  url.searchParams.delete('schema')
  return { kind: 'postgres', url: url.href, schema }
}
