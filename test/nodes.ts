import { spawnSync } from 'node:child_process'

/** Versions of Node newer than the oldest supported one. They have their own SQLite, with which the stores are tested as well. */
const NODES = ['22', '24', '26']
/** Tests that depend on the runtime: drivers, timers, processes, signals. */
const SUITES = ['test/stores', 'test/shell', 'test/scenarios', 'test/scheduler/types']

const failed = NODES.filter((node) => {
  console.log(`\n=== Node ${node}`)
  const command = `node --version && node node_modules/vitest/vitest.mjs run --config test/vitest.config.ts ${SUITES.join(' ')}`
  // npm puts the Node of that package first in the PATH.
  const { status } = spawnSync('npx', ['--yes', `--package=node@${node}`, '--call', command], { stdio: 'inherit' })
  return status !== 0
})

console.log(failed.length === 0 ? `\ngreen on Node ${NODES.join(', ')}` : `\nred on Node ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
