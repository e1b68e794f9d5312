import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { CANARIES, edited } from './edits'

/** Suites that judge a canary, by what they go by. */
const JUDGES: Readonly<Record<string, string>> = {
  scenarios: 'test/scenarios',
  invariants: 'test/scheduler/random-commands.test.ts',
  model: 'test/model',
  oracles: 'test/oracles',
}
interface Outcome {
  readonly failed: readonly string[]
  /** Judges with a failing test. */
  readonly by: readonly string[]
}

const root = join(import.meta.dirname, '../..')
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
  if (sound.failed.length > 0) {
    console.error(`The unedited copy fails:\n${sound.failed.join('\n')}`)
    return false
  }
  let caught = 0
  for (const canary of CANARIES) {
    const file = join(copy, canary.file)
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, edited(text, canary))
    const { failed, by } = judge()
    writeFileSync(file, text)
    if (failed.length > 0) caught++
    console.log(`${failed.length > 0 ? 'caught' : 'MISSED'}  ${canary.name.padEnd(26)} ${by.join(', ')}`)
    if (failed.length > 0) console.log(`        first by: ${failed[0]}`)
  }
  console.log(`\n${caught} of ${CANARIES.length} caught`)
  return caught === CANARIES.length
}

/** Which tests fail in the copy. A run without a report, or with a file that does not load, judges nothing. */
function judge(): Outcome {
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs')
  const flags = ['run', '--config', 'test/vitest.config.ts', '--reporter', 'json', '--outputFile', report]
  const env = { ...process.env, TEST_REPORT: '', SHRINK: 'no' }
  const done = spawnSync(process.execPath, [vitest, ...flags, ...Object.values(JUDGES)], { cwd: copy, env })
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { name: string; message: string; assertionResults: { status: string; fullName: string }[] }[]
  }
  const failed: string[] = []
  const by = new Set<string>()
  for (const { name, message, assertionResults } of testResults) {
    if (assertionResults.length === 0) throw new Error(`${name} did not load: ${message}\n${done.stderr}`)
    const path = relative(copy, name)
    for (const { status, fullName } of assertionResults) {
      if (status !== 'failed') continue
      failed.push(`${path}: ${fullName}`)
      for (const [what, prefix] of Object.entries(JUDGES)) if (path.startsWith(prefix)) by.add(what)
    }
  }
  return { failed, by: [...by] }
}
