import { readFileSync } from 'node:fs'
import { DefaultReporter, type TestModule, type TestSpecification } from 'vitest/node'
import { IN_FULL } from './amount'

/** How often a long run says how far it is. */
const NEWS_MS = 30_000
/** Clock ticks of Linux in a second. */
const TICKS = 100

/** Prints what failed, a line every half minute, and at the end what ran and what it cost. A green run stays below 60 lines. */
export default class Brief extends DefaultReporter {
  private files = 0
  private ended = 0
  private readonly running = new Set<string>()
  private news: NodeJS.Timeout | undefined

  constructor() {
    super({ summary: false, silent: IN_FULL ? false : 'passed-only' })
  }

  override onTestRunStart(files: readonly TestSpecification[]): void {
    super.onTestRunStart(files)
    this.files = files.length
    const kinds = [...new Set(files.map(({ project }) => project.name))].join(', ')
    this.log(`${files.length} test files (${kinds})`)
    this.news = setInterval(() => {
      this.log(`${this.ended} of ${this.files} files, now ${[...this.running].join(', ')}`)
    }, NEWS_MS)
    // Only then have all processes of the run ended.
    process.once('exit', () => console.log(`${this.ended} of ${this.files} files ran, ${processorTime()}`))
  }

  onTestModuleStart(module: TestModule): void {
    this.running.add(module.relativeModuleId)
  }

  override onTestModuleEnd(module: TestModule): void {
    super.onTestModuleEnd(module)
    this.running.delete(module.relativeModuleId)
    this.ended++
  }

  override printTestModule(module: TestModule): void {
    if (IN_FULL || module.state() === 'failed') super.printTestModule(module)
  }

  override onTestRunEnd(...end: Parameters<DefaultReporter['onTestRunEnd']>): void {
    clearInterval(this.news)
    super.onTestRunEnd(...end)
  }
}

/** Returns what this process and all that it started and waited for have cost. Only Linux tells. */
function processorTime(): string {
  try {
    // The name of the program may have spaces and is in parentheses.
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]!.split(' ')
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
    return `${Math.round(ticks / TICKS)} s of processor time`
  } catch {
    return 'processor time not known on this system'
  }
}
