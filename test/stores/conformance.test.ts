import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Libsql from 'libsql'
import { memoryStore } from 'opd-scheduler'
import { type SqliteDatabase, sqliteStore } from 'opd-scheduler/sqlite'
import { type StoreUnderTest, storeConformance } from 'opd-scheduler/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { jsonLinesStore } from './documented-adapter'

const folder = mkdtempSync(join(tmpdir(), 'opd-stores-'))
let files = 0
const ran: string[] = []

afterAll(() => {
  rmSync(folder, { recursive: true })
  console.log(`The conformance suite ran on: ${ran.join('; ')}`)
})

const libsql = createRequire(import.meta.url).resolve('libsql')
const { version } = JSON.parse(readFileSync(join(dirname(libsql), 'package.json'), 'utf8')) as { version: string }
const own = process.getBuiltinModule?.('node:sqlite') as
  | { DatabaseSync: new (path: string) => SqliteDatabase }
  | undefined

/** Opens stores on one file, each with its own connection. */
function onFile(connect: (path: string) => string | SqliteDatabase): StoreUnderTest {
  const path = join(folder, `${++files}.db`)
  return { store: sqliteStore(connect(path)), again: () => sqliteStore(connect(path)) }
}

const ADAPTERS: Readonly<Record<string, () => StoreUnderTest>> = {
  'the memory store': () => ({ store: memoryStore() }),
  [`SQLite through libsql ${version}`]: () => onFile((path) => new Libsql(path) as SqliteDatabase),
  [`SQLite by path, through ${own ? `node:sqlite of Node ${process.version}` : 'what is installed'}`]: () =>
    onFile((path) => path),
  'the adapter of docs/writing-a-store.md': () => ({ store: jsonLinesStore(join(folder, `${++files}.jsonl`)) }),
}

for (const [adapter, open] of Object.entries(ADAPTERS)) {
  describe(adapter, () => {
    const checks = storeConformance(open)
    for (const { name, run } of checks) it(name, run)

    it('passes every check', () => {
      expect(checks.length).toBeGreaterThanOrEqual(20)
      const { store } = open()
      ran.push(adapter)
      return store.close()
    })
  })
}
