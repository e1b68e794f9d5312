import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { formatWithOptions } from 'node:util'
import { FAILURES, presets, REFUSALS } from 'opd-scheduler'
import ts from 'typescript'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { USUAL_RANKS } from '../../src/presets/shared'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const OUT = `${ROOT}test/docs/generated`

interface Block {
  readonly name: string
  readonly file: string
  readonly code: string
  /** Its output, if the page shows it in a separate block. */
  readonly output: readonly string[] | undefined
}

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(`${ROOT}docs`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]
const read = (page: string): string => readFileSync(ROOT + page, 'utf8')

rmSync(OUT, { recursive: true, force: true })
mkdirSync(OUT, { recursive: true })
const blocks: Block[] = pages.flatMap((page) =>
  [...read(page).matchAll(/^```ts\n(.*?)^```$(?:\n\nIt prints:\n\n```text\n(.*?)\n```$)?/gms)].map((match, index) => {
    const file = `${OUT}/${page.replace(/\W/g, '-')}-${index}.ts`
    const code = `${match[1]!}\nexport {}\n`
    writeFileSync(file, code)
    return { name: `${page} block ${index + 1}`, file, code, output: match[2]?.split('\n') }
  }),
)

afterAll(() => rmSync(OUT, { recursive: true, force: true }))

describe('every TypeScript block of the documentation', () => {
  it('type-checks', () => {
    const config = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile)
    const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT)
    const program = ts.createProgram(
      blocks.map((block) => block.file),
      options,
    )
    const problems = ts
      .getPreEmitDiagnostics(program)
      .map((each) => `${each.file?.fileName}: ${ts.flattenDiagnosticMessageText(each.messageText, ' ')}`)
    expect(problems).toEqual([])
    expect(blocks.length).toBeGreaterThanOrEqual(8)
  })

  for (const { name, file, code, output } of blocks) {
    it(`${name} runs and prints what it says`, async () => {
      const printed: string[] = []
      const log = vi.spyOn(console, 'log').mockImplementation((...values) => {
        printed.push(
          ...formatWithOptions(
            { breakLength: Number.POSITIVE_INFINITY, compact: 100, depth: 6 },
            ...(values as [unknown]),
          ).split('\n'),
        )
      })
      try {
        await import(file)
      } finally {
        log.mockRestore()
      }
      const promised = output ?? [...code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map((match) => match[1])
      expect(promised.length, 'a block that runs says what it prints').toBeGreaterThan(0)
      expect(printed).toEqual(promised)
    })
  }
})

describe('docs/errors.md', () => {
  it('has a heading and the HTTP status for every code, refusals in order of precedence', () => {
    const headings = [...read('docs/errors.md').matchAll(/^## `([a-z-]+)`\n\nHTTP (\d+)\./gm)].map((match) => [
      match[1],
      Number(match[2]),
    ])
    expect(headings).toEqual(Object.entries({ ...REFUSALS, ...FAILURES }))
  })
})

it('the README has the ranks of every preset', () => {
  const table = read('README.md').slice(read('README.md').indexOf('| rank by source'))
  const [head = '', , ...rows] = table.slice(0, table.indexOf('\n\n')).split('\n')
  const cells = (row: string) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/[`()]/g, ''))
  const sources = cells(head).slice(1)
  // Presets with equal ranks share a row.
  const shown = rows.flatMap((row) => {
    const [names = '', ...ranks] = cells(row)
    return names.split(', ').map((name) => [name, ranks.map(Number)] as const)
  })
  const actual = Object.entries(presets).map(([name, preset]) => {
    const { priority } = preset()
    return [name, sources.map((source) => priority.base({ source }, { doctorId: 'dr-rao', date: '2026-01-30' }, 0))]
  })
  expect(sources).toEqual(Object.keys(USUAL_RANKS))
  expect(shown.map(([name]) => name).sort()).toEqual(Object.keys(presets).sort())
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(actual))
})
