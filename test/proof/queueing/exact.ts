/**
 * Exact mean waits before the visit, in mean visit lengths. Patients arrive as a Poisson stream, `loads` is the load of each class, the
 * best class first, and patients of one class are called in order of arrival.
 *
 * - one room: A. Cobham, "Priority assignment in waiting line problems", Operations Research 2 (1954). With one class it is the formula
 *   of Pollaczek and Khinchine.
 * - several rooms: the same paper, with the chance of a full clinic by A. K. Erlang (1917). Needs exponential visits.
 * - priorities that grow with waiting: L. Kleinrock, "A delay dependent queue discipline", Naval Research Logistics Quarterly 11 (1964).
 * - the first patients of a day: the chain of the numbers of patients that arrivals find, term by term.
 */

/** Length of visits around their mean 1. */
export type VisitLengths = 'exponential' | 'fixed'

/** Mean of the squared length, divided by two: what an arrival has to wait for a running visit, if there is one. */
const RESIDUAL: Readonly<Record<VisitLengths, number>> = { exponential: 1, fixed: 1 / 2 }

/** One room, strict classes. */
export function cobham(loads: readonly number[], visits: VisitLengths): number[] {
  return behindBetter(loads, sum(loads) * RESIDUAL[visits])
}

/** Several rooms, strict classes, exponential visits; the loads are for each room. */
export function erlangCobham(loads: readonly number[], rooms: number): number[] {
  return behindBetter(loads, erlangC(sum(loads), rooms) / rooms)
}

/** One room, and each class grows by its own `growth` while it waits; the fastest first. */
export function accumulating(loads: readonly number[], growth: readonly number[], visits: VisitLengths): number[] {
  const all = sum(loads)
  const waits: number[] = []
  for (let own = loads.length - 1; own >= 0; own--) {
    let above = (all * RESIDUAL[visits]) / (1 - all)
    let below = 1
    for (let other = 0; other < loads.length; other++) {
      if (other > own) above -= loads[other]! * waits[other]! * (1 - growth[other]! / growth[own]!)
      if (other < own) below -= loads[other]! * (1 - growth[own]! / growth[other]!)
    }
    waits[own] = above / below
  }
  return waits
}

/** One room that is empty at first, exponential visits: mean wait of the first `count` patients. */
export function fromEmpty(load: number, count: number): number {
  // Whatever happens next, it is an arrival with this chance.
  const arrives = load / (1 + load)
  return meanOfFirst(count, [1], (found) => {
    const next = new Array<number>(found.length + 1).fill(0)
    for (const [before, chance] of found.entries()) {
      let reached = chance
      for (let left = before + 1; left > 0; left--) {
        next[left]! += reached * arrives
        reached *= 1 - arrives
      }
      next[0]! += reached
    }
    return next
  })
}

/**
 * A day by appointment: one room, exponential visits, punctual patients, one mean visit between two appointments, and `atOpening` patients
 * at the first. Mean wait of `count` patients.
 */
export function byAppointment(count: number, atOpening: number): number {
  const ends = poisson(count + 1)
  let arrived = 0
  return meanOfFirst(count, [1], (found) => {
    if (++arrived < atOpening) return [0, ...found]
    const next = new Array<number>(found.length + 1).fill(0)
    for (const [before, chance] of found.entries()) {
      let rest = 1
      for (let ended = 0; ended <= before; ended++) {
        next[before + 1 - ended]! += chance * ends[ended]!
        rest -= ends[ended]!
      }
      next[0]! += chance * rest
    }
    return next
  })
}

/** An arrival waits for the exponential visits of all whom it finds, each of mean length 1. */
function meanOfFirst(count: number, first: readonly number[], next: (found: readonly number[]) => number[]): number {
  let found: readonly number[] = first
  let total = 0
  for (let patient = 1; patient <= count; patient++) {
    total += sum(found.map((chance, number) => chance * number))
    found = next(found)
  }
  return total / count
}

/** Waits of strict classes, from the wait of an arrival for the running visits alone. */
function behindBetter(loads: readonly number[], running: number): number[] {
  return loads.map((load, index) => {
    const better = sum(loads.slice(0, index))
    return running / ((1 - better) * (1 - better - load))
  })
}

/** Chance that an arrival finds all rooms occupied. */
function erlangC(load: number, rooms: number): number {
  let blocked = 1
  for (let room = 1; room <= rooms; room++) blocked = (load * rooms * blocked) / (room + load * rooms * blocked)
  return blocked / (1 - load * (1 - blocked))
}

/** Chances of 0, 1, 2, … events where one is expected. */
function poisson(count: number): number[] {
  const chances = [Math.exp(-1)]
  for (let events = 1; events < count; events++) chances.push(chances[events - 1]! / events)
  return chances
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
