import { availableParallelism } from 'node:os'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type Reporter, type TestSpecification } from 'vitest/node'

const path = (from: string) => fileURLToPath(new URL(from, import.meta.url))

// .ci/run names a file here to read the number of tests from.
const report = process.env.TEST_REPORT

const MINUTE = 60_000

/** Tests that start processes or servers, or that mock modules. Each file gets a process of its own. */
const PROCESSES = [
  'test/{postgres,shell,stores}/**/*.test.ts',
  'test/docs/markdown.test.ts',
  'test/simulation/{options,process,resume,violation}.test.ts',
  'examples/*/test/**/*.test.ts',
]

/** Tests that need Chromium. */
const BROWSER = ['examples/express-server/test/pages.test.ts']

/** What `npm test` runs of `test/proof`: everything that takes a second or two. */
const QUICK_PROOFS = [
  'test/proof/in-short.test.ts',
  'test/proof/canaries/fit.test.ts',
  'test/proof/replay/golden.test.ts',
  'test/proof/stress/checker.test.ts',
]

/** No machine is so busy that a test takes this long. */
const limits = (minutes: number) => ({ testTimeout: minutes * MINUTE, hookTimeout: minutes * MINUTE })

/** Processor seconds of the slow files on a quiet machine. */
const SECONDS: Readonly<Record<string, number>> = {}

const secondsOf = ({ moduleId }: TestSpecification): number =>
  SECONDS[relative(path('..'), moduleId).replaceAll('\\', '/')] ?? 0.5

/** Slow files start first, so that no worker ends long after the others. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // Files of one project stay together, because they may share a process.
    const turn = ({ project }: TestSpecification): number => (project.config.isolate ? 0 : 1)
    return files.toSorted((a, b) => turn(a) - turn(b) || secondsOf(b) - secondsOf(a))
  }
}

/** Says at the start what is run. */
class Plan implements Reporter {
  onTestRunStart(files: readonly TestSpecification[]): void {
    const kinds = [...new Set(files.map(({ project }) => project.name))]
    const seconds = files.reduce((sum, file) => sum + secondsOf(file), 0)
    const about = `about ${Math.ceil(seconds / 20) * 10} s on two quiet cores`
    console.log(`${files.length} test files (${kinds.join(', ')}), ${about}`)
  }
}

export default defineConfig({
  root: path('..'),
  resolve: {
    alias: [
      { find: /^opd-scheduler$/, replacement: path('../src/index.ts') },
      { find: /^opd-scheduler\/postgres$/, replacement: path('../src/postgres/index.ts') },
      { find: /^opd-scheduler\/sqlite$/, replacement: path('../src/sqlite/index.ts') },
      { find: /^opd-scheduler\/testing$/, replacement: path('../src/testing/index.ts') },
    ],
  },
  test: {
    reporters: [new Plan(), 'default', ...(report ? [['json', { outputFile: report }] as ['json', object]] : [])],
    pool: 'forks',
    maxWorkers: availableParallelism(),
    sequence: { sequencer: SlowFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['test/*.test.ts', 'test/!(proof)/**/*.test.ts', ...QUICK_PROOFS],
          exclude: PROCESSES,
          isolate: false,
          ...limits(10),
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: PROCESSES,
          exclude: BROWSER,
          globalSetup: path('postgres/server-of-run.ts'),
          ...limits(10),
        },
      },
      {
        extends: true,
        test: {
          name: 'proofs',
          include: ['test/proof/**/*.test.ts'],
          exclude: QUICK_PROOFS,
          isolate: false,
          ...limits(60),
        },
      },
      {
        extends: true,
        test: { name: 'browser', include: BROWSER, ...limits(10) },
      },
    ],
  },
})
