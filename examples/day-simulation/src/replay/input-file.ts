import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UsageError } from '../usage-error'

const REASONS: Readonly<Record<string, string>> = { ENOENT: 'there is no such file', EISDIR: 'it is a folder' }

/**
 * Reads the file of `--input`.
 *
 * @throws UsageError
 */
export async function readInput(folder: string, name: string): Promise<string> {
  try {
    return await readFile(resolve(folder, name), 'utf8')
  } catch (thrown) {
    const { code = '' } = thrown as NodeJS.ErrnoException
    const why = REASONS[code] ?? `the system refuses it (${code})`
    throw new UsageError(`--input '${name}' cannot be read: ${why}. Give a file of commands, as in --input week.jsonl.`)
  }
}
