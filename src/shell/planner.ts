import type { Plan } from '../api/results'
import { answerOf } from './command/answer'
import { basisOf, doctorBasis } from './command/basis'
import { HeldKeys } from './command/command-queue'
import { prepare } from './command/commands'
import { doctorAnswer } from './command/doctor'
import { type Outcome, Preparation } from './command/preparation'
import type { ReadCommand, SessionCommand } from './command/read-command'
import { numbersIssued, writeDown } from './command/write-down'
import type { Engine } from './engine'
import type { Setting } from './input/setting'
import { monotonicNow } from './time'

/** Says what commands would do, without doing it. */
export class Planner {
  constructor(
    private readonly engine: Engine,
    private readonly setting: Setting,
  ) {}

  /** Decides a command on copies of the sessions, without committing anything. */
  async plan(command: ReadCommand): Promise<Plan> {
    const { cache, queue } = this.engine
    const keys = new HeldKeys(queue)
    const since = monotonicNow()
    try {
      const id = command.commandId ?? 'plan'
      if (command.op === 'registerDoctor') {
        const { version } = await cache.doctor(command.doctor.id, since)
        return { ...doctorAnswer(command.doctor, id), basis: doctorBasis(command.doctor, version) }
      }
      for (;;) {
        const now = this.engine.now()
        const prepared = await prepare(command, new Preparation(cache, this.setting, now, since, since, keys, true))
        if (prepared.records.some((record) => record.isBroken)) continue
        const pending = prepared.records.flatMap((record) => record.pending ?? [])
        // The basis of a plan has only versions that are in the store.
        if (pending.length > 0) await Promise.all(pending.map(({ outcome }) => outcome))
        else return await this.planOn(command, prepared, now, id, since)
      }
    } finally {
      keys.releaseAll()
    }
  }

  private async planOn(
    command: SessionCommand,
    prepared: Outcome,
    now: number,
    id: string,
    since: number,
  ): Promise<Plan> {
    const numbers = numbersIssued(command, prepared, this.setting)
    if (prepared.refusal !== undefined) return { ...prepared.refusal, basis: basisOf(prepared, [], numbers) }
    const records = prepared.records.map((record) => record.copy())
    const { writes, facts } = writeDown(command, prepared, records, id, this.setting)
    const basis = basisOf(prepared, facts, numbers)
    const record = records[prepared.index]!
    const frame = await this.engine.frame(record, now, since)
    return { ...answerOf({ ...prepared, records }, writes, frame, id), basis }
  }
}
