import { expect, it } from 'vitest'
import { runProgram } from '../../support/run-program'

const verify = (args: readonly string[]) => runProgram('test/proof/verify/verify.ts', args)

it('a round of a suite can be repeated by its seed', async () => {
  const { code, out } = await verify(['--suite', 'stable matching', '--seed', '7', '--rounds', '1'])
  expect(out).toMatch(/^stable matching +seed +7 /m)
  expect(out).toMatch(/^verified$/m)
  expect(code).toBe(0)
})

it('says how it is used', async () => {
  expect(await verify(['--minutes', 'few'])).toMatchObject({ code: 2, out: expect.stringContaining('npm run verify') })
})
