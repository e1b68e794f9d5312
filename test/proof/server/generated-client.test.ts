import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { typesOf } from '../../../examples/express-server/test/generated-types'
import { openDay, type Started, start } from '../../../examples/express-server/test/start'

const server = fileURLToPath(new URL('../../../examples/express-server/', import.meta.url))
let folder: string
let running: Started

beforeAll(async () => {
  // Within the project, so that the client finds openapi-fetch.
  folder = mkdtempSync(join(server, '.generated-'))
  running = await start()
  await openDay(await running.client())
})
afterAll(async () => {
  await running?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** What somebody writes with the generated types. */
const PROGRAM = `
import createClient from 'openapi-fetch'
import type { components, paths, webhooks } from './api.ts'

export async function book(baseUrl: string) {
  const api = createClient<paths>({ baseUrl })
  const sessions = await api.GET('/api/v1/sessions', { params: { query: { from: '2026-01-30', limit: 10 } } })
  const slotId: string = sessions.data!.sessions[0]!.slots[0]!.id
  const booked = await api.POST('/api/v1/tokens', { body: { slotId, source: 'online', patientId: 'p-1' } })
  const token: components['schemas']['Token'] = booked.data!.token
  const status: 'confirmed' | 'waitlisted' | 'held' | string = token.status
  const bookedAt: string = token.createdAt
  const again = await api.POST('/api/v1/tokens', { body: { slotId, source: 'online', patientId: 'p-1' } })
  const { code } = again.error!
  if (code === 'duplicate-token') return { slotId, status, bookedAt, code, location: booked.response.headers.get('location') }
  // @ts-expect-error A code that no problem of this operation has.
  if (code === 'no-such-code') throw new Error(code)
  return undefined
}

export async function wrong(baseUrl: string) {
  const api = createClient<paths>({ baseUrl })
  // @ts-expect-error A booking needs a source.
  await api.POST('/api/v1/tokens', { body: { patientId: 'p-1' } })
  // @ts-expect-error Instants are texts.
  const at: number = (await api.GET('/api/v1/tokens/{tokenId}', { params: { path: { tokenId: 'x' } } })).data!.token.createdAt
  return at
}

type Delivery = webhooks['event']['post']['requestBody']['content']['application/json']
export function receive({ event, position }: Delivery): string {
  return event.type === 'token.bumped' ? event.patientId : String(position)
}
`

it('a client generated from the committed document compiles, and books', async () => {
  const document = readFileSync(join(server, 'openapi.json'), 'utf8')
  writeFileSync(join(folder, 'api.ts'), await typesOf(document))
  const file = join(folder, 'program.ts')
  writeFileSync(file, PROGRAM)

  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
  })
  const wrong = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  expect(wrong).toEqual([])

  const { book } = (await import(pathToFileURL(file).href)) as { book(baseUrl: string): Promise<unknown> }
  expect(await book(running.url)).toEqual({
    slotId: 'dr-rao.2026-01-30.0900',
    status: 'confirmed',
    bookedAt: '2026-01-30T07:00:00+05:30',
    code: 'duplicate-token',
    location: '/api/v1/tokens/dr-rao.2026-01-30.t1',
  })
})
