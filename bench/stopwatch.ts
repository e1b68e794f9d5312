/** Nanoseconds of processor time per command: the median of several runs and the fastest of them. */
export interface Figure {
  readonly median: number
  readonly fastest: number
}

/**
 * Times interleaved runs of several tasks in one process; the first rounds only warm up. Counts processor time, including garbage
 * collection and compilation in other threads, so that other load on the machine matters little.
 */
export class Stopwatch {
  private readonly figures = new Map<string, number[]>()

  constructor(private readonly warmUps: number) {}

  /** Runs the work, which executes `commands` commands, and records the time per command. */
  time(name: string, commands: number, work: () => void): void {
    const start = process.cpuUsage()
    work()
    this.record(name, commands, start)
  }

  /** The same for work that waits. All that the process does meanwhile counts. */
  async timeAsync(name: string, commands: number, work: () => Promise<void>): Promise<void> {
    const start = process.cpuUsage()
    await work()
    this.record(name, commands, start)
  }

  private record(name: string, commands: number, start: NodeJS.CpuUsage): void {
    const { user, system } = process.cpuUsage(start)
    const figures = this.figures.get(name) ?? []
    this.figures.set(name, figures)
    figures.push(((user + system) * 1000) / commands)
  }

  figure(name: string): Figure {
    const figures = (this.figures.get(name) ?? []).slice(this.warmUps).toSorted((a, b) => a - b)
    return { median: figures[figures.length >> 1]!, fastest: figures[0]! }
  }
}
