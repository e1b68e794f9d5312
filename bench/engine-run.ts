import { change } from '../src/core/decide/decide'
import { settle } from '../src/core/decide/settle'
import { NEXT_SESSION, Refusal } from '../src/core/decision'
import { evolve } from '../src/core/state/evolve'
import type { Stage } from './clinic'
import type { Stream } from './stream'

/** Decides the commands from `from` up to `to`, applies their facts and those that follow, as the shell does: the measured work. */
export function engineRun(stages: readonly Stage[], stream: Stream, from: number, to: number): void {
  const { commands } = stream
  const { session } = stream.columns
  for (let i = from; i < to; i++) {
    const stage = stages[session[i]!]!
    const decision = change(stage, commands[i]!)
    if (decision === NEXT_SESSION || decision instanceof Refusal) continue
    const [clinic] = stage
    for (let fact = 0; fact < decision.length; fact++) evolve(clinic.session, decision[fact]!)
    settle(clinic, decision, evolve)
  }
}
