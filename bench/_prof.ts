import { boundRules, openSessions } from './clinic'
import { engineRun } from './engine-run'
import { prepareDay, DAY, COMMANDS } from './measure-day'
const rules = boundRules(); const stream = prepareDay(rules)
const times:number[]=[]
for (let i=0;i<25;i++){ const st=openSessions(DAY, rules); const a=process.cpuUsage(); engineRun(st, stream, rules, 0, COMMANDS); const b=process.cpuUsage(a); times.push((b.user+b.system)*1000/COMMANDS)}
times.sort((a,b)=>a-b); console.log('median',Math.round(times[12]!),'fastest',Math.round(times[0]!))
