import { fileURLToPath } from 'node:url'
import { BY_HAND, findings } from './findings'

const found = findings(fileURLToPath(new URL('../..', import.meta.url)))
for (const { what, todo } of found)
  console.log(todo === undefined ? `ok       ${what}` : `missing  ${what}\n         ${todo}`)
console.log(`\nTo be checked by hand:\n${BY_HAND.map((line) => `- ${line}`).join('\n')}`)

const open = found.filter(({ todo }) => todo !== undefined).length
console.log(open === 0 ? '\nready' : `\n${open} of ${found.length} missing`)
process.exitCode = open === 0 ? 0 : 1
