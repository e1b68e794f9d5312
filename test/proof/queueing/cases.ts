import { accumulating, byAppointment, cobham, erlangCobham, fromEmpty } from './exact'
import { appointments, type Measured, steady, transient } from './measure'
import type { Queue } from './run-block'

/** One number of the table, in mean visit lengths. */
export interface Row extends Measured {
  readonly model: string
  readonly what: string
  readonly exact: number
  /** Whether it is the first of its case. */
  readonly isFirst: boolean
}

/** One simulation: the numbers that it is held to, and the run that gives them. */
interface Case {
  readonly model: string
  readonly what: readonly string[]
  readonly exact: readonly number[]
  /** Patients as a multiple of the usual number: a full clinic forgets slowly. */
  readonly weight: number
  run(patients: number, seed: number): Promise<readonly Measured[]>
}

/** Shares of emergencies, paid, follow-up, online and walk-in patients. */
const FIVE = [0.05, 0.2, 0.15, 0.2, 0.4]

export const CASES: readonly Case[] = [
  ...[0.5, 0.8, 0.9].map((load) => oneRoom('M/M/1', [load], 'exponential')),
  ...[0.5, 0.8, 0.9].map((load) => oneRoom('M/D/1', [load], 'fixed')),
  oneRoom('M/M/1', [0.4, 0.4], 'exponential'),
  oneRoom('M/M/1', [0.16, 0.64], 'exponential'),
  oneRoom('M/D/1', [0.16, 0.64], 'fixed'),
  oneRoom('M/M/1', [0.2, 0.3, 0.3], 'exponential'),
  oneRoom('M/M/1', shared(0.8), 'exponential'),
  oneRoom('M/M/1', shared(0.9), 'exponential'),
  oneRoom('M/D/1', shared(0.9), 'fixed'),
  growing([0.4, 0.4], [1, 0.5]),
  growing([0.2, 0.3, 0.3], [4, 2, 1]),
  manyRooms(3, [0.8]),
  manyRooms(2, shared(0.8)),
  manyRooms(3, shared(0.8)),
  manyRooms(5, shared(0.9)),
  ...[0.5, 0.8, 0.9].map(openingOf),
  ...([1, 2, 20] as const).map(dayOf),
]

/** Runs one case with a seed of its own. */
export async function rowsOf(one: Case, patients: number, seed: number): Promise<Row[]> {
  const measured = await one.run(patients * one.weight, seed)
  return measured.map((each, index) => ({
    ...each,
    model: one.model,
    what: one.what[index]!,
    exact: one.exact[index]!,
    isFirst: index === 0,
  }))
}

/** Whether a row is within two in a hundred, or three standard errors. */
export function agrees({ mean, error, exact }: Row): boolean {
  return Math.abs(mean - exact) <= Math.max(0.02 * exact, 3 * error)
}

function shared(load: number): number[] {
  return FIVE.map((share) => share * load)
}

function oneRoom(name: 'M/M/1' | 'M/D/1', loads: readonly number[], visits: Queue['visits']): Case {
  return inSteadyState(name, { rooms: 1, loads, visits }, cobham(loads, visits))
}

function manyRooms(rooms: number, loads: readonly number[]): Case {
  return inSteadyState(`M/M/${rooms}`, { rooms, loads, visits: 'exponential' }, erlangCobham(loads, rooms))
}

function growing(loads: readonly number[], growth: readonly number[]): Case {
  const exact = accumulating(loads, growth, 'exponential')
  return inSteadyState(`growing ${growth.join(' : ')}`, { rooms: 1, loads, visits: 'exponential', growth }, exact)
}

function inSteadyState(name: string, queue: Queue, exact: readonly number[]): Case {
  const load = queue.loads.reduce((sum, each) => sum + each, 0)
  const kinds = queue.loads.map((each, index) => `class ${index + 1}, ${Number(((each / load) * 100).toFixed(1))} %`)
  return {
    model: `${name}, load ${load.toFixed(1)}`,
    what: kinds.length === 1 ? ['all'] : kinds,
    exact,
    weight: load > 0.85 ? 3 : 1,
    run: (patients, seed) => steady(queue, patients, seed),
  }
}

function openingOf(load: number): Case {
  const firsts = [20, 50, 200]
  return {
    model: `M/M/1 from empty, load ${load}`,
    what: firsts.map((first) => `first ${first}`),
    exact: firsts.map((first) => fromEmpty(load, first)),
    weight: load > 0.85 ? 3 : 1,
    run: (patients, seed) => transient(load, firsts, Math.round(patients / 200), seed),
  }
}

function dayOf(atOpening: 1 | 2 | 20): Case {
  return {
    model: '20 appointments',
    what: [{ 1: 'one by one', 2: 'two at opening', 20: 'all at opening' }[atOpening]],
    exact: [byAppointment(20, atOpening)],
    weight: 1,
    run: async (patients, seed) => [await appointments(20, atOpening, Math.round(patients / 20), seed)],
  }
}
