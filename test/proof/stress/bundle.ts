import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'tsup'

const root = join(import.meta.dirname, '../../..')

/**
 * Bundles the program of each process into one file. Processes are started so often that compiling each time would take most of a
 * run.
 */
export async function bundle(folder: string): Promise<void> {
  // Drivers are native and are not bundled.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  await build({
    config: false,
    entry: ['worker', 'subscriber'].map((name) => join(import.meta.dirname, `${name}.ts`)),
    tsconfig: join(root, 'tsconfig.json'),
    outDir: folder,
    outExtension: () => ({ js: '.mjs' }),
    format: 'esm',
    target: 'node20',
    noExternal: ['eventemitter3'],
    removeNodeProtocol: false,
    silent: true,
  })
}
