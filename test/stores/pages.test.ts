import { memoryStore } from 'opd-scheduler'
import { sqliteStore } from 'opd-scheduler/sqlite'
import type { Store } from 'opd-scheduler/store'
import { afterAll, expect, it } from 'vitest'
import { Folder } from './clinic-file'
import { readInPages, SITUATIONS } from './pages'

const folder = new Folder()
afterAll(() => folder.remove())

/** An adapter from before there were pages. */
function withoutPages(): Store {
  const store = memoryStore()
  return { ...store, sessions: ({ after: _, limit: __, ...query }) => store.sessions(query) }
}

const STORES: Readonly<Record<string, () => Store>> = {
  'the memory store': memoryStore,
  'a SQLite file': () => sqliteStore(folder.file()),
  'an adapter that knows no pages': withoutPages,
}

for (const [name, open] of Object.entries(STORES))
  it(`lists in ${name} are read in pages, without missing or repeating an entry`, async () => {
    const missing = new Set(SITUATIONS)
    for (let seed = 1; seed <= 6; seed++) {
      const reached = await readInPages(open(), seed)
      for (const situation of SITUATIONS) if (reached.count(situation) > 0) missing.delete(situation)
    }
    expect([...missing]).toEqual([])
  })
