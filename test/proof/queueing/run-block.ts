import { exponential } from '../../../examples/day-simulation/src/day/distributions'
import type { Random } from '../../../examples/day-simulation/src/day/random'
import { type Engine, SOURCES } from './engine'
import type { VisitLengths } from './exact'

/** Milliseconds of a mean visit. Times are whole milliseconds, as in the engine. */
export const UNIT = 10_000

/** A clinic without appointments. */
export interface Queue {
  readonly rooms: number
  /** Load of each class on a room, the best class first. */
  readonly loads: readonly number[]
  readonly visits: VisitLengths
  /** Growth of each class's priority; if left out, the classes are strict. */
  readonly growth?: readonly number[]
}

/** A patient, drawn before the clinic opens. */
export interface Arrival {
  readonly at: number
  /** Index of the class. */
  readonly kind: number
  readonly slot: number
  readonly visitMs: number
}

/** One session: its patients in order of arrival, and the milliseconds each waited. */
export interface Block {
  readonly arrivals: readonly Arrival[]
  readonly waits: readonly number[]
}

/** Draws the arrivals of a queue, one after another. */
export function* arrivalsOf({ rooms, loads, visits }: Queue, random: Random): Generator<Arrival, never> {
  const rate = rooms * loads.reduce((sum, load) => sum + load, 0)
  for (let at = 0; ; at += exponential(random, UNIT / rate))
    yield {
      at: Math.round(at),
      kind: random.weighted(loads),
      slot: 0,
      visitMs: visits === 'fixed' ? UNIT : Math.round(exponential(random, UNIT)),
    }
}

/**
 * Runs a session from an empty clinic until it is empty again and at least `count` patients have come, or with `exactly` until no patient
 * is left of so many. The engine decides whom to call; all else is in the arrivals.
 */
export async function runBlock(
  engine: Engine,
  rooms: number,
  source: Iterator<Arrival>,
  count: number,
  exactly = false,
): Promise<Block> {
  const arrivals: Arrival[] = []
  const waits: number[] = []
  const inRoom = new Array<number>(rooms).fill(-1)
  const endsAt = new Array<number>(rooms).fill(Number.POSITIVE_INFINITY)

  async function call(now: number, room: number): Promise<void> {
    const token = await engine.callNext(now, String(room + 1))
    inRoom[room] = token
    endsAt[room] = token < 0 ? Number.POSITIVE_INFINITY : now + arrivals[token]!.visitMs
    if (token >= 0) waits[token] = now - arrivals[token]!.at
  }

  for (let next = source.next().value as Arrival | undefined; ; ) {
    const ends = Math.min(...endsAt)
    const isEmpty = ends === Number.POSITIVE_INFINITY
    const isOver = arrivals.length >= count
    if (isEmpty && (isOver || next === undefined)) return { arrivals, waits }
    if (ends <= (next?.at ?? Number.POSITIVE_INFINITY) || (isOver && exactly)) {
      const room = endsAt.indexOf(ends)
      await engine.complete(ends, inRoom[room]!)
      await call(ends, room)
    } else {
      arrivals.push(next!)
      await engine.arrive(next!.at, SOURCES[next!.kind]!, next!.slot)
      const free = inRoom.indexOf(-1)
      if (free >= 0) await call(next!.at, free)
      next = source.next().value as Arrival | undefined
    }
  }
}

/** Waits in one room in order of arrival, by D. V. Lindley's recursion (1952), without any engine. */
export function inOrder(arrivals: readonly Arrival[]): number[] {
  let freeAt = 0
  return arrivals.map(({ at, visitMs }) => {
    const begins = Math.max(at, freeAt)
    freeAt = begins + visitMs
    return begins - at
  })
}
