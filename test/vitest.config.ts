import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

// .ci/run names a file here to read the number of tests from.
const report = process.env.TEST_REPORT

export default defineConfig({
  root: path('..'),
  resolve: {
    alias: [
      { find: /^opd-scheduler$/, replacement: path('../src/index.ts') },
      { find: /^opd-scheduler\/postgres$/, replacement: path('../src/postgres/index.ts') },
      { find: /^opd-scheduler\/rules$/, replacement: path('../src/rules.ts') },
      { find: /^opd-scheduler\/sqlite$/, replacement: path('../src/sqlite/index.ts') },
      { find: /^opd-scheduler\/store$/, replacement: path('../src/store/index.ts') },
      { find: /^opd-scheduler\/testing$/, replacement: path('../src/testing/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts', 'examples/*/test/**/*.test.ts'],
    globalSetup: path('postgres/server-of-run.ts'),
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
