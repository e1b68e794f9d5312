import { describe, expect, it } from 'vitest'
import { Random } from '../../../examples/day-simulation/src/day/random'
import { amount, IN_FULL } from '../../support/amount'
import { agrees, CASES, type Row, rowsOf } from './cases'
import { CoreEngine, queueRules } from './engine'
import { accumulating, byAppointment, cobham, erlangCobham, fromEmpty } from './exact'
import { ALWAYS } from './measure'
import { arrivalsOf, type Queue, runBlock } from './run-block'
import { SchedulerEngine } from './scheduler-engine'
import { HEADING, textOf } from './table'

const PATIENTS = Number(process.env.RUNS ?? 100_000)
const SEED = Number(process.env.SEED ?? 1954)

describe('the exact waits', () => {
  const round = (waits: readonly number[]): number[] => waits.map((wait) => Number(wait.toFixed(4)))

  it('are those of the textbooks', () => {
    expect(round(cobham([0.2, 0.3, 0.3], 'exponential'))).toEqual([1, 2, 8])
    expect(round(cobham([0.4, 0.4], 'exponential'))).toEqual([1.3333, 6.6667])
    expect(round(cobham([0.16, 0.64], 'fixed'))).toEqual([0.4762, 2.381])
    const five = cobham([0.045, 0.18, 0.135, 0.18, 0.36], 'exponential')
    expect(round(five)).toEqual([0.9424, 1.216, 1.8145, 3.0571, 19.5652])
    expect(round(accumulating([0.4, 0.4], [1, 0.5], 'exponential'))).toEqual([3, 5])
    expect(round(accumulating([0.2, 0.3, 0.3], [4, 2, 1], 'exponential'))).toEqual([2.1905, 3.4921, 5.7143])
    // Two rooms, in closed form: load² / (1 − load²).
    expect(round(erlangCobham([0.8], 2))).toEqual([1.7778])
    expect(round([20, 50, 200].map((first) => fromEmpty(0.8, first)))).toEqual([1.7207, 2.5418, 3.5087])
    // With all at opening each waits for those before: (20 − 1) / 2.
    expect(round([1, 2, 20].map((atOpening) => byAppointment(20, atOpening)))).toEqual([1.743, 1.9898, 9.5])
  })

  it('keep the conservation law: no order of classes changes Σ load × wait', () => {
    const loads = [0.2, 0.3, 0.3]
    const work = (waits: readonly number[]): number => waits.reduce((sum, wait, kind) => sum + wait * loads[kind]!, 0)
    for (const waits of [cobham(loads, 'exponential'), accumulating(loads, [4, 2, 1], 'exponential')])
      expect(work(waits)).toBeCloseTo((0.8 * 0.8) / (1 - 0.8), 10)
  })
})

describe('the engine, driven as a queue', () => {
  it(`waits as theory says, ${PATIENTS} patients a case, seed ${SEED}`, async () => {
    const rows: Row[] = []
    // At a push without the full clinics, whose runs are three times as long.
    for (const [index, one] of CASES.entries())
      if (IN_FULL || one.weight === 1) rows.push(...(await rowsOf(one, PATIENTS, SEED + index)))
    console.log([HEADING, ...rows.map(textOf)].join('\n'))
    expect(rows.filter((row) => !agrees(row))).toEqual([])
    expect(rows.length).toBeGreaterThan(amount(40, 55))
    // Three standard errors are no excuse for a run that is too short to tell anything.
    expect(rows.filter(({ error, exact }) => error > 0.08 * exact)).toEqual([])
    // The rows that tell strict classes from one queue: they are far apart, and each is near its own value.
    const strict = rows.filter(({ model }) => model === 'M/M/1, load 0.8' || model === 'M/M/3, load 0.8')
    expect(strict.filter(({ error, exact }) => error < 0.03 * exact).length).toBeGreaterThan(10)
  })

  const cases: readonly (readonly [string, Queue])[] = [
    ['one room and five classes', { rooms: 1, loads: [0.04, 0.16, 0.12, 0.16, 0.32], visits: 'exponential' }],
    ['three rooms and two classes', { rooms: 3, loads: [0.4, 0.4], visits: 'exponential' }],
    ['growing priorities', { rooms: 1, loads: [0.2, 0.3, 0.3], visits: 'fixed', growth: [4, 2, 1] }],
  ]
  it.each(cases)('calls the same patients through OpdScheduler, for %s', async (_, queue) => {
    const rules = queueRules(queue.growth)
    const arrivals = () => arrivalsOf(queue, new Random(SEED))
    const direct = await runBlock(new CoreEngine(ALWAYS, rules), queue.rooms, arrivals(), 200)
    const library = await runBlock(await SchedulerEngine.open(queue.rooms, rules), queue.rooms, arrivals(), 200)
    expect(library.waits).toEqual(direct.waits)
    expect(direct.waits.filter((wait) => wait > 0).length).toBeGreaterThan(80)
    // Some patient was overtaken, so the order of arrival alone would not do.
    const began = direct.arrivals.map(({ at }, index) => at + direct.waits[index]!)
    expect(began.some((time, index) => index > 0 && time < began[index - 1]!)).toBe(true)
  })
})
