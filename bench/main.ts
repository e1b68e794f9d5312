import { parseArgs } from 'node:util'
import { type BenchReport, machine, tables } from './bench-report'
import { boundRules } from './clinic'
import { measureDay, prepareDay } from './measure-day'
import { dimensions, measureGrowth } from './measure-growth'
import { measureMemory } from './measure-memory'

const { values } = parseArgs({ options: { json: { type: 'boolean' }, quick: { type: 'boolean' } } })
const setting = values.quick
  ? { rounds: 5, growthRounds: 5, growthCommands: 10_000, sessions: 2_000 }
  : { rounds: 21, growthRounds: 21, growthCommands: 20_000, sessions: 10_000 }

const day = measureDay(setting.rounds)
const growth = dimensions(setting.sessions).map((dimension) =>
  measureGrowth(dimension, setting.growthRounds, setting.growthCommands),
)
// Last, because after a full collection the engine's code is compiled again.
const rules = boundRules()
const memory = measureMemory(prepareDay(rules), rules)

const failures = [...new Set([...day.failures, ...growth.flatMap((each) => each.failures)])]
const report: BenchReport = { machine: machine(), day, growth, memory, failures }
console.log(values.json ? JSON.stringify(report) : tables(report))
if (failures.length > 0) process.exitCode = 1
