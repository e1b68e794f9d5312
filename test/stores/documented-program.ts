import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Writes the first TypeScript block of a page, or of the chapter with this heading, to a file and returns its name. */
export function documentedProgram(page: string, name: string, heading?: string): string {
  const text = readFileSync(`${ROOT}/${page}`, 'utf8')
  const from = heading === undefined ? 0 : text.indexOf(`\n## ${heading}\n`)
  const code = /^```ts\n(.*?)^```$/ms.exec(text.slice(from))![1]!
  const folder = `${ROOT}/test/stores/generated`
  mkdirSync(folder, { recursive: true })
  const file = `${folder}/${name}.ts`
  writeFileSync(file, code)
  return file
}
