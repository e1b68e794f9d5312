import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { ROOT } from './project'

/** The text of a file of `test/consumers/project`. */
export const source = (name: string): string => readFileSync(join(ROOT, 'test/consumers/project', name), 'utf8')

/** The same as JavaScript, without a look at its types. */
export function javascript(name: string, format: 'esm' | 'cjs'): string {
  const module = format === 'esm' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS
  const compilerOptions = { module, target: ts.ScriptTarget.ES2022, esModuleInterop: true }
  return ts.transpileModule(source(name), { compilerOptions }).outputText
}
