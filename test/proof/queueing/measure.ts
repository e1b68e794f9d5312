import { exponential } from '../../../examples/day-simulation/src/day/distributions'
import { Random } from '../../../examples/day-simulation/src/day/random'
import { CoreEngine, type QueueSlot, queueRules } from './engine'
import { type Arrival, arrivalsOf, type Block, inOrder, type Queue, runBlock, UNIT } from './run-block'

/** A simulated mean, in mean visit lengths. */
export interface Measured {
  readonly mean: number
  /** Standard error of the mean. */
  readonly error: number
}

/** Patients after which a session ends once it is empty: sessions stay small. */
const SESSION = 200

/** One slot that is open all the time and has a seat for each patient. */
export const ALWAYS: readonly QueueSlot[] = [{ start: 0, end: 1e12, base: 4096 }]

/**
 * Steady state, by regeneration: each session begins with a patient who finds an empty clinic and ends when the clinic is empty again. What
 * follows does not depend on what was, so the sessions are independent, and there is nothing to warm up. The mean of each class is all
 * minutes waited over all patients, and its standard error that of a ratio of sums over the sessions.
 *
 * On each session with one room it is checked that the doctor was never idle without need, so that Σ wait × visit is that in order of
 * arrival, exactly; and with one class, that every single patient waited as in order of arrival.
 */
export async function steady(queue: Queue, patients: number, seed: number): Promise<Measured[]> {
  const random = new Random(seed)
  const rules = queueRules(queue.growth)
  const sums = queue.loads.map((): [count: number, wait: number][] => [])
  for (let seen = 0; seen < patients; ) {
    const block = await runBlock(new CoreEngine(ALWAYS, rules), queue.rooms, arrivalsOf(queue, random), SESSION)
    if (queue.rooms === 1) checkWork(block, queue)
    for (const of of sums) of.push([0, 0])
    for (const [index, { kind }] of block.arrivals.entries()) {
      const own = sums[kind]!.at(-1)!
      own[0]++
      own[1] += block.waits[index]! / UNIT
    }
    seen += block.arrivals.length
  }
  return sums.map(ratio)
}

function checkWork({ arrivals, waits }: Block, { loads }: Queue): void {
  const expected = inOrder(arrivals)
  const work = (each: readonly number[]): number =>
    each.reduce((sum, wait, index) => sum + wait * arrivals[index]!.visitMs, 0)
  const isSame = loads.length > 1 ? work(waits) === work(expected) : waits.every((wait, i) => wait === expected[i])
  if (!isSame) throw new Error('The doctor was idle without need, or one class was not called in order of arrival.')
}

/** The first patients of a day from an empty clinic: mean wait of the first so many, over many days. */
export async function transient(
  load: number,
  firsts: readonly number[],
  days: number,
  seed: number,
): Promise<Measured[]> {
  const random = new Random(seed)
  const queue: Queue = { rooms: 1, loads: [load], visits: 'exponential' }
  const rules = queueRules()
  const most = Math.max(...firsts)
  const means = firsts.map((): number[] => [])
  for (let day = 0; day < days; day++) {
    const { waits } = await runBlock(new CoreEngine(ALWAYS, rules), 1, arrivalsOf(queue, random), most, true)
    for (const [index, first] of firsts.entries()) means[index]!.push(meanOf(waits.slice(0, first)) / UNIT)
  }
  return means.map((each) => ratio(each.map((mean) => [1, mean])))
}

/** A day by appointment: slots of one mean visit, the first for `atOpening` patients, each other for one; all are punctual. */
export async function appointments(count: number, atOpening: number, days: number, seed: number): Promise<Measured> {
  const random = new Random(seed)
  const rules = queueRules()
  const slots = Array.from({ length: count - atOpening + 1 }, (_, index) => ({
    start: index * UNIT,
    end: (index + 1) * UNIT,
    base: index === 0 ? atOpening : 1,
  }))
  const means: number[] = []
  for (let day = 0; day < days; day++) {
    const { waits } = await runBlock(new CoreEngine(slots, rules), 1, punctual(slots, random), count)
    means.push(meanOf(waits) / UNIT)
  }
  return ratio(means.map((mean) => [1, mean]))
}

function* punctual(slots: readonly QueueSlot[], random: Random): Generator<Arrival, undefined> {
  for (const [slot, { start, base }] of slots.entries())
    for (let seat = 0; seat < base; seat++)
      yield { at: start, kind: 0, slot, visitMs: Math.round(exponential(random, UNIT)) }
  return undefined
}

/** Ratio of two sums over independent pairs, with its standard error. */
function ratio(pairs: readonly (readonly [count: number, total: number])[]): Measured {
  const count = pairs.reduce((sum, pair) => sum + pair[0], 0)
  const mean = pairs.reduce((sum, pair) => sum + pair[1], 0) / count
  const squares = pairs.reduce((sum, pair) => sum + (pair[1] - mean * pair[0]) ** 2, 0)
  return { mean, error: Math.sqrt((squares * pairs.length) / (pairs.length - 1)) / count }
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length
}
