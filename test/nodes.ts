import { spawnSync } from 'node:child_process'

/** Newer Nodes than the oldest that is supported: with a SQLite of their own, through which the stores are tried as well. */
const NODES = ['22', '24', '26']
/** What depends on the runtime: drivers, timers, processes, signals. */
const SUITES = ['test/stores', 'test/shell', 'test/scenarios', 'test/scheduler/types']

const failed = NODES.filter((node) => {
  console.log(`\n=== Node ${node}`)
  const command = `node --version && node node_modules/vitest/vitest.mjs run --config test/vitest.config.ts ${SUITES.join(' ')}`
  // npm puts the Node of that package before all others.
  const { status } = spawnSync('npx', ['--yes', `--package=node@${node}`, '--call', command], { stdio: 'inherit' })
  return status !== 0
})

console.log(failed.length === 0 ? `\ngreen on Node ${NODES.join(', ')}` : `\nred on Node ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
