import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { OpdError } from '../errors'
import type { SqliteDatabase } from './driver'

/** Writes a copy of a database to a new file. The file appears under its name only when it is complete and on the disk. */
export function copyTo(path: string, database: SqliteDatabase): void {
  if (existsSync(path))
    throw new OpdError(
      'store-failed',
      `The file '${path}' exists already. Give the backup another name, such as one with the time.`,
      {
        path,
      },
    )
  const draft = `${path}.part`
  rmSync(draft, { force: true })
  try {
    database.prepare('VACUUM INTO ?').run(draft)
    // SQLite does not flush the copy to the disk.
    synchronise(draft, 'r+')
    renameSync(draft, path)
    // Windows cannot flush a folder.
    if (process.platform !== 'win32') synchronise(dirname(path), 'r')
  } finally {
    rmSync(draft, { force: true })
  }
}

function synchronise(path: string, flags: string): void {
  const file = openSync(path, flags)
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
