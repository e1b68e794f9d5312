// Packs the built library as npm would publish it, and checks the tarball. test/consumers installs and uses it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkServer } from './check-server.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'opd-package-'))
const windows = process.platform === 'win32'

/** Size of the tarball that nobody should exceed unnoticed. */
const MOST_BYTES = 525 * 1024

/** Runs a program and returns its standard output; a failure throws with the program's whole output. */
function run(cwd, program, ...args) {
  try {
    return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], shell: windows })
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')} failed:\n${error.stdout ?? ''}${error.stderr ?? ''}`, {
      cause: error,
    })
  }
}

const tool = (cwd, name, ...args) => run(cwd, join(root, 'node_modules', '.bin', name), ...args)

try {
  assert.ok(existsSync(join(root, 'dist/index.d.ts')), 'No dist. Maybe run "npm run build" first.')

  // The scripts are left out because `prepack` would build again.
  const [packed] = JSON.parse(run(root, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder))
  const tarball = join(folder, packed.filename)
  const strays = packed.files.filter(
    ({ path }) => !/^(dist\/.*(?<!\.map)|docs\/[^/]*\.md|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path),
  )
  assert.deepEqual(strays, [], 'the tarball holds only what is meant to be published')
  assert.ok(packed.size < MOST_BYTES, `the tarball has ${packed.size} bytes, more than ${MOST_BYTES}`)
  console.log(`ok  npm pack: ${packed.files.length} files, ${Math.round(packed.size / 1024)} KB`)

  tool(root, 'publint', tarball, '--strict')
  console.log('ok  publint')

  tool(root, 'attw', tarball, '--profile', 'strict')
  console.log('ok  attw (node10, node16 and bundler)')

  await checkServer(tarball, folder, run)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
