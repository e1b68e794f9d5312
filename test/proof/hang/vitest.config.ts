import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const LIMIT_MS = 1_000

/** Runs the tests of this folder that hang, each beyond a limit of a second. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['*.hang.ts'],
    pool: 'forks',
    testTimeout: LIMIT_MS,
    env: { TEST_LIMIT_MS: String(LIMIT_MS) },
    setupFiles: [join(import.meta.dirname, '../../support/watchdog.ts')],
  },
})
