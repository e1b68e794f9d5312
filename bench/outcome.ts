import { WAITING } from '../src/core/fact'
import { BUMPS } from '../src/core/state/tokens'
import { CLASSES, type Stage } from './clinic'
import type { IntegerBound } from './integer-bound'

/** Final state of a run. */
export interface Outcome {
  /** Seats in use by class, best class first. */
  readonly seated: readonly number[]
  readonly waiting: number
  readonly bumps: number
  /** A digest of the place of every token. */
  readonly places: number
}

class Census {
  readonly seated: number[] = CLASSES.map(() => 0)
  waiting = 0
  places = 0

  add(ofClass: number, place: number): void {
    if (place >= 0) this.seated[ofClass]!++
    if (place === WAITING) this.waiting++
    this.places = (Math.imul(this.places, 31) + place) | 0
  }

  outcome(bumps: number): Outcome {
    const { seated, waiting, places } = this
    return { seated, waiting, bumps, places }
  }
}

/** Returns the final state of the engine. */
export function engineOutcome(stages: readonly Stage[]): Outcome {
  const census = new Census()
  const classes: readonly string[] = CLASSES
  let bumps = 0
  for (const [{ session }] of stages) {
    const { tokens } = session
    for (let token = 0; token < tokens.count; token++) {
      census.add(classes.indexOf(tokens.sources[token]!), session.slotOf(token))
      bumps += tokens.get(token, BUMPS)
    }
  }
  return census.outcome(bumps)
}

/** Returns the final state of the integer bound. */
export function boundOutcome(bound: IntegerBound): Outcome {
  const census = new Census()
  bound.counts.forEach((tokens, session) => {
    for (let token = session * bound.room, end = token + tokens; token < end; token++)
      census.add(bound.classOf[token]!, bound.slotOf[token]!)
  })
  return census.outcome(bound.bumps)
}

/** Returns the difference between integer bound and engine in words, or nothing if every token is in the same place. */
export function difference(bound: Outcome, engine: Outcome): string | undefined {
  const [a, b] = [JSON.stringify(bound), JSON.stringify(engine)]
  return a === b ? undefined : `the integer bound ended with ${a}, the engine with ${b}`
}
