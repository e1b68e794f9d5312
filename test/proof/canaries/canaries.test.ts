import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CANARIES, edited } from './edits'

/** The tests that must notice a canary; one failing test is enough. `npm test` runs all of them. */
const JUDGES = [
  'test/scenarios',
  'test/proof/in-short.test.ts',
  ...['due', 'one-live-a-day', 'timetable'].map((name) => `test/scheduler/${name}.test.ts`),
]

const root = join(import.meta.dirname, '../../..')
const copy = mkdtempSync(join(tmpdir(), 'opd-canaries-'))
let caught = 0

beforeAll(() => {
  for (const part of ['src', 'test', 'package.json', 'tsconfig.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
})
afterAll(() => {
  rmSync(copy, { recursive: true, force: true })
  console.log(`${caught} of ${CANARIES.length} caught`)
})

it('the unedited copy passes', async () => {
  expect(await judge()).toEqual([])
})

it.each(CANARIES.map((canary) => [canary.name, canary] as const))('%s is caught', async (_, canary) => {
  const file = join(copy, canary.file)
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, edited(text, canary))
  const failed = await judge()
  writeFileSync(file, text)
  console.log(`${canary.name}: ${failed[0] ?? 'missed'}`)
  expect(failed).not.toEqual([])
  caught++
})

/** Returns the tests that fail in the copy. Throws if there is no report or if a file does not load. */
async function judge(): Promise<string[]> {
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs')
  const config = ['--config', 'test/vitest.config.ts', '--project', 'pure']
  const flags = ['run', '--bail', '1', ...config, '--reporter', 'json', '--outputFile', report]
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')))
  Object.assign(env, { TEST_REPORT: '', SHRINK: 'no' })
  const child = spawn(process.execPath, [vitest, ...flags, ...JUDGES], { cwd: copy, env, stdio: 'ignore' })
  const [code] = await once(child, 'exit')
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { name: string; message: string; assertionResults: { status: string; fullName: string }[] }[]
  }
  const found = testResults.flatMap(({ name, message, assertionResults }) => {
    // A file without tests and without a message had not begun when the run stopped.
    if (assertionResults.length === 0 && message !== '') throw new Error(`${name} did not load: ${message}`)
    const failed = assertionResults.filter(({ status }) => status === 'failed')
    return failed.map(({ fullName }) => `${relative(copy, name)}: ${fullName}`)
  })
  // The run stops at the first failure, which may be missing from the report.
  return found.length > 0 || code === 0 ? found : ['a test that was cut short']
}
