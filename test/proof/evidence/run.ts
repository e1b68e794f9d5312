import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Progress } from '../../../examples/day-simulation/src/progress'
import { pageOf, sectionsIn } from './page'
import { labOf, sectionOf } from './section'
import { STUDIES } from './studies'

const FILE = new URL('../../../docs/evidence.md', import.meta.url)

const { values } = parseArgs({ options: { check: { type: 'boolean' }, only: { type: 'string' } } })
const studies = values.only === undefined ? STUDIES : STUDIES.filter(({ title }) => title === values.only)

if (studies.length === 0 || (values.only !== undefined && !values.check)) {
  console.error("npm run evidence -- [--check [--only 'Title of a section']]")
  process.exit(2)
}

/** Runs the studies, and writes their page or compares it with the committed one. */
async function main(): Promise<void> {
  const days = (await Promise.all(studies.map(labOf))).map(({ days, loads }) => days * loads.length)
  const progress = new Progress(
    process.stderr,
    days.reduce((sum, each) => sum + each, 0),
  )
  const sections: string[] = []
  progress.start()
  try {
    for (const study of studies)
      sections.push(await sectionOf(study, availableParallelism(), () => progress.step(study.title)))
  } finally {
    progress.stop()
  }
  if (values.check) process.exitCode = differences(sections, await readFile(FILE, 'utf8'))
  else await writeFile(FILE, pageOf(sections))
}

/** Prints the lines that are no longer the same. Returns the exit code. */
function differences(sections: readonly string[], page: string): 0 | 1 {
  const committed = sectionsIn(page)
  let different = 0
  for (const [index, section] of sections.entries()) {
    const { title } = studies[index]!
    const [now, then] = [section.trimEnd().split('\n'), (committed.get(title) ?? '').trimEnd().split('\n')]
    const line = now.findIndex((text, at) => text !== then[at])
    if (line < 0 && now.length === then.length) continue
    different++
    console.log(`${title}:\n  page  ${then[line] ?? ''}\n  now   ${now[line] ?? ''}`)
  }
  console.log(`${sections.length} studies, ${different} with other digits than docs/evidence.md`)
  return different === 0 ? 0 : 1
}

await main()
