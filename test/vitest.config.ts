import { availableParallelism } from 'node:os'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const path = (from: string) => fileURLToPath(new URL(from, import.meta.url))

// .ci/run names a file here to read the number of tests from.
const report = process.env.TEST_REPORT

const MINUTE = 60_000

/** As in `test/support/amount.ts`, which Vite could not load here without a warning. */
const IN_FULL = process.env.PROOFS === 'full'

/** Tests that start the program, mock modules, or compare what V8 writes. Each file gets a process of its own. */
const ISOLATED = [
  'test/core/purity.test.ts',
  'test/docs/markdown.test.ts',
  'test/simulation/{options,process,resume,violation}.test.ts',
  'examples/express-server/test/repository/{refusals,scenarios}.test.ts',
]

/** Tests that need a PostgreSQL server, files or sockets. They share processes, for loading the packages takes most of their time. */
const OUTSIDE = ['test/{postgres,shell,stores}/**/*.test.ts', 'examples/*/test/**/*.test.ts']

/** Tests that need Chromium. */
const BROWSER = ['examples/express-server/test/{pages,browser-keys,front-desk*}.test.ts']

/** Slow tests of the simulation and the laboratory, which run with the proofs. */
const SLOW = ['test/simulation/{compare,lab,lab-page,findings,page,queue,scenario}.test.ts']

/** Proofs that run with the tests: those of all rules in short, and those that are quick. */
const WITH_TESTS = [
  'test/proof/in-short.test.ts',
  'test/proof/canaries/fit.test.ts',
  'test/proof/replay/golden.test.ts',
  'test/proof/stress/checker.test.ts',
]

/** Proofs of which `in-short.test.ts` is the short form, so that they only run in full. */
const ONLY_IN_FULL = [
  'test/proof/small-scope/{recommended-presets,reference-presets,three-classes}.test.ts',
  'test/proof/{law,random-days}/*.test.ts',
  'test/proof/model/presets.test.ts',
  'test/proof/{replay/replay,oracles/stable-matching}.test.ts',
]

/** Tests that do more in full, and then run with the proofs. */
const MORE_IN_FULL = ['test/postgres/silences.test.ts']

/** Proofs that start several processes or servers. They wait more than they compute, and count work instead of time, so they run beside others. */
const PROCESSES = ['test/proof/{canaries,failover,hang,one-live,server,stress,verify,zones}/**/*.test.ts']

/**
 * The limit of a test, so that one that hangs ends within two minutes. It is no measure: on a quiet machine no test takes a tenth of it.
 */
const LIMIT = 110_000
const PROOF_LIMIT = (IN_FULL ? 60 : 10) * MINUTE

/** A test that waits beyond its limit fails with its name. One that blocks its process is ended by the watchdog. */
const limited = (ms: number) => ({
  testTimeout: ms,
  hookTimeout: ms,
  env: { TEST_LIMIT_MS: String(ms) },
  setupFiles: [path('support/watchdog.ts')],
})

/** The slowest files, slowest first. */
const SLOWEST = [
  'test/proof/stress/stress.test.ts',
  'test/proof/server/outage.test.ts',
  'test/proof/small-scope/reference-presets.test.ts',
  'test/proof/small-scope/recommended-presets.test.ts',
  'test/proof/lab/lab.test.ts',
  'test/proof/law/law-of-bumps.test.ts',
  'test/proof/calibration/arrive-by.test.ts',
  'test/proof/model/composed-rules.test.ts',
  'test/proof/calibration/calibration.test.ts',
  'test/proof/small-scope/three-classes.test.ts',
  'test/proof/model/presets.test.ts',
  'test/proof/queueing/queueing.test.ts',
  'test/proof/canaries/canaries.test.ts',
  'test/proof/random-days/random-days.test.ts',
  'test/proof/model/several-doctors.test.ts',
  'test/proof/replay/replay.test.ts',
  'test/simulation/page.test.ts',
  'test/proof/in-short.test.ts',
  'test/simulation/scenario.test.ts',
  'test/proof/transitions/transitions.test.ts',
  'test/proof/one-live/two-at-once.test.ts',
  'test/simulation/resume.test.ts',
  'test/proof/model/long-days.test.ts',
  'test/simulation/day.test.ts',
  'test/core/purity.test.ts',
  'test/simulation/queue.test.ts',
  'test/proof/zones/zones.test.ts',
  'test/proof/hang/hang.test.ts',
  'test/proof/server/files.test.ts',
  'test/proof/server/start-and-stop.test.ts',
  'test/docs/markdown.test.ts',
  'test/proof/small-scope/consulting-room.test.ts',
  'test/simulation/compare.test.ts',
  'test/simulation/lab.test.ts',
  'test/stores/notifications.test.ts',
  'test/simulation/clinics.test.ts',
  'test/postgres/simulation.test.ts',
  'examples/express-server/test/repository/scenarios.test.ts',
  'test/stores/cancelled-clinic.test.ts',
]

