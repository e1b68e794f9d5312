import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { redocly, spectral } from '../../../examples/express-server/test/linters'

const text = readFileSync(new URL('../../../examples/express-server/openapi.json', import.meta.url), 'utf8')
/** A document that both programs warn about, so that a silent run means something. */
const wrong = JSON.stringify({ ...JSON.parse(text), info: { title: 'x', version: '1' }, tags: [{ name: 'x' }] })

it.each([
  ['Spectral', spectral, 'info-contact'],
  ['Redocly', redocly, 'tag-description'],
] as const)('%s finds neither errors nor warnings in the document', async (_, lint, rule) => {
  expect(await lint(text)).toEqual([])
  expect((await lint(wrong)).join('\n')).toContain(rule)
})
