import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { sectionsIn } from '../proof/evidence/page'
import { STUDIES } from '../proof/evidence/studies'
import { CLAIMS, type Claim } from './claims'
import { figuresIn } from './evidence-figures'

const pageOf = async (name: string): Promise<string> =>
  await readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8')

const choosing = await pageOf('choosing-rules.md')
const evidence = sectionsIn(await pageOf('evidence.md'))

describe('docs/choosing-rules.md', () => {
  it('tells the figures of docs/evidence.md, and links each paragraph to its table', () => {
    const told = choosing
      .split(/\n\n|\n(?=- )/)
      .map((paragraph) => paragraph.replaceAll('\n', ' ').replace(/^- /, '').replace(/ {2,}/g, ' '))
      .filter((paragraph) => paragraph.includes('evidence.md#'))
    expect(told).toEqual(CLAIMS.map(paragraphOf))
  })

  it('has a figure for every question but the one about holds, which cost nobody a place', () => {
    const questions = choosing.split(/^## (?=\d+\. )/m).slice(1)
    expect(questions).toHaveLength(11)
    const without = questions.filter((text) => !text.includes('evidence.md#'))
    expect(without.map((text) => text.slice(0, text.indexOf('\n')))).toEqual([
      '6. Must a patient pay or call back before the seat is theirs?',
    ])
  })
})

it('docs/evidence.md has the sections of all studies, with their commands, and each is told on the page', () => {
  expect([...evidence.keys()]).toEqual(STUDIES.map(({ title }) => title))
  for (const { title, about, args } of STUDIES) {
    expect(evidence.get(title)).toContain(`\n${about}\n\n\`\`\`sh\nnpm run simulate -- lab ${args}\n\`\`\`\n`)
    expect(CLAIMS.some(({ study }) => study === title)).toBe(true)
  }
})

/** Returns the paragraph with its figures, and the link to their table. */
function paragraphOf({ study, load, text }: Claim): string {
  const tables = figuresIn(evidence.get(study)!)
  const figures = load === undefined ? [...tables.values()][0]! : tables.get(load)!
  const filled = text.replace(/\{(.*?) \| (Δ )?(.*?)(?: \| (\d))?\}/g, (_, rules, delta, row, decimals) => {
    const figure = figures.get(`${rules} | ${row}`)
    if (figure === undefined) throw new Error(`'${study}' has no ${rules} | ${row}`)
    const value = delta === undefined ? figure.mean : Math.abs(figure.difference!)
    return value.toFixed(Number(decimals ?? 0))
  })
  return `${filled} [Table](evidence.md#${study.toLowerCase().replaceAll(' ', '-')})`
}
