import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { OpdScheduler } from 'opd-scheduler'
import { sqliteStore } from 'opd-scheduler/sqlite'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { STEPS } from '../../src/sqlite/schema'
import type { Order } from './clerk-process'
import {
  book,
  bookUsual,
  clinicOn,
  connect,
  DOCTOR,
  Folder,
  failsWith,
  filledFile,
  readBack,
  schedulerOn,
} from './clinic-file'
import { OtherProcess } from './other-process'

const folder = new Folder()
const processes: OtherProcess<string>[] = []

afterEach(async () => {
  for (const process of processes.splice(0)) await process.kill()
})
afterAll(() => folder.remove())

async function clerk(order?: Order): Promise<OtherProcess<string>> {
  const process = new OtherProcess<string>('test/stores/clerk-process.ts')
  processes.push(process)
  await process.receive(1)
  if (order !== undefined) process.send(order)
  return process
}

describe('a backup', () => {
  it('made while another process writes holds every booking acknowledged before it, and can be read', async () => {
    const path = folder.file()
    const other = await clerk({ bookOn: path })
    await other.receive(40)
    const before = other.received.slice(1)
    const copy = folder.file()
    const store = sqliteStore(path)
    await store.backup(copy)
    // The other process goes on.
    await other.receive(other.received.length + 40)
    await other.kill()

    const restored = sqliteStore(copy)
    const { log, tokens } = await readBack(restored)
    expect(Object.keys(tokens)).toEqual(expect.arrayContaining(before))
    expect(log).toEqual(await store.read(0, log.length))
    expect(Object.keys((await readBack(store)).tokens)).toEqual(expect.arrayContaining(other.received.slice(1)))
    const opd = schedulerOn(restored)
    await book(opd, 'after-the-restore')
    await opd.close()
    await store.close()
  })

  it('never overwrites a file, and leaves no file if it fails', async () => {
    const path = folder.file()
    await filledFile(sqliteStore(path))
    const store = sqliteStore(path)
    const copy = folder.file()
    await store.backup(copy)
    const bytes = readFileSync(copy)
    expect((await failsWith('store-failed', () => store.backup(copy))).message).toContain(copy)
    expect(readFileSync(copy).equals(bytes)).toBe(true)
    const nowhere = `${folder.path}/nowhere/copy.db`
    await failsWith('store-failed', () => store.backup(nowhere))
    expect(existsSync(`${copy}.part`)).toBe(false)
    expect((await readBack(store)).log.length).toBeGreaterThan(20)
    await store.close()
  })

  it('is restored by replacing the file and the journal beside it', async () => {
    const path = folder.file()
    const copy = folder.file()
    const store = sqliteStore(path)
    const opd = await clinicOn(store)
    await book(opd, 'kept')
    await store.backup(copy)
    const kept = await readBack(store)
    await book(opd, 'later')
    await opd.close()
    for (const beside of ['', '-wal', '-shm']) rmSync(path + beside, { force: true })
    copyFileSync(copy, path)
    const restored = sqliteStore(path)
    expect(await readBack(restored)).toEqual(kept)
    await restored.close()
  })
})

describe('a file', () => {
  it('holds all data without its journal once it is closed', async () => {
    const path = folder.file()
    const contents = await filledFile(sqliteStore(path))
    const moved = folder.file()
    renameSync(path, moved)
    const store = sqliteStore(moved)
    expect(await readBack(store)).toEqual(contents)
    await store.close()
  })

  it.each([
    ['of another application', 'CREATE TABLE patients (name TEXT)'],
    [
      'of another application with the same schema version',
      'CREATE TABLE patients (name TEXT); PRAGMA user_version = 2',
    ],
    ['of another application without tables', 'PRAGMA application_id = 17'],
  ])('%s is refused and not changed', async (_, sql) => {
    const path = folder.file()
    const database = connect(path)
    database.exec(sql)
    database.close()
    await refusedUnchanged(path, /another application/)
  })

  it('of a later schema is refused and not changed', async () => {
    const path = folder.file()
    const store = sqliteStore(folder.file())
    await store.backup(path)
    await store.close()
    const database = connect(path)
    database.exec(`PRAGMA user_version = ${STEPS.length + 1}`)
    database.close()
    await refusedUnchanged(path, /later version/)
  })

  it('that is new can be opened by several processes at once', async () => {
    const clerks = await Promise.all([clerk(), clerk(), clerk()])
    for (let round = 1; round <= 25; round++) {
      const path = folder.file()
      const gate = folder.file()
      for (const [index, each] of clerks.entries()) each.send({ open: path, gate, name: `clerk-${index}` })
      for (const each of clerks) expect(await each.receive(2 * round)).toBe('at the gate')
      writeFileSync(gate, '')
      const tokens = await Promise.all(clerks.map((each) => each.receive(2 * round + 1)))
      expect(tokens).toEqual(['token-clerk-0', 'token-clerk-1', 'token-clerk-2'])
      const store = sqliteStore(path)
      const { log } = await readBack(store)
      expect(log).toHaveLength(2 + tokens.length)
      await store.close()
    }
  })
})

async function refusedUnchanged(path: string, why: RegExp): Promise<void> {
  const bytes = readFileSync(path)
  expect((await failsWith('store-failed', () => sqliteStore(path))).message).toMatch(why)
  expect(readFileSync(path).equals(bytes)).toBe(true)
  expect(existsSync(`${path}-wal`)).toBe(false)
}

describe('a closed store', () => {
  it('rejects every call', async () => {
    const path = folder.file()
    const store = sqliteStore(path)
    await filledFile(store)
    await failsWith('closed', () => store.load(DOCTOR, 0))
    await failsWith('closed', () => store.append([]))
    await failsWith('closed', () => store.head())
    await store.close()
  })

  it("leaves the host's database open, with the host's own tables", async () => {
    const database = connect(folder.file())
    const opd = await clinicOn(sqliteStore(database))
    const token = await book(opd, 'once')
    await opd.close()
    database.exec('CREATE TABLE sent (token TEXT)')
    expect(database.prepare('SELECT key FROM keys').all()).toMatchObject([{ key: token }])
    const again = new OpdScheduler({ timeZone: 'Asia/Kolkata', store: sqliteStore(database) })
    expect((await again.token(token))?.id).toBe(token)
    await again.close()
    database.close()
  })
})

describe("the host's database", () => {
  it('acknowledges no booking in a transaction that the host has left open', async () => {
    const database = connect(folder.file())
    const opd = await clinicOn(sqliteStore(database), 100)
    await bookUsual(opd, 'first')
    database.exec('BEGIN')
    await failsWith('outcome-unknown', () => bookUsual(opd, 'second'))
    database.exec('ROLLBACK')
    await bookUsual(opd, 'second')
    expect((await readBack(sqliteStore(database))).log).toHaveLength(4)
    await opd.close()
    database.close()
  })
})
