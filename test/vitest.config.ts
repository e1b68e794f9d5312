import { availableParallelism } from 'node:os'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type Reporter, type TestSpecification } from 'vitest/node'

const path = (from: string) => fileURLToPath(new URL(from, import.meta.url))

// .ci/run names a file here to read the number of tests from.
const report = process.env.TEST_REPORT

const MINUTE = 60_000

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

/** Slow tests of the simulation and the laboratory, which `npm run prove` runs: `npm test` is to take about two minutes. */
const SLOW = ['test/simulation/{compare,lab,lab-page,findings,page,queue,scenario}.test.ts']

/** What `npm test` runs of `test/proof`. */
const QUICK_PROOFS = [
  'test/proof/in-short.test.ts',
  'test/proof/canaries/fit.test.ts',
  'test/proof/replay/golden.test.ts',
  'test/proof/stress/checker.test.ts',
]

/** No machine is so busy that a test takes this long. */
const limits = (minutes: number) => ({ testTimeout: minutes * MINUTE, hookTimeout: minutes * MINUTE })

/** Processor seconds of the slow files on a quiet machine. */
const SECONDS: Readonly<Record<string, number>> = {
  'test/proof/canaries/canaries.test.ts': 90,
  'test/proof/small-scope/reference-presets.test.ts': 45,
  'test/proof/small-scope/recommended-presets.test.ts': 45,
  'test/proof/stress/stress.test.ts': 60,
  'test/proof/failover/asynchronous.test.ts': 10,
  'test/proof/lab/lab.test.ts': 35,
  'test/proof/server/outage.test.ts': 40,
  'test/proof/one-live/two-at-once.test.ts': 30,
  'test/proof/server/start-and-stop.test.ts': 25,
  'test/proof/server/image.test.ts': 45,
  'test/proof/server/files.test.ts': 15,
  'test/proof/law/law-of-bumps.test.ts': 30,
  'test/proof/model/composed-rules.test.ts': 25,
  'test/proof/small-scope/three-classes.test.ts': 20,
  'test/proof/model/presets.test.ts': 18,
  'test/proof/model/several-doctors.test.ts': 16,
  'test/proof/random-days/random-days.test.ts': 17,
  'test/proof/replay/replay.test.ts': 16,
  'test/proof/queueing/queueing.test.ts': 18,
  'test/proof/small-scope/consulting-room.test.ts': 8,
  'test/proof/calibration/calibration.test.ts': 25,
  'test/proof/calibration/arrive-by.test.ts': 30,
  'test/proof/small-scope/scopes.test.ts': 5,
  'test/proof/server/lint.test.ts': 8,
  'test/proof/server/generated-client.test.ts': 6,
  'test/proof/verify/verify.test.ts': 5,
  'test/proof/zones/zones.test.ts': 60,
  'test/proof/oracles/stable-matching.test.ts': 4,
  'test/simulation/page.test.ts': 16,
  'test/proof/in-short.test.ts': 14,
  'test/proof/transitions/transitions.test.ts': 13,
  'test/simulation/scenario.test.ts': 14,
  'test/simulation/resume.test.ts': 13,
  'test/simulation/day.test.ts': 10,
  'test/simulation/clinics.test.ts': 7,
  'test/simulation/fit.test.ts': 5,
  'test/simulation/queue.test.ts': 9,
  'test/proof/server/generated-requests.test.ts': 9,
  'test/simulation/compare.test.ts': 8,
  'test/simulation/lab.test.ts': 8,
  'test/postgres/simulation.test.ts': 7,
  'test/stores/notifications.test.ts': 8,
  'examples/express-server/test/repository/scenarios.test.ts': 6,
  'test/core/purity.test.ts': 10,
  'test/stores/cancelled-clinic.test.ts': 6,
  'test/docs/markdown.test.ts': 9,
  'test/simulation/process.test.ts': 5,
  'test/stores/sqlite-trouble.test.ts': 5,
  'test/proof/model/long-days.test.ts': 12,
  'test/postgres/cancelled-clinic.test.ts': 4,
  'examples/express-server/test/refusals.test.ts': 4,
  'test/shell/races.test.ts': 4,
  'test/postgres/batches.test.ts': 4,
  'test/scheduler/positions.test.ts': 4,
  'test/stores/sqlite-file.test.ts': 4,
  'test/proof/server/instances.test.ts': 4,
  'test/proof/server/stuck-patient.test.ts': 4,
  'test/simulation/own-days.test.ts': 3,
  'test/testing/arbitraries.test.ts': 3,
  'test/proof/server/against.test.ts': 7,
  'examples/express-server/test/booking-people.test.ts': 3,
  'examples/express-server/test/patients.test.ts': 3,
  'test/simulation/violation.test.ts': 3,
}

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
          exclude: [...ISOLATED, ...OUTSIDE, ...SLOW],
          isolate: false,
          ...limits(10),
        },
      },
      {
        extends: true,
        test: {
          name: 'isolated',
          include: ISOLATED,
          ...limits(10),
        },
      },
      {
        extends: true,
        test: {
          name: 'outside',
          include: OUTSIDE,
          exclude: [...ISOLATED, ...BROWSER],
          globalSetup: path('postgres/server-of-run.ts'),
          isolate: false,
          ...limits(10),
        },
      },
      {
        extends: true,
        test: {
          name: 'proofs',
          include: ['test/proof/**/*.test.ts', ...SLOW],
          exclude: QUICK_PROOFS,
          globalSetup: path('postgres/server-of-run.ts'),
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
