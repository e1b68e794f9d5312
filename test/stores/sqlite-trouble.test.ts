import { chmodSync, closeSync, copyFileSync, mkdirSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { isOpdError, type OpdScheduler } from 'opd-scheduler'
import { type SqliteDatabase, type SqliteStore, sqliteStore } from 'opd-scheduler/sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import {
  book,
  bookUsual,
  type Contents,
  clinicOn,
  connect,
  Folder,
  failsWith,
  filledFile,
  readBack,
  SESSION,
  schedulerOn,
} from './clinic-file'
import { OtherProcess } from './other-process'

const folder = new Folder()
afterAll(() => folder.remove())

describe('a full disk', () => {
  it('fails whole commands that find no room, keeps acknowledged ones, and goes on once there is room', async () => {
    const database = connect(folder.file())
    const store = sqliteStore(database)
    const opd = await clinicOn(store)
    database.exec(`PRAGMA max_page_count = ${pages(database) + 10}`)
    const acknowledged: string[] = []
    const failed: string[] = []
    for (let round = 0; failed.length === 0; round++) {
      const ids = Array.from({ length: 8 }, (_, i) => `b${round}-${i}`)
      await Promise.all(
        ids.map((id) =>
          book(opd, id).then(
            (token) => acknowledged.push(token),
            (thrown) => {
              expect(isOpdError(thrown) && thrown.code).toBe('store-failed')
              expect(String(thrown)).toMatch(/full.* Make room on the disk\.$/)
              failed.push(id)
            },
          ),
        ),
      )
    }
    expect(acknowledged.length).toBeGreaterThan(8)
    const { tokens } = await readBack(store)
    expect(Object.keys(tokens).sort()).toEqual([...acknowledged].sort())
    expect((await opd.session(SESSION))?.tokens).toHaveLength(acknowledged.length)

    database.exec('PRAGMA max_page_count = 1000000')
    for (const id of failed) acknowledged.push(await book(opd, id))
    expect(Object.keys((await readBack(store)).tokens).sort()).toEqual(acknowledged.sort())
    await opd.close()
  })

  it('is reported when the file is created, too', async () => {
    const database = connect(folder.file())
    database.exec('PRAGMA max_page_count = 3')
    await failsWith('store-failed', () => sqliteStore(database))
    database.exec('PRAGMA max_page_count = 1000000')
    await filledFile(sqliteStore(database))
  })
})

function pages(database: SqliteDatabase): number {
  return (database.prepare('PRAGMA page_count').get() as { page_count: number }).page_count
}

describe('a file that may not be written', () => {
  it('can be read, and every command fails', async () => {
    const path = folder.file()
    const contents = await filledFile(sqliteStore(path))
    const database = connect(path)
    database.exec('PRAGMA query_only = 1')
    const store = sqliteStore(database)
    const opd = schedulerOn(store)
    await failsWith('store-failed', () => book(opd, 'never'))
    await failsWith('store-failed', () => store.advance('sms', 0, 1))
    expect(await readBack(store)).toEqual(contents)
    database.exec('PRAGMA query_only = 0')
    await book(opd, 'now')
    await opd.close()
  })

  it('because of its permissions, or those of its folder, says so', async () => {
    const own = `${folder.path}/closed`
    mkdirSync(own)
    const path = `${own}/opd.db`
    const open = folder.file()
    const contents = await filledFile(sqliteStore(open))
    copyFileSync(open, path)
    chmodSync(folder.path, 0o755)
    chmodSync(path, 0o444)
    chmodSync(own, 0o555)
    try {
      await asOrdinaryUser(async () => {
        await failsWith('store-failed', () => sqliteStore(path))
        await failsWith('store-failed', () => sqliteStore(`${own}/new.db`))
      })
    } finally {
      chmodSync(own, 0o755)
      chmodSync(path, 0o644)
    }
    expect((await filledFile(sqliteStore(path))).log).toEqual(contents.log)
  })
})

/** Permissions do not limit root. */
async function asOrdinaryUser(task: () => Promise<void>): Promise<void> {
  const isRoot = process.getuid?.() === 0
  if (isRoot) process.seteuid!(65_534)
  try {
    await task()
  } finally {
    if (isRoot) process.seteuid!(0)
  }
}

describe('a place where no file can be', () => {
  it('is refused', async () => {
    const missing = await failsWith('store-failed', () => sqliteStore(`${folder.path}/nowhere/opd.db`))
    expect(missing.message).toContain('nowhere')
    await failsWith('store-failed', () => sqliteStore(folder.path))
  })
})

