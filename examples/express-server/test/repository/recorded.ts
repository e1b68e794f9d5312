import type { OpdScheduler, SchedulerOptions, SessionView } from 'opd-scheduler'

/** A record of one scheduler: its options, commands, answers, and final sessions. */
export interface Recording {
  readonly rules: SchedulerOptions['rules']
  readonly timeZone: string
  readonly calls: { readonly now: number; readonly command: { readonly op: string }; readonly answer: unknown }[]
  readonly sessions: SessionView[]
  endedAt: number
}

export const recordings: Recording[] = []

/** Wraps the library's class to record all commands and answers. */
export function recording(Original: typeof OpdScheduler): typeof OpdScheduler {
  return class extends Original {
    readonly #clock: () => number
    readonly #own: Recording

    constructor(options: ConstructorParameters<typeof OpdScheduler>[0]) {
      super(options)
      this.#clock = options.clock ?? Date.now
      this.#own = { rules: options.rules, timeZone: options.timeZone, calls: [], sessions: [], endedAt: 0 }
      recordings.push(this.#own)
    }

    override async execute(...given: Parameters<OpdScheduler['execute']>): Promise<never> {
      const [command] = given
      const now = this.#clock()
      const answer = await super.execute(...given).catch((thrown: unknown) => {
        this.#own.calls.push({ now, command, answer: thrown })
        throw thrown
      })
      this.#own.calls.push({ now, command, answer })
      return answer as never
    }

    override async close(): Promise<void> {
      if (this.#own.endedAt === 0) {
        this.#own.endedAt = this.#clock()
        for (const { id } of await this.sessions()) this.#own.sessions.push((await this.session(id))!)
      }
      return super.close()
    }
  } as typeof OpdScheduler
}
