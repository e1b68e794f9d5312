import { defineConfig } from 'vitest/config'
import config from '../vitest.config'

/** What judges a mutant: what is quick, and the random suites in a small size of their own. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: [
      'test/mutation/judge.ts',
      'test/{scenarios,policies}/*.test.ts',
      'test/core/*.unit.test.ts',
      'test/scheduler/{visit,book-targets,precedence,host-mistakes}.test.ts',
    ],
    maxWorkers: 1,
    isolate: false,
  },
})
