// Packs the built library as npm would publish it, and uses the tarball from an empty project.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkServer } from './check-server.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'opd-package-'))
const windows = process.platform === 'win32'

/** Size of the tarball that nobody should exceed unnoticed. */
const MOST_BYTES = 450 * 1024

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
const json = (path, value) => writeFileSync(join(folder, path), JSON.stringify(value, null, 2))

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

  json('package.json', { name: 'consumer', private: true, type: 'module' })
  run(folder, 'npm', 'install', tarball, '--prefer-offline', '--no-audit', '--no-fund')
  copyFileSync(join(root, 'test/package/consumer.ts'), join(folder, 'consumer.mts'))
  copyFileSync(join(root, 'test/package/consumer.ts'), join(folder, 'consumer.cts'))

  // The declarations of the library are checked too (skipLibCheck off), as the strictest consumer would.
  const compilerOptions = {
    target: 'ES2022',
    lib: ['ES2023'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    typeRoots: [join(root, 'node_modules/@types')],
    types: ['node'],
  }
  json('tsconfig.bundler.json', {
    compilerOptions: { ...compilerOptions, module: 'ESNext', moduleResolution: 'bundler', noEmit: true },
    files: ['consumer.mts'],
  })
  tool(folder, 'tsc', '-p', 'tsconfig.bundler.json')
  console.log('ok  types under moduleResolution bundler')

  json('tsconfig.node16.json', {
    compilerOptions: { ...compilerOptions, module: 'node16', moduleResolution: 'node16' },
    files: ['consumer.mts', 'consumer.cts'],
  })
  tool(folder, 'tsc', '-p', 'tsconfig.node16.json')
  console.log('ok  types under moduleResolution node16, import and require')

  // A resolver that predates `exports` finds the subpaths by `typesVersions`.
  copyFileSync(join(root, 'test/package/consumer.ts'), join(folder, 'consumer.ts'))
  const node10 = { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0', noEmit: true }
  json('tsconfig.node10.json', { compilerOptions: { ...compilerOptions, ...node10 }, files: ['consumer.ts'] })
  tool(folder, 'tsc', '-p', 'tsconfig.node10.json')
  console.log('ok  types under moduleResolution node10')

  const imported = JSON.parse(run(folder, process.execPath, 'consumer.mjs'))
  const required = JSON.parse(run(folder, process.execPath, 'consumer.cjs'))
  assert.notDeepEqual(imported, [], 'opd-scheduler/testing exports something')
  assert.deepEqual(required, imported, 'opd-scheduler/testing exports the same names to import and to require')
  console.log('ok  import and require book a token and bump another')

  // Both builds look for a driver beside themselves, and here is none but Node's own.
  const answer = process.getBuiltinModule('node:sqlite') === undefined ? 'driver-missing' : '0'
  const open = '({ sqliteStore }) => sqliteStore(":memory:").head()'
  for (const load of ["import('opd-scheduler/sqlite')", "Promise.resolve(require('opd-scheduler/sqlite'))"]) {
    const code = `${load}.then(${open}).catch((error) => error.code).then(console.log)`
    assert.equal(run(folder, process.execPath, '--input-type=commonjs', '-e', code).trim(), answer, load)
  }
  console.log(`ok  opd-scheduler/sqlite without a package to drive it: ${answer}`)

  await checkServer(tarball, folder, run)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
