import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')

it('a test that hangs ends at its limit with its name, whether it waits or blocks its process', async () => {
  const config = join(import.meta.dirname, 'vitest.config.ts')
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', config]
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST_)/.test(name)))
  const child = spawn(process.execPath, args, { cwd: root, env: { ...env, NO_COLOR: '1' } })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += String(chunk)))
  const [code] = await once(child, 'close')
  expect(out).toMatch(/FAIL +waits\.hang\.ts > waits for an answer that never comes\nError: Test timed out in 1000ms/)
  expect(out).toMatch(/ends this process, .*: blocks\.hang\.ts > turns in a loop that never ends/)
  expect(code).toBe(1)
})
