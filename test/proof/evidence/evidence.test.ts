import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { cases } from '../../support/amount'
import { sectionsIn } from './page'
import { sectionOf } from './section'
import { STUDIES } from './studies'

/** Two of the quicker studies. `npm run evidence -- --check` repeats them all, in a few minutes. */
it.each(cases(1, ['The empty chair', 'Who goes first']))(
  '%s: the days give the digits of docs/evidence.md',
  async (title) => {
    const page = await readFile(new URL('../../../docs/evidence.md', import.meta.url), 'utf8')
    const section = await sectionOf(STUDIES.find((study) => study.title === title)!, 1)
    expect(section.length).toBeGreaterThan(1500)
    expect(section.trimEnd()).toBe(sectionsIn(page).get(title)!.trimEnd())
  },
)
