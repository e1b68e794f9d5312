import { createRequire } from 'node:module'
import { sqliteStore } from 'opd-scheduler/sqlite'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { connect, Folder, failsWith } from './clinic-file'

interface Loader {
  _load(request: string, ...more: unknown[]): unknown
}

/** Node's own loader of packages. It does not find packages that are not installed. */
const loader = createRequire(import.meta.url)('node:module') as Loader
const builtins = process as unknown as { getBuiltinModule: (name: string) => unknown }
const folder = new Folder()

afterEach(() => vi.restoreAllMocks())
afterAll(() => folder.remove())

/** Simulates a machine with only these drivers. Returns the list of requested drivers, which grows with each request. */
function machineWith(drivers: Readonly<Record<string, unknown>>): string[] {
  const asked: string[] = []
  const find = (name: string): unknown => {
    asked.push(name)
    return drivers[name]
  }
  const load = loader._load
  vi.spyOn(loader, '_load').mockImplementation((request, ...more) => {
    if (request !== 'libsql' && request !== 'better-sqlite3') return load.call(loader, request, ...more)
    const found = find(request)
    if (found !== undefined) return found
    throw Object.assign(new Error(`Cannot find module '${request}'`), { code: 'MODULE_NOT_FOUND' })
  })
  const own = builtins.getBuiltinModule
  vi.spyOn(builtins, 'getBuiltinModule').mockImplementation((name) =>
    name === 'node:sqlite' ? find(name) : own.call(process, name),
  )
  return asked
}

const opened: string[] = []

/** A driver class that opens a database of another driver. */
const Driver = new Proxy(class {}, {
  construct(_target, [path]: [string]) {
    opened.push(path)
    return connect(path)
  },
})

describe('a machine', () => {
  it('without a driver gets an error that says what to install, or what to pass', async () => {
    const asked = machineWith({})
    const { message } = await failsWith('driver-missing', () => sqliteStore(folder.file()))
    expect(asked).toEqual(['node:sqlite', 'libsql', 'better-sqlite3'])
    for (const hint of ['libsql', 'better-sqlite3', 'pass sqliteStore an open database'])
      expect(message).toContain(hint)
  })

  it('without a driver accepts a database that the host has opened', async () => {
    const database = connect(folder.file())
    const asked = machineWith({})
    expect(await sqliteStore(database).head()).toBe(0)
    expect(asked).toEqual([])
  })

  it.each([
    ['node:sqlite before any package', { 'node:sqlite': { DatabaseSync: Driver }, libsql: Driver }, ['node:sqlite']],
    [
      'libsql before better-sqlite3',
      { libsql: { default: Driver }, 'better-sqlite3': Driver },
      ['node:sqlite', 'libsql'],
    ],
    ['better-sqlite3 if it is the only one', { 'better-sqlite3': Driver }, ['node:sqlite', 'libsql', 'better-sqlite3']],
  ])('uses %s', async (_, drivers, expected) => {
    const asked = machineWith(drivers)
    const path = folder.file()
    const store = sqliteStore(path)
    expect(asked).toEqual(expected)
    expect(opened.at(-1)).toBe(path)
    expect(await store.head()).toBe(0)
    await store.close()
  })

  it('whose driver was installed without its binary gets an error about that driver', async () => {
    const unbuilt = class {
      constructor() {
        throw new Error('Could not locate the bindings file')
      }
    }
    machineWith({ 'better-sqlite3': unbuilt })
    const { message } = await failsWith('driver-missing', () => sqliteStore(folder.file()))
    expect(message).toMatch(
      /^'better-sqlite3' is installed but cannot be loaded: Could not locate the bindings file\. /,
    )
  })

  it('whose driver is broken gets an error about that driver, not about a missing one', async () => {
    vi.spyOn(loader, '_load').mockImplementation(() => {
      throw new Error('wrong ELF class')
    })
    vi.spyOn(builtins, 'getBuiltinModule').mockReturnValue(undefined)
    const { message } = await failsWith('driver-missing', () => sqliteStore(folder.file()))
    expect(message).toMatch(/^'libsql' .* wrong ELF class\. Maybe it was installed for another machine /)
  })
})
