import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Runs the program as `npm run verify` does. */
function verify(args: readonly string[]): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/proof/verify/verify.ts', ...args], { cwd: root })
    let out = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        out += chunk.toString()
      })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out }))
  })
}

it('a round of a suite can be repeated by its seed', async () => {
  const { code, out } = await verify(['--suite', 'stable matching', '--seed', '7', '--minutes', '0.001'])
  expect(out).toMatch(/^stable matching +seed +7 /m)
  expect(out).toMatch(/^verified$/m)
  expect(code).toBe(0)
})

it('says how it is used', async () => {
  expect(await verify(['--minutes', 'few'])).toMatchObject({ code: 2, out: expect.stringContaining('npm run verify') })
})
