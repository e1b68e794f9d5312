import { rename, rm, writeFile } from 'node:fs/promises'
import { pageOf, type Subject } from './page'

/** Writes the page, whole or not at all: whoever opens the file never finds half of one. */
export async function writePage(path: string, subject: Subject): Promise<void> {
  const page = await pageOf(subject)
  const draft = `${path}.${process.pid}.tmp`
  try {
    await writeFile(draft, page)
    await rename(draft, path)
  } catch (thrown) {
    await rm(draft, { force: true })
    throw thrown
  }
}
