import { join } from 'node:path'
import type { Plugin } from 'vite'
import { type CliOptions, createVitest, type TestModule, type Vitest } from 'vitest/node'
import { shared } from '../vitest.config'

const root = join(import.meta.dirname, '../..')

/** Runs test files of the repository from within a test: in another environment, or with other code. */
export class InnerVitest {
  private constructor(private readonly vitest: Vitest) {}

  static async start(env: Readonly<Record<string, string>>, plugins: Plugin[] = []): Promise<InnerVitest> {
    const options: CliOptions = {
      ...{ config: false, root, watch: false, reporters: [{}], silent: true },
      ...{ pool: 'forks', isolate: false, maxWorkers: 1, bail: 1, testTimeout: 120_000, env },
    }
    return new InnerVitest(await createVitest('test', options, { resolve: shared.resolve, plugins }))
  }

  /** Has a file compiled again before the next run. All others stay compiled. */
  changed(file: string): void {
    this.vitest.invalidateFile(file)
  }

  /** Runs files until the first test fails. Returns the number of tests that passed, and the one that failed. */
  async run(files: readonly string[]): Promise<{ readonly passed: number; readonly failed: string | undefined }> {
    const project = this.vitest.getRootProject()
    const { testModules, unhandledErrors } = await this.vitest.runTestSpecifications(
      files.map((file) => project.createSpecification(join(root, file))),
    )
    if (unhandledErrors.length > 0) throw unhandledErrors[0]
    const failed = testModules.map(failureOf).find((failure) => failure !== undefined)
    const passed = testModules.flatMap(({ children }) => [...children.allTests('passed')]).length
    return { passed, failed }
  }

  close(): Promise<void> {
    return this.vitest.close()
  }
}

/** Returns the first test of a file that failed. Throws if the file has no tests, as it could not be loaded. */
function failureOf(module: TestModule): string | undefined {
  const { children, relativeModuleId } = module
  if (children.size === 0) throw new Error(`${relativeModuleId} did not load: ${module.errors()[0]?.message}`)
  const [failed] = children.allTests('failed')
  return failed && `${relativeModuleId}: ${failed.fullName}`
}