/** Slow files start first, so that no worker ends long after the others. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // Files of one project stay together, because they may share a process.
    const turn = ({ project }: TestSpecification): number => (project.config.isolate ? 0 : 1)
    const place = ({ moduleId }: TestSpecification): number => {
      const found = SLOWEST.indexOf(relative(path('..'), moduleId).replaceAll('\\', '/'))
      return found < 0 ? SLOWEST.length : found
    }
    return files.toSorted((a, b) => turn(a) - turn(b) || place(a) - place(b) || a.moduleId.localeCompare(b.moduleId))
  }
}

/** Maps the package's names to its sources. */
export const shared = {
  root: path('..'),
  resolve: {
    alias: [
      { find: /^opd-scheduler$/, replacement: path('../src/index.ts') },
      { find: /^opd-scheduler\/cloudevents$/, replacement: path('../src/cloudevents.ts') },
      { find: /^opd-scheduler\/fhir$/, replacement: path('../src/fhir/index.ts') },
      { find: /^opd-scheduler\/messages$/, replacement: path('../src/messages/index.ts') },
      { find: /^opd-scheduler\/postgres$/, replacement: path('../src/postgres/index.ts') },
      { find: /^opd-scheduler\/rules$/, replacement: path('../src/rules.ts') },
      { find: /^opd-scheduler\/sqlite$/, replacement: path('../src/sqlite/index.ts') },
      { find: /^opd-scheduler\/store$/, replacement: path('../src/store/index.ts') },
      { find: /^opd-scheduler\/testing$/, replacement: path('../src/testing/index.ts') },
    ],
  },
}

export default defineConfig({
  ...shared,
  test: {
    reporters: [path('support/brief.ts'), ...(report ? [['json', { outputFile: report }] as ['json', object]] : [])],
    pool: 'forks',
    maxWorkers: availableParallelism(),
    sequence: { sequencer: SlowFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['test/*.test.ts', 'test/!(proof)/**/*.test.ts', ...WITH_TESTS],
          exclude: [...ISOLATED, ...OUTSIDE, ...SLOW],
          isolate: false,
          ...limited(LIMIT),
        },
      },
      {
        extends: true,
        test: { name: 'isolated', include: ISOLATED, ...limited(LIMIT) },
      },
      {
        extends: true,
        test: {
          name: 'outside',
          include: OUTSIDE,
          exclude: [...ISOLATED, ...BROWSER],
          globalSetup: path('postgres/server-of-run.ts'),
          isolate: false,
          ...limited(LIMIT),
        },
      },
      {
        extends: true,
        test: {
          name: 'proofs',
          include: ['test/proof/**/*.test.ts', ...SLOW],
          exclude: [...WITH_TESTS, ...PROCESSES, ...(IN_FULL ? [] : ONLY_IN_FULL)],
          isolate: false,
          ...limited(PROOF_LIMIT),
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: [...PROCESSES, ...(IN_FULL ? MORE_IN_FULL : [])],
          exclude: WITH_TESTS,
          globalSetup: path('postgres/server-of-run.ts'),
          isolate: false,
          ...limited(PROOF_LIMIT),
        },
      },
      {
        extends: true,
        test: { name: 'browser', include: BROWSER, maxWorkers: 1, sequence: { groupOrder: 1 }, ...limited(LIMIT) },
      },
    ],
  },
})
