import { boundRules, openSessions } from './clinic'
import { prepareDay } from './measure-day'
import { engineRun } from './engine-run'
import { standard } from '../src/presets/standard'
const rules = process.argv[2] === 's' ? standard() : boundRules()
const stream = prepareDay(rules) as any
for (let i = 0; i < 12; i++) {
  const stages = openSessions(stream.clinic, rules)
  const t = process.cpuUsage()
  engineRun(stages, stream, rules, 0, stream.commands.length)
  const u = process.cpuUsage(t)
  if (i % 3 === 2) console.log(Math.round((u.user + u.system) * 1000 / stream.commands.length), 'ns')
}
