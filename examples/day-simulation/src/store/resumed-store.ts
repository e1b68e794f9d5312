import { memoryStore, OpdError, type OpdEvent } from 'opd-scheduler'
import type { AppendOutcome, Commit, Store } from 'opd-scheduler/store'

/**
 * A store that has the beginning of a day, and sees the whole day carried out once more. To give the commands again would not
 * do: one that was refused wrote nothing and would be decided on what came later. So the day is lived through again in memory,
 * held against what was written down, and from the end of that on it is written down as well.
 */
export class ResumedStore implements Store {
  private readonly memory = memoryStore()
  readonly load = this.memory.load
  readonly findCommit = this.memory.findCommit
  readonly head = this.memory.head
  readonly locate = this.memory.locate
  readonly sessions = this.memory.sessions
  readonly doctors = this.memory.doctors
  readonly checkpoint: Store['checkpoint']
  readonly advance: Store['advance']

  constructor(
    private readonly written: Store,
    private readonly name: string,
    /** Events that were there before. */
    private readonly recorded: number,
  ) {
    this.checkpoint = written.checkpoint
    this.advance = written.advance
  }

  async append(commits: readonly Commit[]): Promise<readonly AppendOutcome[]> {
    const before = await this.memory.head()
    if (before < this.recorded) {
      const outcomes = await this.memory.append(commits)
      const lived = (await this.memory.read(before, Number.MAX_SAFE_INTEGER)).map(({ event }) => event)
      const recorded = (await this.written.read(before, lived.length)).map(({ event }) => event)
      for (const [index, event] of lived.entries()) this.compare(before + index + 1, event, recorded[index])
      return outcomes
    }
    const outcomes = await this.written.append(commits)
    await this.memory.append(commits.filter((_, index) => outcomes[index]!.status === 'committed'))
    return outcomes
  }

  /** What is written down, as far as it was lived through. */
  async read(after: number, limit: number): ReturnType<Store['read']> {
    return this.written.read(after, Math.max(0, Math.min(limit, (await this.memory.head()) - after)))
  }

  /** Fails where more is written down than has happened. */
  async finish(): Promise<void> {
    const lived = await this.memory.head()
    if (lived < this.recorded) throw this.anotherDay(lived + 1, 'nothing more', 'an event')
  }

  close(): Promise<void> {
    return this.written.close()
  }

  private compare(position: number, lived: OpdEvent, recorded: OpdEvent | undefined): void {
    if (JSON.stringify(lived) === JSON.stringify(recorded)) return
    throw this.anotherDay(position, told(lived), recorded === undefined ? 'nothing' : told(recorded))
  }

  private anotherDay(position: number, here: string, there: string): OpdError {
    const what = `'${this.name}' has another day: its event ${position} is ${there}, in this day it is ${here}`
    return new OpdError('store-failed', `${what}. Maybe give the options with which that day began.`, { position })
  }
}

function told(event: OpdEvent): string {
  const whose = 'tokenId' in event ? ` of ${event.tokenId}` : ''
  return `${event.type}${whose} at ${new Date(event.at).toISOString()}`
}
