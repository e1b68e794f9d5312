import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { OpdError } from '../errors'
import type { SqliteDatabase } from './driver'

/** Writes a copy of a database to a new file: whoever finds the file finds all of it, also after a power cut. */
export function copyTo(path: string, database: SqliteDatabase): void {
  if (existsSync(path))
    throw new OpdError('store-failed', `There is a file '${path}' already. Maybe name each backup after its time.`, {
      path,
    })
  const draft = `${path}.part`
  rmSync(draft, { force: true })
  try {
    database.prepare('VACUUM INTO ?').run(draft)
    // SQLite leaves it to the system when the copy reaches the disk.
    synchronise(draft, 'r+')
    renameSync(draft, path)
    // Windows has no such thing for a folder.
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
