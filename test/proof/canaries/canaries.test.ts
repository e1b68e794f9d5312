import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { InnerVitest } from '../../support/inner-vitest'
import { CANARIES, type Canary, edited } from './edits'

const root = join(import.meta.dirname, '../../..')
let planted: Canary | undefined
let caught = 0

// A canary only has to be caught, so its counterexample need not be shrunk.
const vitest = await InnerVitest.start({ SHRINK: 'no' }, [
  {
    name: 'canary',
    enforce: 'pre',
    transform: (text, file) =>
      planted !== undefined && file === join(root, planted.file) ? edited(text, planted) : undefined,
  },
])
afterAll(async () => {
  await vitest.close()
  console.log(`${caught} of ${CANARIES.length} caught`)
})

it('the tests pass without a canary', async () => {
  const files = [...new Set(CANARIES.map(({ caughtBy }) => caughtBy))]
  expect((await vitest.run(files)).failed).toBeUndefined()
})

it.each(CANARIES.map((canary) => [canary.name, canary] as const))('%s is caught', async (_, canary) => {
  const file = join(root, canary.file)
  planted = canary
  vitest.changed(file)
  const { failed } = await vitest.run([canary.caughtBy])
  planted = undefined
  vitest.changed(file)
  console.log(`${canary.name}: ${failed ?? 'missed'}`)
  expect(failed).toBeDefined()
  caught++
})
