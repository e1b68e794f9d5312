import { fileURLToPath } from 'node:url'
import { checkNpm } from './links/npm'
import { checkRepository, readRepository } from './links/repository'
import { checkSite } from './links/site'

// Follows every link inside the built site, between the Markdown pages as GitHub shows them, and from the packed pages as npm does.
const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '')
const repository = readRepository(root)
for (const { checked, dead } of [
  checkSite(`${root}/docs/site/html`),
  checkRepository(repository),
  checkNpm(root, repository),
]) {
  console.log(`${dead.length === 0 ? 'ok ' : 'not ok'} ${checked}`)
  for (const { page, line, target, why } of dead) console.log(`    ${page}:${line} ${target}: ${why}`)
  if (dead.length > 0) process.exitCode = 1
}
