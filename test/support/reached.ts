/** Counts the situations that a random suite reached: a suite that never reaches a bump proves nothing about bumps. */
export class Reached {
  private readonly counts = new Map<string, number>()

  readonly note = (what: string, times = 1): void => {
    this.counts.set(what, (this.counts.get(what) ?? 0) + times)
  }

  count(what: string): number {
    return this.counts.get(what) ?? 0
  }

  /** Returns those of some situations that were never reached. */
  missing(situations: readonly string[]): string[] {
    return situations.filter((what) => this.count(what) === 0)
  }

  entries(): [string, number][] {
    return [...this.counts]
  }
}
