import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Writes the first TypeScript block of a page to a file and returns its name. */
export function documentedProgram(page: string, name: string): string {
  const code = /^```ts\n(.*?)^```$/ms.exec(readFileSync(`${ROOT}/${page}`, 'utf8'))![1]!
  const folder = `${ROOT}/test/stores/generated`
  mkdirSync(folder, { recursive: true })
  const file = `${folder}/${name}.ts`
  writeFileSync(file, code)
  return file
}
