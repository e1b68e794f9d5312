import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { shared } from '../../vitest.config'

/** Slow suites run last: most mutants are noticed before. */
const SLOW = [/positions/, /in-short/]

class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const turn = ({ moduleId }: TestSpecification): number => SLOW.findIndex((slow) => slow.test(moduleId))
    return files.toSorted((a, b) => turn(a) - turn(b) || a.moduleId.localeCompare(b.moduleId))
  }
}

/** Suites that judge a mutant: the quick ones, and the random ones in a small size. */
export default defineConfig({
  ...shared,
  test: {
    pool: 'forks',
    testTimeout: 120_000,
    include: [
      'test/proof/in-short.test.ts',
      'test/{scenarios,policies}/*.test.ts',
      'test/core/*.unit.test.ts',
      'test/scheduler/{visit,book-targets,precedence,host-mistakes,hostile-rules,consulting-room,complaints,due,free-seats,order-of-call}.test.ts',
      'test/scheduler/{edge-cases,positions,corrections,doctor-away,standby,every-precedence}.test.ts',
    ],
    maxWorkers: 1,
    isolate: false,
    sequence: { sequencer: QuickFirst },
  },
})
