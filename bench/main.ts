import { parseArgs } from 'node:util'
import { accept, worseThanAccepted } from './accepted'
import { type BenchReport, machine, tables } from './bench-report'
import { boundRules } from './clinic'
import { ratiosOf, timesOf } from './core-ratios'
import { drawGrowth } from './growth-svg'
import { measureDay, prepareDay } from './measure-day'
import { dimensions, measureGrowth } from './measure-growth'
import { measureMemory } from './measure-memory'
import { measurePublic } from './measure-public'
import { writeRatios } from './ratios'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    check: { type: 'boolean' },
    accept: { type: 'boolean' },
    ratios: { type: 'string' },
  },
})
// Quick runs measure fewer sessions, so their ratios are others.
if (values.quick && (values.check || values.accept)) throw new Error('Give --check and --accept without --quick.')
const setting = values.quick
  ? { rounds: 5, growthRounds: 5, growthCommands: 10_000, sessions: 2_000, publicRounds: 5 }
  : { rounds: 21, growthRounds: 21, growthCommands: 20_000, sessions: 10_000, publicRounds: 9 }

const day = measureDay(setting.rounds)
const growth = dimensions(setting.sessions).map((dimension) =>
  measureGrowth(dimension, setting.growthRounds, setting.growthCommands),
)
const publicPath = await measurePublic(setting.publicRounds)
// Last, because after a full collection the engine's code is compiled again.
const rules = boundRules()
const memory = measureMemory(prepareDay(rules), rules)

const failures = [...new Set([...day.failures, ...[...growth, ...publicPath].flatMap((each) => each.failures)])]
const report: BenchReport = { machine: machine(), day, growth, publicPath, memory, failures }
console.log(values.json ? JSON.stringify(report) : tables(report))
writeRatios(values.ratios, [...ratiosOf(report), ...timesOf(report)])
if (failures.length > 0) process.exitCode = 1
if (values.accept) {
  accept(report)
  drawGrowth(report.machine, growth)
}
if (values.check) {
  const worse = worseThanAccepted(report)
  for (const line of worse) console.log(`WORSE: ${line}`)
  if (worse.length > 0) process.exitCode = 1
  else console.log('No ratio is more than 25 % above the accepted one.')
}
