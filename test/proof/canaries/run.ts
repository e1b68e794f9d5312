import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { CANARIES, edited } from './edits'

/** Suites that judge a canary. One failure is enough. */
const JUDGES = ['test/scenarios', 'test/scheduler/random-commands.test.ts', 'test/proof/model', 'test/proof/oracles']

const root = join(import.meta.dirname, '../../..')
const copy = mkdtempSync(join(tmpdir(), 'opd-canaries-'))
try {
  for (const part of ['src', 'test', 'package.json', 'tsconfig.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  process.exitCode = run() ? 0 : 1
} finally {
  rmSync(copy, { recursive: true, force: true })
}

function run(): boolean {
  const sound = judge()
  if (sound.length > 0) {
    console.error(`The unedited copy fails:\n${sound.join('\n')}`)
    return false
  }
  let caught = 0
  for (const canary of CANARIES) {
    const file = join(copy, canary.file)
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, edited(text, canary))
    const [first] = judge()
    writeFileSync(file, text)
    if (first !== undefined) caught++
    console.log(first === undefined ? `MISSED  ${canary.name}` : `caught  ${canary.name.padEnd(28)} ${first}`)
  }
  console.log(`\n${caught} of ${CANARIES.length} caught`)
  return caught === CANARIES.length
}

/** Returns the tests that fail in the copy. A run without a report, or with a file that does not load, does not count. */
function judge(): string[] {
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs')
  const flags = [
    'run',
    '--bail',
    '1',
    '--config',
    'test/vitest.config.ts',
    '--reporter',
    'json',
    '--outputFile',
    report,
  ]
  const env = { ...process.env, TEST_REPORT: '', SHRINK: 'no' }
  const done = spawnSync(process.execPath, [vitest, ...flags, ...JUDGES], { cwd: copy, env })
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { name: string; message: string; assertionResults: { status: string; fullName: string }[] }[]
  }
  const found = testResults.flatMap(({ name, message, assertionResults }) => {
    // A file without tests and without a message was not reached.
    if (assertionResults.length === 0 && message !== '')
      throw new Error(`${name} did not load: ${message}\n${done.stderr}`)
    const failed = assertionResults.filter(({ status }) => status === 'failed')
    return failed.map(({ fullName }) => `${relative(copy, name)}: ${fullName}`)
  })
  // The run stops at the first failure, which may be missing from the report.
  return found.length > 0 || done.status === 0 ? found : ['a test that was interrupted']
}