describe('a corrupt file', () => {
  it('that is not a database is refused', async () => {
    const path = folder.file()
    writeFileSync(path, 'Dear diary, '.repeat(1000))
    const { message } = await failsWith('store-corrupt', () => sqliteStore(path))
    expect(message).toContain(path)
  })

  it('with an overwritten page returns what was written, or fails as corrupt', async () => {
    const source = sqliteStore(folder.file())
    const whole = folder.file()
    const opd = await clinicOn(source)
    for (let i = 0; i < 40; i++) await book(opd, `b${i}`)
    await source.backup(whole)
    const contents = await readBack(source)
    await opd.close()
    const size = statSync(whole).size
    expect(size).toBeGreaterThan(20 * PAGE)
    let noticed = 0
    for (let at = 0; at < size; at += PAGE) {
      const path = folder.file()
      copyFileSync(whole, path)
      overwrite(path, at, PAGE)
      if (await noticesDamage(path, contents)) noticed++
    }
    expect(noticed).toBeGreaterThan(15)
    const path = folder.file()
    copyFileSync(whole, path)
    overwrite(path, PAGE, size - PAGE)
    await failsWith('store-corrupt', async () => (await open(path)).read(0, 1))
  })

  it.each([
    ['is cut short', 'UPDATE log SET event = substr(event, 1, 40) WHERE position = 9'],
    ['is not an event', "UPDATE log SET event = 'null' WHERE position = 9"],
    ['is another one', "UPDATE log SET event = '{}' WHERE position = 9"],
    ['is missing', 'DELETE FROM log WHERE position = 9'],
  ])('in which an event %s fails every reader that needs the event', async (_, sql) => {
    const { store, database } = await damaged(sql)
    const opd = schedulerOn(store, 200)
    await failsWith('store-corrupt', () => opd.session(SESSION))
    await failsWith('store-corrupt', () => book(opd, 'never'))
    if (!sql.includes("'{}'"))
      await failsWith('store-corrupt', async () => {
        for await (const { position } of opd.subscribe()) if (position === 12) break
      })
    await opd.close()
    database.close()
  })

  it('with a damaged answer to a command fails when the command is repeated', async () => {
    const { store, database } = await damaged("UPDATE log SET answer = '{' WHERE command = 'b3'")
    const opd = schedulerOn(store, 200)
    await failsWith('store-corrupt', () => store.findCommit('b3'))
    await failsWith('store-corrupt', () => book(opd, 'b3'))
    await book(opd, 'new')
    await opd.close()
    database.close()
  })
})

const PAGE = 4096

function overwrite(path: string, at: number, length: number): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(length, 0xa5), 0, length, at)
  closeSync(file)
}

async function open(path: string): Promise<SqliteStore> {
  return sqliteStore(path)
}

/** Returns whether a query fails as corrupt; every other query must return the right answer. */
async function noticesDamage(path: string, contents: Contents): Promise<boolean> {
  let noticed = 0
  async function orCorrupt(task: () => Promise<void>): Promise<void> {
    await task().catch((thrown: unknown) => {
      if (!isOpdError(thrown) || thrown.code !== 'store-corrupt') throw thrown
      noticed++
    })
  }
  let store: SqliteStore | undefined
  await orCorrupt(async () => {
    store = await open(path)
  })
  if (store === undefined) return true
  const { read, head, locate, sessions, doctors, close } = store
  const opd = schedulerOn(store, 500)
  await orCorrupt(async () => expect(await read(0, 1000)).toEqual(contents.log))
  await orCorrupt(async () => expect(await head()).toBe(contents.log.length))
  await orCorrupt(async () => expect(await opd.session(SESSION)).toEqual(contents.sessions[0]))
  await orCorrupt(async () => expect(await sessions({})).toEqual([SESSION]))
  await orCorrupt(async () => expect(await doctors()).toEqual(['dr-rao']))
  await orCorrupt(async () => expect(await locate('token-b7')).toBe(SESSION))
  await orCorrupt(async () => expect(await book(opd, 'b7')).toBe('token-b7'))
  await orCorrupt(async () => void (await book(opd, 'new')))
  await close()
  return noticed > 0
}

async function damaged(sql: string): Promise<{ store: SqliteStore; database: SqliteDatabase }> {
  const database = connect(folder.file())
  await filledFile(sqliteStore(database))
  database.exec(sql)
  return { store: sqliteStore(database), database }
}

describe('a lock that another process holds beyond the deadline', () => {
  it('leaves the outcome unknown; repeated with its id, the command is executed once, and nothing is lost', async () => {
    const path = folder.file()
    const store = sqliteStore(path)
    const opd = await clinicOn(store, 100)
    await book(opd, 'before')
    const other = new OtherProcess<string>('test/stores/clerk-process.ts')
    try {
      await other.receive(1)
      other.send({ lock: path })
      expect(await other.receive(2)).toBe('locked')
      const thrown = await failsWith('outcome-unknown', () => book(opd, 'unlucky'))
      expect(isOpdError(thrown) && thrown.details).toEqual({ commandId: 'unlucky' })
      expect((await opd.session(SESSION))?.tokens).toHaveLength(1)
    } finally {
      await other.kill()
    }
    expect(await book(opd, 'unlucky')).toBe('token-unlucky')
    expect(await book(opd, 'unlucky')).toBe('token-unlucky')
    const { tokens, log } = await readBack(store)
    expect(Object.keys(tokens)).toEqual(['token-before', 'token-unlucky'])
    expect(log).toHaveLength(4)
    await opd.close()
  })

  it.each<[string, (opd: OpdScheduler, store: SqliteStore) => Promise<unknown>]>([
    ['a booking', (opd) => failsWith('outcome-unknown', () => bookUsual(opd, 'late'))],
    ['a checkpoint', (_, store) => expect(store.advance('sms', 0, 1)).rejects.toThrow(/locked/)],
  ])('and that %s met does not keep later reads in the past', async (_, meet) => {
    const path = folder.file()
    const [database, other] = [connect(path), connect(path)]
    const [store, elsewhere] = [sqliteStore(database), sqliteStore(other)]
    const opd = await clinicOn(store, 100)
    // It changes the session's entry, so that the next one does not.
    await bookUsual(opd, 'first')
    database.exec('PRAGMA busy_timeout = 10')
    other.exec('BEGIN IMMEDIATE')
    await meet(opd, store)
    expect(await store.head()).toBe(3)
    other.exec('ROLLBACK')
    await bookUsual(schedulerOn(elsewhere), 'of the other')
    expect(await store.head()).toBe(4)
    expect((await opd.session(SESSION))?.tokens).toHaveLength(2)
    await opd.close()
    database.close()
    other.close()
  })
})
