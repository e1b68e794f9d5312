import { memoryStore, OpdError, type OpdEvent } from 'opd-scheduler'
import type { AppendOutcome, Commit, Store } from 'opd-scheduler/store'

/**
 * A store that holds the beginning of a day and continues it. Sending the commands to it again would not work: a refused command
 * wrote nothing, so it would be decided again on later state. Instead the day runs again in memory, each event is compared with the
 * recorded one, and events beyond the recorded end are written to the store as well.
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
    /** Number of events that the store held at first. */
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

  /** Reads recorded events up to the point that the run in memory has reached. */
  async read(after: number, limit: number): ReturnType<Store['read']> {
    return this.written.read(after, Math.max(0, Math.min(limit, (await this.memory.head()) - after)))
  }

  /** Throws if the store holds more events than the run produced. */
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
    const what = `'${this.name}' holds another day: its event ${position} is ${there}, but this day has ${here}`
    return new OpdError('store-failed', `${what}. Give the options with which that day began.`, { position })
  }
}

function told(event: OpdEvent): string {
  const whose = 'tokenId' in event ? ` of ${event.tokenId}` : ''
  return `${event.type}${whose} at ${new Date(event.at).toISOString()}`
}
