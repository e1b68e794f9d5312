import { migratePostgres, postgresStore } from 'opd-scheduler/postgres'
import { sqliteStore } from 'opd-scheduler/sqlite'
import { describe, expect, it } from 'vitest'

const FILE = 'Give a path, or an open database of node:sqlite, libsql or better-sqlite3.'
const query = () => undefined

/** What a host without types may pass by mistake, and the whole message. */
describe('a store that is given', () => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['', 'an empty text'],
    [7, 'a number'],
    [() => 'opd.db', 'a function'],
    [{}, 'an object without exec()'],
    [{ exec: query, prepare: query }, 'an object without close()'],
  ])('no file but %s says so', (given, value) => {
    const message = `The file of sqliteStore is ${value}. ${FILE}`
    expect(() => sqliteStore(given as never)).toThrow(
      expect.objectContaining({ code: 'invalid-input', message, details: { field: 'file', value } }),
    )
  })

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    // Its text is not shown, for it may hold a password.
    ['postgres://opd:secret@localhost/opd', 'a string'],
    [{ connectionString: 'postgres://opd:secret@localhost/opd' }, 'an object without query()'],
    [{ query }, 'an object without connect()'],
  ])('no pool but %o says so', (given, value) => {
    const message = `The pool of postgresStore is ${value}. Give a Pool of pg.`
    expect(() => postgresStore(given as never)).toThrow(
      expect.objectContaining({ code: 'invalid-input', message, details: { field: 'pool', value } }),
    )
  })

  it('no pool to migrate with says so', async () => {
    await expect(migratePostgres({} as never)).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'The pool of migratePostgres is an object without query(). Give a Pool of pg.',
    })
  })
})
