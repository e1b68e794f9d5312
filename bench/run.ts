import { fork } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'tsup'

// The code is measured as it is published: bundled. The loader of TypeScript would add a call to every closure.
const { dirname } = import.meta
await build({
  config: false,
  entry: { 'main.bundled': join(dirname, 'main.ts') },
  tsconfig: join(dirname, '../tsconfig.json'),
  outDir: dirname,
  outExtension: () => ({ js: '.mjs' }),
  format: 'esm',
  target: 'node20',
  noExternal: ['eventemitter3'],
  external: ['p-queue'],
  removeNodeProtocol: false,
  silent: true,
})
const file = join(dirname, 'main.bundled.mjs')
try {
  const [code] = await once(fork(file, process.argv.slice(2)), 'exit')
  process.exitCode = code ?? 1
} finally {
  await rm(file)
}
