import { spawnSync } from 'node:child_process'
import { NODES } from './release/nodes'

const failed = NODES.filter((node) => {
  console.log(`\n=== Node ${node}`)
  // npm puts the Node of that package first in the PATH.
  const { status } = spawnSync(
    'npx',
    ['--yes', `--package=node@${node}`, '--call', 'node --version && npm run test:runtime'],
    { stdio: 'inherit' },
  )
  return status !== 0
})

console.log(failed.length === 0 ? `\ngreen on Node ${NODES.join(', ')}` : `\nred on Node ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
