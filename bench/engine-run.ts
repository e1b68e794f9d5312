import { decide } from '../src/core/decide/decide'
import { NEXT_SESSION, Refusal } from '../src/core/decision'
import { evolve } from '../src/core/state/evolve'
import type { Stage } from './clinic'
import type { Stream } from './stream'

/** Decides the commands from `from` up to `to` and applies their facts: the measured work. */
export function engineRun(stages: readonly Stage[], stream: Stream, from: number, to: number): void {
  const { commands } = stream
  const { session } = stream.columns
  for (let i = from; i < to; i++) {
    const stage = stages[session[i]!]!
    const decision = decide(stage, commands[i]!)
    if (decision === NEXT_SESSION || decision instanceof Refusal) continue
    for (let fact = 0; fact < decision.length; fact++) evolve(stage[0].session, decision[fact]!)
  }
}
